package io.yiwang.payments;

import io.yiwang.value.Money;
import io.yiwang.value.RegionCode;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Describes a penalty decision and what is due on it now. All amounts are the gateway's; no
 * surcharge is calculated here.
 *
 * <p>Later versions may have more parts: in tests, make one from JSON with {@link
 * io.yiwang.Answers}, not with the constructor.
 *
 * @param decisionNumber as printed
 * @param principal the fine, without the surcharge
 * @param total what must be paid, valid until {@code quoteValidUntil}
 * @param noticeNumber the treasury's payment code (缴款码), 16 to 32 letters and digits, opaque
 * @see "IGS/1 section 4"
 */
public record Penalty(
    PenaltyDecisionNumber decisionNumber,
    @Nullable RegionCode region,
    @Nullable Authority authority,
    @Nullable Violation violation,
    @Nullable Party party,
    @Nullable LocalDate decidedOn,
    @Nullable LocalDate dueOn,
    Money principal,
    Money surcharge,
    Money total,
    @Nullable OffsetDateTime quotedAt,
    OffsetDateTime quoteValidUntil,
    PenaltyStatus status,
    @Nullable String noticeNumber) {
  /**
   * Describes what was done.
   *
   * @param code the authority's own code
   */
  public record Violation(
      @Nullable String code,
      @Nullable String description,
      @Nullable String place,
      @Nullable OffsetDateTime occurredAt) {
    /** Shows the code alone: place and time are personal data. */
    @Override
    public String toString() {
      return "Violation[" + code + "]";
    }
  }

  /**
   * Describes whose penalty it is, masked by the gateway.
   *
   * @param name such as {@code 张*}
   * @param plate of the car, where there is one
   */
  public record Party(@Nullable String name, @Nullable String plate) {
    @Override
    public String toString() {
      return "Party[******]";
    }
  }

  /** Shows the masked number, the amount and the status. */
  @Override
  public String toString() {
    return "Penalty[" + decisionNumber + ", " + total + ", " + status + "]";
  }
}
