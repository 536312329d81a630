package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.yiwang.payments.FineCode;
import io.yiwang.payments.reconciliation.Reconciled;
import io.yiwang.value.Language;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WordingTest {
  private static Properties file(String language) throws IOException {
    Properties texts = new Properties();
    texts.load(
        new InputStreamReader(
            WordingTest.class.getResourceAsStream(
                "/META-INF/yiwang/payments_" + language + ".properties"),
            StandardCharsets.UTF_8));
    return texts;
  }

  @Test
  void files_ofBothLanguages_haveTheSameTexts() throws IOException {
    assertEquals(file("en").keySet(), file("zh").keySet());
    assertFalse(file("en").isEmpty());
  }

  @Test
  void of_codeAndMoney_saysWhyAndWhereTheMoneyIs() {
    assertEquals("该决定书已缴清。未向您扣款。", Wording.of("DECISION_PAID", "NEVER_CHARGED", "zh-CN"));
    assertEquals(
        "The decision has already been paid; nothing is due. You were not charged.",
        Wording.of("DECISION_PAID", "NEVER_CHARGED", "en"));
  }

  @Test
  void of_unknownCode_saysThatThePaymentWasNotPossible() {
    assertEquals(
        "This payment could not be made. Your money has been refunded in full.",
        Wording.of("UNKNOWN_CODE", "REFUNDED", "en"));
  }

  @Test
  void of_thirdLanguage_takesTheApplicationsTextsAndEnglishForTheRest() {
    assertEquals("བོད 2", Wording.of("DECISION_PAID", "NEVER_CHARGED", "bo-CN"));
    assertEquals(
        "བོད Your money has been refunded in full.",
        Wording.of(FineCode.DECISION_PAID, "REFUNDED", "bo"));
  }

  @ParameterizedTest
  @EnumSource
  void text_ofEveryPlaceOfTheMoney_exists(FineOutcome.PayerMoney money) {
    assertFalse(Wording.of("X", money.name(), "zh-CN").isBlank());
  }

  @ParameterizedTest
  @EnumSource
  void text_ofEveryKind_existsInEachLanguage(Reconciled.Kind kind) {
    assertFalse(kind.text(Language.ZH_CN).isBlank());
    assertEquals(kind.text(Language.EN), kind.text(new Language("fr")));
  }
}
