package io.yiwang.identity.login;

import io.yiwang.internal.shared.Printable;
import io.yiwang.internal.shared.Texts;
import io.yiwang.value.Language;

/**
 * Thrown when a login, or the renewal of its token, has failed. Neither its message nor its cause
 * contains a token, a code, a key or anything about the citizen.
 */
public final class LoginException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final Texts TEXTS = new Texts("identity", LoginException.class);

  /** Names what went wrong, from which follows who must act. */
  public enum Reason {
    /** The citizen refused, or went back. */
    DENIED,
    /**
     * The browser's return does not belong to a login that is pending here: somebody else made the
     * link, or the page was loaded twice.
     */
    NOT_THIS_LOGIN,
    /** The citizen took longer than a login may take. */
    TOO_LATE,
    /** The provider's answer does not verify. */
    FORGED,
    /** The citizen has logged in at a lower level of assurance than was requested. */
    NOT_ASSURED,
    /** Another citizen has logged in than before. */
    OTHER_CITIZEN,
    /** The session has ended: the citizen must log in again. */
    LOGIN_AGAIN,
    /** The provider refused the platform: its registration or settings are wrong. */
    REFUSED,
    /** The provider cannot be reached, or its answer cannot be read. */
    UNAVAILABLE
  }

  private final Reason reason;

  LoginException(Reason reason, String detail) {
    super(reason + ": " + Printable.of(detail));
    this.reason = reason;
  }

  /** Returns the reason. */
  public Reason reason() {
    return reason;
  }

  /** Returns a sentence for the citizen. */
  public String text(Language language) {
    return TEXTS.of(language.tag(), "login." + reason);
  }
}
