package io.yiwang.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.yiwang.value.Language;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FindingTest {
  private static Properties file(String language) throws IOException {
    Properties texts = new Properties();
    texts.load(
        new InputStreamReader(
            FindingTest.class.getResourceAsStream(
                "/META-INF/yiwang/identity_" + language + ".properties"),
            StandardCharsets.UTF_8));
    return texts;
  }

  @ParameterizedTest
  @EnumSource
  void text_ofEachFinding_isASentenceInAnyLanguage(Finding finding) {
    String english = finding.text(Language.EN);

    assertFalse(english.isBlank());
    assertNotEquals(english, finding.text(Language.ZH_CN));
    assertEquals(english, finding.text(new Language("fr")));
  }

  @Test
  void files_ofBothLanguages_haveTheSameTexts() throws IOException {
    assertEquals(file("en").keySet(), file("zh").keySet());
  }

  @Test
  void files_textsOfFindings_areOneForEachFinding() throws IOException {
    long texts =
        file("en").stringPropertyNames().stream().filter(key -> key.startsWith("finding.")).count();
    assertEquals(Finding.values().length, texts);
  }
}
