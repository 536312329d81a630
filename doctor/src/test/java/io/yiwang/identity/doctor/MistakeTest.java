package io.yiwang.identity.doctor;

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

class MistakeTest {
  private static Properties file(String language) throws IOException {
    Properties texts = new Properties();
    texts.load(
        new InputStreamReader(
            MistakeTest.class.getResourceAsStream(
                "/META-INF/yiwang/doctor_" + language + ".properties"),
            StandardCharsets.UTF_8));
    return texts;
  }

  @ParameterizedTest
  @EnumSource
  void text_ofEachMistake_isASentenceInAnyLanguage(Mistake mistake) {
    String english = mistake.text(Language.EN);

    assertFalse(english.isBlank());
    assertNotEquals(english, mistake.text(Language.ZH_CN));
    assertEquals(english, mistake.text(new Language("fr")));
  }

  @Test
  void files_ofBothLanguages_haveTheSameTexts() throws IOException {
    assertEquals(file("en").keySet(), file("zh").keySet());
  }

  @Test
  void files_textsOfMistakes_areOneForEachMistake() throws IOException {
    long texts =
        file("en").stringPropertyNames().stream().filter(key -> key.startsWith("mistake.")).count();
    assertEquals(Mistake.values().length, texts);
  }
}
