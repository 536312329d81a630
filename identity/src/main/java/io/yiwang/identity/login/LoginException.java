package io.yiwang.identity.login;

import io.yiwang.internal.shared.Printable;
import io.yiwang.internal.shared.Texts;
import io.yiwang.value.Language;

/**
 * Says that a login, or keeping one alive, has failed. Neither its text nor its cause names a
 * token, a code, a key or anything about the citizen.
 */
public final class LoginException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final Texts TEXTS = new Texts("identity", LoginException.class);

  /** Says what is wrong, and so who must act. */
  public enum Reason {
    /** The citizen did not agree, or went back. */
    DENIED,
    /**
     * What came back belongs to no login that this platform began, or to one that is over: a link
     * that somebody else has made, or the same page twice.
     */
    NOT_THIS_LOGIN,
    /** The citizen took longer than the login is good for. */
    TOO_LATE,
    /** What the provider is said to have answered cannot be verified. */
    FORGED,
    /** The citizen has logged in, but less surely than was asked for. */
    NOT_ASSURED,
    /** Another citizen than before. */
    OTHER_CITIZEN,
    /** The login is used up: the citizen must log in again. */
    LOGIN_AGAIN,
    /** The provider refused the platform: its registration or settings are wrong. */
    REFUSED,
    /** The provider cannot be reached, or answers with what cannot be read. */
    UNAVAILABLE
  }

  private final Reason reason;

  LoginException(Reason reason, String detail) {
    super(reason + ": " + Printable.of(detail));
    this.reason = reason;
  }

  /** Returns what is wrong. */
  public Reason reason() {
    return reason;
  }

  /** Returns what to tell the citizen. */
  public String text(Language language) {
    return TEXTS.of(language.tag(), "login." + reason);
  }
}
