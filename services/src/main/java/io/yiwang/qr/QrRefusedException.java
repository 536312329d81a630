package io.yiwang.qr;

import io.yiwang.internal.shared.Texts;
import io.yiwang.value.Language;

/** Thrown when a code must not be followed; says why. */
public final class QrRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private static final Texts TEXTS = new Texts("services", QrRefusedException.class);

  /** Names the reasons to refuse a code. */
  public enum Reason {
    /** It is not a link of this kind. */
    NOT_A_GOVERNMENT_CODE,
    /** It looks like a link, but runs a script or opens something on the phone. */
    SCRIPT,
    /** It leads to another host. */
    WRONG_HOST,
    /** It leads to a host that imitates another with letters of other scripts. */
    LOOK_ALIKE_HOST,
    /** This version does not know its kind. */
    UNKNOWN_KIND,
    /** It is signed with a key that is not trusted. */
    UNKNOWN_KEY,
    /** Its signature is wrong. */
    WRONG_SIGNATURE,
    /** It is genuine, but has expired. */
    EXPIRED
  }

  private final Reason reason;
  private final String host;

  QrRefusedException(Reason reason, String host) {
    super(TEXTS.of(Language.EN.tag(), key(reason)) + (host.isEmpty() ? "" : " [" + host + "]"));
    this.reason = reason;
    this.host = host;
  }

  /** Returns the reason. */
  public Reason reason() {
    return reason;
  }

  /**
   * Returns the host that the code leads to, with the code points of the letters beyond ASCII, such
   * as {@code gоv.cn (U+043E)}; empty unless the host is the reason.
   */
  public String host() {
    return host;
  }

  /** Returns the reason as a text for the citizen. */
  public String text(Language language) {
    return TEXTS.of(language.tag(), key(reason));
  }

  private static String key(Reason reason) {
    return "code." + reason.name();
  }
}
