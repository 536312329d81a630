package io.yiwang.identity.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.identity.login.LoginException.Reason;
import java.net.URI;
import java.util.regex.Pattern;

/** Makes a URI of what a browser called, which may hold what RFC 3986 does not allow. */
final class CalledUrl {
  /** Codes and states are far shorter; servers take request lines of 8 KiB. */
  private static final int LONGEST = 16 << 10;

  private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://.*", Pattern.DOTALL);
  private static final String ALLOWED = "-._~:/?#[]@!$&'()*+,;=";

  private CalledUrl() {}

  /**
   * Returns the whole URL.
   *
   * @param called a URL, a path with a query, or a query alone
   * @param redirectUri where what is missing is taken from
   */
  static URI of(String called, URI redirectUri) {
    if (called.length() > LONGEST) {
      throw new LoginException(Reason.NOT_THIS_LOGIN, "it is longer than any answer to a login");
    }
    String text = escaped(called);
    if (text.startsWith("/")) {
      text = redirectUri.getScheme() + "://" + redirectUri.getRawAuthority() + text;
    } else if (!ABSOLUTE.matcher(text).matches()) {
      String query = text.startsWith("?") ? text.substring(1) : text;
      String place = redirectUri.toString();
      int mark = place.indexOf('?');
      text = (mark < 0 ? place : place.substring(0, mark)) + "?" + query;
    }
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new LoginException(Reason.NOT_THIS_LOGIN, "it is not an answer to a login");
    }
  }

  /** Escapes what should be escaped and is not; what is escaped stays so. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int at = 0; at < text.length(); ) {
      int point = text.codePointAt(at);
      boolean plain =
          point == '%'
              ? isHex(text, at + 1) && isHex(text, at + 2)
              : point < 0x80 && (Character.isLetterOrDigit(point) || ALLOWED.indexOf(point) >= 0);
      if (plain) {
        escaped.appendCodePoint(point);
      } else {
        for (byte each : Character.toString(point).getBytes(UTF_8)) {
          escaped.append('%').append(Character.forDigit((each >> 4) & 0xf, 16));
          escaped.append(Character.forDigit(each & 0xf, 16));
        }
      }
      at += Character.charCount(point);
    }
    return escaped.toString();
  }

  private static boolean isHex(String text, int at) {
    return at < text.length()
        && Character.digit(text.charAt(at), 16) >= 0
        && text.charAt(at) < 0x80;
  }
}
