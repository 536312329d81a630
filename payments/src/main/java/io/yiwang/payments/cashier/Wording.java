package io.yiwang.payments.cashier;

import io.yiwang.GovException;
import io.yiwang.internal.shared.Texts;

/** Makes the sentences that a payer reads about an outcome. */
final class Wording {
  private static final Texts TEXTS = new Texts("payments", Wording.class);

  /** The sentences for the gateway's own codes, which are in core. */
  private static final Texts GATEWAYS = new Texts("core", GovException.class);

  private Wording() {}

  /**
   * Returns the sentence for a refusal: why, and where the payer's money is.
   *
   * @param payerMoney the name of the outcome's {@code PayerMoney}
   */
  static String of(String code, String payerMoney, String tag) {
    return TEXTS.of(tag, "refused.both", why(code, tag), TEXTS.of(tag, "money." + payerMoney));
  }

  /** Returns the sentence for an outcome that is not a refusal. */
  static String ofOutcome(String name, String tag) {
    return TEXTS.of(tag, "outcome." + name);
  }

  private static String why(String code, String tag) {
    String ours = "refused." + code;
    String gateways = "rejected." + code;
    return TEXTS.has(ours)
        ? TEXTS.of(tag, ours)
        : GATEWAYS.has(gateways) ? GATEWAYS.of(tag, gateways) : TEXTS.of(tag, "refused.other");
  }
}
