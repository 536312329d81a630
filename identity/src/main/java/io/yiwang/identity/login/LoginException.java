package io.yiwang.identity.login;

import io.yiwang.internal.shared.Printable;
import io.yiwang.value.Language;

/**
 * A login, or keeping one alive, has failed. Neither its text nor its cause names a token, a code,
 * a key or anything about the citizen.
 */
public final class LoginException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong, and so who must act. */
  public enum Reason {
    /** The citizen did not agree, or went back. */
    DENIED("您没有同意登录。", "You did not agree to log in."),
    /**
     * What came back belongs to no login that this platform began, or to one that is over: a link
     * that somebody else has made, or the same page twice.
     */
    NOT_THIS_LOGIN("这不是本次登录的结果，请重新登录。", "This does not belong to your login. Please log in again."),
    /** The citizen took longer than the login is good for. */
    TOO_LATE("登录超时，请重新登录。", "Logging in took too long. Please log in again."),
    /** What the provider is said to have answered cannot be verified. */
    FORGED("登录结果无法验证，请重新登录。", "The result of your login cannot be verified. Please log in again."),
    /** The citizen has logged in, but less surely than was asked for. */
    NOT_ASSURED("办理此事需要更高等级的实名认证。", "This needs a login that proves more surely who you are."),
    /** Another citizen than before. */
    OTHER_CITIZEN(
        "登录的不是同一个人，请使用原来的账号。", "This is another account. Please use the one you began with."),
    /** The login is used up: the citizen must log in again. */
    LOGIN_AGAIN("登录已失效，请重新登录。", "Your login has ended. Please log in again."),
    /** The provider refused the platform: its registration or settings are wrong. */
    REFUSED("登录服务拒绝了本应用，请稍后再试。", "The login service refused this app. Please try later."),
    /** The provider cannot be reached, or answers with what cannot be read. */
    UNAVAILABLE("登录服务暂不可用，请稍后再试。", "The login service is not available. Please try later.");

    private final String chinese;
    private final String english;

    Reason(String chinese, String english) {
      this.chinese = chinese;
      this.english = english;
    }
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
    return language.equals(Language.EN) ? reason.english : reason.chinese;
  }
}
