package io.yiwang.payments;

import io.yiwang.internal.shared.Texts;
import io.yiwang.value.Language;
import io.yiwang.value.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * Estimates a surcharge, to show a payer what waiting costs. It is not binding: holidays, a review
 * before a court, or a deferral change it, and what is paid is the gateway's figure ({@link
 * Penalty#surcharge}).
 *
 * <p>The surcharge is 3 % of the fine for each day after the due date, rounded half up to the fen,
 * and never more than the fine itself, which it reaches on day 34.
 *
 * @param principal the fine
 * @param dueOn the last day without a surcharge, in China
 * @param on the day estimated for, in China
 * @param daysLate how many days after {@code dueOn} it is; 0 if that day has not passed
 * @param surcharge the estimate
 * @param capped whether it has reached the fine and grows no further
 * @see "Administrative Penalty Law of China, article 72(1); Administrative Coercion Law, article
 *     45"
 */
public record SurchargeEstimate(
    Money principal,
    LocalDate dueOn,
    LocalDate on,
    long daysLate,
    Money surcharge,
    boolean capped) {
  private static final Texts TEXTS = new Texts("payments", SurchargeEstimate.class);

  private static final BigDecimal DAILY_RATE = new BigDecimal("0.03");

  /**
   * Estimates the surcharge on a fine.
   *
   * @throws IllegalArgumentException if the fine is negative
   */
  public static SurchargeEstimate of(Money principal, LocalDate dueOn, LocalDate on) {
    if (principal.fen() < 0) {
      throw new IllegalArgumentException("principal must not be negative, got " + principal);
    }
    long days = Math.max(0, ChronoUnit.DAYS.between(dueOn, on));
    BigDecimal uncapped =
        BigDecimal.valueOf(principal.fen()).multiply(DAILY_RATE).multiply(BigDecimal.valueOf(days));
    boolean capped = uncapped.compareTo(BigDecimal.valueOf(principal.fen())) >= 0 && days > 0;
    Money surcharge =
        capped ? principal : Money.fen(uncapped.setScale(0, RoundingMode.HALF_UP).longValueExact());
    return new SurchargeEstimate(principal, dueOn, on, days, surcharge, capped);
  }

  /**
   * Estimates the surcharge on a penalty as it was looked up.
   *
   * @throws IllegalArgumentException if the penalty does not say when it is due
   */
  public static SurchargeEstimate of(Penalty penalty, LocalDate on) {
    LocalDate dueOn = penalty.dueOn();
    if (dueOn == null) {
      throw new IllegalArgumentException("the penalty does not say when it is due");
    }
    return of(penalty.principal(), dueOn, on);
  }

  /** Returns the fine and the estimated surcharge. */
  public Money total() {
    return principal.plus(surcharge);
  }

  /**
   * Returns a sentence for the payer that shows how it was calculated and says that it is an
   * estimate.
   */
  public String text(Language language) {
    String tag = language.tag();
    return TEXTS.of(
        tag,
        "surcharge",
        principal.toYuan(),
        dueOn,
        on,
        daysLate,
        surcharge.toYuan(),
        capped ? TEXTS.of(tag, "surcharge.capped") : "");
  }
}
