package io.yiwang.internal;

/** Thrown when it is not proven that an answer is the gateway's current answer to this request. */
final class UntrustedReplyException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Names what is wrong with the answer. */
  enum Flaw {
    UNSIGNED("it is not signed"),
    MALFORMED_SIGNATURE("its signature headers cannot be read"),
    WRONG_COVERAGE("its signature does not cover what it must"),
    UNKNOWN_KEY("it is signed with a key that is not trusted"),
    WRONG_ALGORITHM("it names another algorithm than its key's"),
    NO_KNOWN_DIGEST("its body has no digest of a known kind"),
    WRONG_DIGEST("its body is not the one that was signed"),
    WRONG_SIGNATURE("its signature does not verify for this request"),
    STALE("it was signed more than 300 s from this machine's time");

    private final String text;

    Flaw(String text) {
      this.text = text;
    }
  }

  private final Flaw flaw;

  UntrustedReplyException(Flaw flaw) {
    super(flaw.text);
    this.flaw = flaw;
  }

  /** Makes an exception that adds a reason to the text; the reason may be empty. */
  UntrustedReplyException(Flaw flaw, String why) {
    super(why.isEmpty() ? flaw.text : flaw.text + " (" + why + ")");
    this.flaw = flaw;
  }

  Flaw flaw() {
    return flaw;
  }
}
