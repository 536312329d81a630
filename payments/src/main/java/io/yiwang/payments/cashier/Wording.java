package io.yiwang.payments.cashier;

import io.yiwang.internal.shared.Texts;

/** What a payer reads of a refusal: why, and where their money is. */
final class Wording {
  private static final Texts TEXTS = new Texts("payments", Wording.class);

  private Wording() {}

  /**
   * Returns the sentence.
   *
   * @param payerMoney the name of the outcome's {@code PayerMoney}
   */
  static String of(String code, String payerMoney, String tag) {
    String why = "refused." + code;
    return TEXTS.of(
        tag,
        "refused.both",
        TEXTS.of(tag, TEXTS.has(why) ? why : "refused.other"),
        TEXTS.of(tag, "money." + payerMoney));
  }
}
