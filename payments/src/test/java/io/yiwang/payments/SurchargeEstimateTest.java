package io.yiwang.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.value.Language;
import io.yiwang.value.Money;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurchargeEstimateTest {
  private static final LocalDate DUE = LocalDate.of(2026, 2, 27);

  private static SurchargeEstimate after(String yuan, long days) {
    return SurchargeEstimate.of(Money.yuan(yuan), DUE, DUE.plusDays(days));
  }

  @ParameterizedTest
  @CsvSource({
    "150.00,  1,   4.50", "150.00, 10,  45.00", "150.00, 33, 148.50", "150.00, 34, 150.00",
    "150.00, 40, 150.00", " 33.33,  1,   1.00", " 33.33, 33,  33.00", " 33.33, 34,  33.33"
  })
  void of_lateFine_isThreePercentADayToItsOwnAmount(String fine, long days, String surcharge) {
    assertEquals(Money.yuan(surcharge), after(fine, days).surcharge());
    assertEquals(days >= 34, after(fine, days).capped());
  }

  @ParameterizedTest
  @CsvSource({"0.16, 1, 0.00", "0.17, 1, 0.01", "0.50, 1, 0.02", "0.50, 3, 0.05"})
  void of_partsOfAFen_areRoundedHalfUpOnceForAllDays(String fine, long days, String surcharge) {
    assertEquals(Money.yuan(surcharge), after(fine, days).surcharge());
  }

  @ParameterizedTest
  @CsvSource({"0", "-1", "-400"})
  void of_dayThatIsNotLate_isZero(long days) {
    SurchargeEstimate estimate = after("150", days);

    assertEquals(Money.ZERO, estimate.surcharge());
    assertEquals(0, estimate.daysLate());
    assertFalse(estimate.capped());
  }

  @Test
  void of_largestFine_doesNotOverflow() {
    SurchargeEstimate estimate =
        SurchargeEstimate.of(Money.fen(Long.MAX_VALUE), DUE, DUE.plusDays(33));

    assertTrue(estimate.surcharge().fen() < Long.MAX_VALUE);
    assertThrows(
        IllegalArgumentException.class, () -> SurchargeEstimate.of(Money.fen(-1), DUE, DUE));
  }

  @Test
  void text_inBothLanguages_saysThatItIsAnEstimateAndOfWhat() {
    assertEquals(
        "预计（非正式金额）：罚款150.00元，缴款期限2026-02-27，截至2026-03-09逾期10天，按每日3%计加处罚款45.00元，以缴款时系统金额为准。",
        after("150", 10).text(Language.ZH_CN));
    assertEquals(
        "Estimate, not the amount due: fine 150.00, due on 2026-02-27, 40 days late on 2026-04-08,"
            + " 3% a day makes 150.00 (the most it can be). The amount that the gateway"
            + " gives when you pay is the one that counts.",
        after("150", 40).text(Language.EN));
  }
}
