package io.yiwang.identity;

import io.yiwang.internal.shared.Texts;
import io.yiwang.value.Language;

/**
 * Names one thing that was found when a signed document was verified, with a sentence for people
 * who are not programmers.
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
  /** The time is claimed by the signer and proven by nobody. */
  TIME_CLAIMED(Effect.GOOD),
  /** Revocation was not checked, or nothing is known about it and the policy accepts that. */
  REVOCATION_NOT_PROVEN(Effect.GOOD),

  /** The seal is intact and its maker is trusted. */
  SEAL_GENUINE(Effect.GOOD),
  /** The signer was allowed to use the seal at that time. */
  SEAL_OF_SIGNER(Effect.GOOD),
  /** The claimed time is believed, because the caller's policy says so. */
  TIME_BELIEVED(Effect.GOOD),
  /** There are several signers; the worst of their verdicts counts. */
  SEVERAL_SIGNERS(Effect.GOOD),

  /** A trusted certificate is no longer in force, and nothing proves the time. */
  TIME_NOT_PROVEN(Effect.INDETERMINATE),
  /** Nothing is known about revocation, and the policy requires it. */
  REVOCATION_UNKNOWN(Effect.INDETERMINATE),
  /** There is no chain to an authority that is trusted here. */
  CERTIFICATE_UNTRUSTED(Effect.INDETERMINATE),
  /** The signer's certificate is not enclosed. */
  CERTIFICATE_MISSING(Effect.INDETERMINATE),
  /** The signature does not name its certificate. */
  CERTIFICATE_NOT_NAMED(Effect.INDETERMINATE),
  /** The time stamp's authority is not trusted here. */
  TIMESTAMP_UNTRUSTED(Effect.INDETERMINATE),
  /** A part of the document is not covered, and the caller's policy does not call that invalid. */
  PARTS_NOT_COVERED_BY_POLICY(Effect.INDETERMINATE),
  /** The maker of the seal is not trusted here. */
  SEAL_MAKER_UNTRUSTED(Effect.INDETERMINATE),
  /** The structure has a version that is not known here. */
  FORM_NOT_READ(Effect.INDETERMINATE),
  /** The time stamp has a form that cannot be read here. */
  TIMESTAMP_NOT_READ(Effect.INDETERMINATE),
  /** An algorithm is unknown, or no longer safe. */
  ALGORITHM_NOT_ACCEPTED(Effect.INDETERMINATE),
  /** A statement was signed, and none was given to compare it with. */
  STATEMENT_NOT_COMPARED(Effect.INDETERMINATE),
  /** Nothing says when the document was signed. */
  TIME_MISSING(Effect.INDETERMINATE),

  /** The file is not a signature that can be read. */
  MALFORMED(Effect.INVALID),
  /** A part of the document is not covered. */
  PARTS_NOT_COVERED(Effect.INVALID),
  /** Parts are covered by a digest for which collisions can be made, or by none. */
  DIGEST_REFUSED(Effect.INVALID),
  /** The seal's maker has not signed it. */
  SEAL_FORGED(Effect.INVALID),
  /** The signer is not among those who may use the seal. */
  SEAL_OF_OTHERS(Effect.INVALID),
  /** The seal was used outside its period. */
  SEAL_NOT_IN_FORCE(Effect.INVALID),
  /** The copy of the seal beside the signature is another seal. */
  SEAL_SUBSTITUTED(Effect.INVALID),
  /** There is no signature. */
  NOT_SIGNED(Effect.INVALID),
  /** The signature, which is over the document itself, does not verify. */
  SIGNATURE_OF_ANOTHER(Effect.INVALID),
  /** The document is not the one that was signed. */
  DOCUMENT_CHANGED(Effect.INVALID),
  /** The statement is not the one that was signed. */
  STATEMENT_CHANGED(Effect.INVALID),
  /** A statement was given, and none was signed. */
  STATEMENT_NOT_SIGNED(Effect.INVALID),
  /** The signature does not verify. */
  SIGNATURE_WRONG(Effect.INVALID),
  /** The signature names another certificate. */
  CERTIFICATE_SUBSTITUTED(Effect.INVALID),
  /** The certificate was not in force when it was used. */
  CERTIFICATE_NOT_IN_FORCE(Effect.INVALID),
  /** The certificate is not for signing. */
  CERTIFICATE_NOT_FOR_SIGNING(Effect.INVALID),
  /** The certificate was revoked when it was used. */
  CERTIFICATE_REVOKED(Effect.INVALID),
  /** The time stamp belongs to something else, or does not verify. */
  TIMESTAMP_WRONG(Effect.INVALID),
  /** The document is signed with a time in the future. */
  TIME_IMPOSSIBLE(Effect.INVALID);

  /** Names what a finding means for the verdict, from best to worst. */
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
