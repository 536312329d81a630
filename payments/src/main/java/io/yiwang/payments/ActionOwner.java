package io.yiwang.payments;

/** Who has to do something about a refusal. */
public enum ActionOwner {
  /** The payer: agree to another amount, wait, pay another way, or do nothing as nothing is due. */
  PAYER,
  /** The platform, which is the application: mend its data, key or connection, or try later. */
  PLATFORM,
  /** The authority that decided: the decision is under review, or with a court. */
  AUTHORITY;

  /**
   * Whose it is to act on a code of {@link FineCodes} or {@link CashierCodes}; a code that this
   * version does not know is the platform's to look into.
   */
  public static ActionOwner on(String code) {
    return switch (code) {
      case FineCodes.PENALTY_NOT_FOUND,
          FineCodes.DECISION_HELD,
          FineCodes.DECISION_PAID,
          FineCodes.AMOUNT_CHANGED,
          FineCodes.NOT_YET_PAYABLE,
          FineCodes.DECISION_REVOKED,
          FineCodes.REGION_NOT_OPEN,
          FineCodes.PAYER_MUST_BE_PARTY,
          FineCodes.HOLD_LOST,
          CashierCodes.DECISION_IN_PAYMENT,
          CashierCodes.CHARGE_DECLINED,
          CashierCodes.CHARGED_LATE,
          CashierCodes.CHARGE_REFUNDED,
          CashierCodes.PAYER_LEFT,
          CashierCodes.NOT_HELD ->
          PAYER;
      case FineCodes.DECISION_CONTESTED, FineCodes.TRANSFERRED_TO_COURT -> AUTHORITY;
      default -> PLATFORM;
    };
  }
}
