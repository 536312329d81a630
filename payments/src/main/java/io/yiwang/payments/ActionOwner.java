package io.yiwang.payments;

/** Names who has to do something about a refusal. */
public enum ActionOwner {
  /** The payer: agree to another amount, wait, pay another way, or do nothing as nothing is due. */
  PAYER,
  /** The platform, which is the application: correct its data, key or connection, or try later. */
  PLATFORM,
  /** The authority that decided: the decision is under review, or with a court. */
  AUTHORITY;
}
