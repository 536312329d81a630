package io.yiwang.qr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.yiwang.messages.Rating;
import io.yiwang.value.Language;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextsTest {
  private static Properties file(String language) throws IOException {
    Properties texts = new Properties();
    texts.load(
        new InputStreamReader(
            TextsTest.class.getResourceAsStream(
                "/META-INF/yiwang/services_" + language + ".properties"),
            StandardCharsets.UTF_8));
    return texts;
  }

  @Test
  void files_ofBothLanguages_haveTheSameTexts() throws IOException {
    assertEquals(file("en").keySet(), file("zh").keySet());
    assertFalse(file("en").isEmpty());
  }

  @ParameterizedTest
  @EnumSource
  void text_everyReason_existsInEachLanguage(QrRefusedException.Reason reason) {
    QrRefusedException refused = new QrRefusedException(reason, "");

    assertFalse(refused.text(Language.ZH_CN).isBlank());
    assertEquals(refused.getMessage(), refused.text(new Language("fr")));
  }

  @ParameterizedTest
  @EnumSource
  void text_everyRating_existsInEachLanguage(Rating rating) {
    assertFalse(rating.text(Language.ZH_CN).isBlank());
    assertEquals(rating.text(Language.EN), rating.text(new Language("fr")));
  }
}
