package io.yiwang.qr;

import io.yiwang.value.Language;

/** A code that is not to be followed, and why. */
public final class QrRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** It is no link of this kind. */
    NOT_A_GOVERNMENT_CODE("这不是政务二维码。", "This is not a government code."),
    /** It is code to be run, or opens something on the phone, under the look of a link. */
    SCRIPT("此二维码含有可执行代码，请勿打开。", "This code holds a script, not a link. Do not open it."),
    /** It leads to another host. */
    WRONG_HOST("此二维码指向其他网站，请勿缴款。", "This code leads to another site. Do not pay through it."),
    /** It leads to a host that looks like another by letters of other scripts. */
    LOOK_ALIKE_HOST(
        "此二维码指向仿冒网站，请勿缴款，可拨打12345举报。",
        "This code leads to a site made to look like another. Do not pay through it."),
    /** It is of a kind that this version does not know. */
    UNKNOWN_KIND("暂不支持此类二维码，请更新应用。", "This kind of code is not supported yet; update the app."),
    /** It is signed with a key that is not trusted. */
    UNKNOWN_KEY("无法核验此二维码，请手工输入编号。", "This code cannot be verified; enter the number by hand."),
    /** Its signature does not hold. */
    WRONG_SIGNATURE(
        "此二维码系伪造或已被改动，请勿缴款。", "This code was forged or changed. Do not pay through it."),
    /** It was good, and its time is over. */
    EXPIRED("此二维码已过期，请手工输入编号。", "This code has expired; enter the number by hand.");

    private final String chinese;
    private final String english;

    Reason(String chinese, String english) {
      this.chinese = chinese;
      this.english = english;
    }
  }

  private final Reason reason;
  private final String host;

  QrRefusedException(Reason reason, String host) {
    super(reason.english + (host.isEmpty() ? "" : " [" + host + "]"));
    this.reason = reason;
    this.host = host;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }

  /**
   * The host that it leads to, with every letter beyond ASCII as its code point too, such as {@code
   * gоv.cn (U+043E)}; empty where that is not the matter.
   */
  public String host() {
    return host;
  }

  /** For the citizen. */
  public String text(Language language) {
    return language == Language.ZH_CN ? reason.chinese : reason.english;
  }
}
