package io.yiwang.identity;

import io.yiwang.internal.shared.Texts;
import io.yiwang.value.Language;

/**
 * Says what looking at a signed document found, and what follows from it, in words for those who
 * read a verdict without being programmers.
 */
public enum Finding {
  /** The document is the one that was signed. */
  DOCUMENT_INTACT(Effect.GOOD),
  /** The statement is the one that was signed. */
  STATEMENT_INTACT(Effect.GOOD),
  /** The signature was made with the key of the certificate. */
  SIGNATURE_HOLDS(Effect.GOOD),
  /** The certificate leads to a trusted authority. */
  CERTIFICATE_TRUSTED(Effect.GOOD),
  /** The certificate was not revoked. */
  NOT_REVOKED(Effect.GOOD),
  /** A trusted authority has stamped the time. */
  TIME_PROVEN(Effect.GOOD),
  /** The time is the signer's own word. */
  TIME_CLAIMED(Effect.GOOD),
  /** Revocation was not looked at, or nothing is known and the policy takes that. */
  REVOCATION_NOT_PROVEN(Effect.GOOD),

  /** The seal is whole and its maker is trusted. */
  SEAL_GENUINE(Effect.GOOD),
  /** The seal may be used by the signer, at that time. */
  SEAL_OF_SIGNER(Effect.GOOD),
  /** The claimed time is believed, because the caller's policy says so. */
  TIME_BELIEVED(Effect.GOOD),
  /** Several have signed; the verdict is the worst of theirs. */
  SEVERAL_SIGNERS(Effect.GOOD),

  /** A trusted certificate is no longer in force, and nothing proves the time. */
  TIME_NOT_PROVEN(Effect.INDETERMINATE),
  /** Nothing is known of revocation, and the policy asks for it. */
  REVOCATION_UNKNOWN(Effect.INDETERMINATE),
  /** No chain to an authority that is trusted here. */
  CERTIFICATE_UNTRUSTED(Effect.INDETERMINATE),
  /** The certificate did not come along. */
  CERTIFICATE_MISSING(Effect.INDETERMINATE),
  /** The signature does not name its certificate. */
  CERTIFICATE_NOT_NAMED(Effect.INDETERMINATE),
  /** The time stamp's authority is not trusted here. */
  TIMESTAMP_UNTRUSTED(Effect.INDETERMINATE),
  /** A part of the document is not covered, and the caller's policy does not call that invalid. */
  PARTS_NOT_COVERED_BY_POLICY(Effect.INDETERMINATE),
  /** Who made the seal is not trusted here. */
  SEAL_MAKER_UNTRUSTED(Effect.INDETERMINATE),
  /** A version of the structure that is not known here. */
  FORM_NOT_READ(Effect.INDETERMINATE),
  /** The time stamp is in a form that is not read here. */
  TIMESTAMP_NOT_READ(Effect.INDETERMINATE),
  /** An algorithm that is unknown, or no longer safe. */
  ALGORITHM_NOT_ACCEPTED(Effect.INDETERMINATE),
  /** A statement was signed and none is at hand. */
  STATEMENT_NOT_COMPARED(Effect.INDETERMINATE),
  /** Nothing says when it was signed. */
  TIME_MISSING(Effect.INDETERMINATE),

  /** The file is not a signature that can be read. */
  MALFORMED(Effect.INVALID),
  /** A part of the document is not covered. */
  PARTS_NOT_COVERED(Effect.INVALID),
  /** The parts are covered by digests that anybody can match, or by none. */
  DIGEST_REFUSED(Effect.INVALID),
  /** The seal's maker has not signed it. */
  SEAL_FORGED(Effect.INVALID),
  /** The signer is not among those the seal is for. */
  SEAL_OF_OTHERS(Effect.INVALID),
  /** The seal was used outside its period. */
  SEAL_NOT_IN_FORCE(Effect.INVALID),
  /** The loose copy of the seal is of another. */
  SEAL_SUBSTITUTED(Effect.INVALID),
  /** Nobody has signed. */
  NOT_SIGNED(Effect.INVALID),
  /** The signature, which is over the document itself, does not verify. */
  SIGNATURE_OF_ANOTHER(Effect.INVALID),
  /** The document is another. */
  DOCUMENT_CHANGED(Effect.INVALID),
  /** The statement is another. */
  STATEMENT_CHANGED(Effect.INVALID),
  /** No statement was signed, and one is claimed. */
  STATEMENT_NOT_SIGNED(Effect.INVALID),
  /** The signature does not verify. */
  SIGNATURE_WRONG(Effect.INVALID),
  /** The signature names another certificate. */
  CERTIFICATE_SUBSTITUTED(Effect.INVALID),
  /** Not in force when it was used. */
  CERTIFICATE_NOT_IN_FORCE(Effect.INVALID),
  /** Not for signing. */
  CERTIFICATE_NOT_FOR_SIGNING(Effect.INVALID),
  /** Revoked when it was used. */
  CERTIFICATE_REVOKED(Effect.INVALID),
  /** The time stamp is of something else, or does not verify. */
  TIMESTAMP_WRONG(Effect.INVALID),
  /** Signed in the future. */
  TIME_IMPOSSIBLE(Effect.INVALID);

  /** What follows. */
  enum Effect {
    GOOD,
    INDETERMINATE,
    INVALID
  }

  private static final Texts TEXTS = new Texts("identity", Finding.class);

  private final Effect effect;

  Finding(Effect effect) {
    this.effect = effect;
  }

  Effect effect() {
    return effect;
  }

  /** Returns the finding as one sentence, in that language. */
  public String text(Language language) {
    return TEXTS.of(language.tag(), "finding." + name());
  }
}
