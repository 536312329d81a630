package io.yiwang.qr;

import io.yiwang.internal.shared.Texts;
import io.yiwang.value.Language;

/** Says that a code is not to be followed, and why. */
public final class QrRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private static final Texts TEXTS = new Texts("services", QrRefusedException.class);

  /** Says why a code was refused. */
  public enum Reason {
    /** It is not a link of this kind. */
    NOT_A_GOVERNMENT_CODE,
    /** It is code to be run, or opens something on the phone, under the look of a link. */
    SCRIPT,
    /** It leads to another host. */
    WRONG_HOST,
    /** It leads to a host that looks like another by letters of other scripts. */
    LOOK_ALIKE_HOST,
    /** It is of a kind that this version does not know. */
    UNKNOWN_KIND,
    /** It is signed with a key that is not trusted. */
    UNKNOWN_KEY,
    /** Its signature does not hold. */
    WRONG_SIGNATURE,
    /** It was good, and its time is over. */
    EXPIRED
  }

  private final Reason reason;
  private final String host;

  QrRefusedException(Reason reason, String host) {
    super(TEXTS.of(Language.EN.tag(), key(reason)) + (host.isEmpty() ? "" : " [" + host + "]"));
    this.reason = reason;
    this.host = host;
  }

  /** Returns why. */
  public Reason reason() {
    return reason;
  }

  /**
   * Returns the host that it leads to, with every letter beyond ASCII as its code point too, such
   * as {@code gоv.cn (U+043E)}; empty where that is not the matter.
   */
  public String host() {
    return host;
  }

  /** Returns the reason in words for the citizen. */
  public String text(Language language) {
    return TEXTS.of(language.tag(), key(reason));
  }

  private static String key(Reason reason) {
    return "code." + reason.name();
  }
}
