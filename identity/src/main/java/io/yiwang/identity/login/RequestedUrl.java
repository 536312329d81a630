package io.yiwang.identity.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.identity.login.LoginException.Reason;
import java.net.URI;
import java.util.regex.Pattern;

/**
 * Makes a URI of a URL that a browser requested; browsers send characters that RFC 3986 forbids.
 */
final class RequestedUrl {
  /** Codes and states are far shorter, and most servers accept request lines of only 8 KiB. */
  private static final int MAX_LENGTH = 16 << 10;

  private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://.*", Pattern.DOTALL);
  private static final String ALLOWED = "-._~:/?#[]@!$&'()*+,;=";

  private RequestedUrl() {}

  /**
   * Returns the complete URL.
   *
   * @param requested a URL, a path with a query, or only a query
   * @param redirectUri supplies the parts that are missing
   */
  static URI of(String requested, URI redirectUri) {
    if (requested.length() > MAX_LENGTH) {
      throw new LoginException(Reason.NOT_THIS_LOGIN, "it is longer than any answer to a login");
    }
    String text = escaped(requested);
    if (text.startsWith("/")) {
      text = redirectUri.getScheme() + "://" + redirectUri.getRawAuthority() + text;
    } else if (!ABSOLUTE.matcher(text).matches()) {
      String query = text.startsWith("?") ? text.substring(1) : text;
      String base = redirectUri.toString();
      int mark = base.indexOf('?');
      text = (mark < 0 ? base : base.substring(0, mark)) + "?" + query;
    }
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new LoginException(Reason.NOT_THIS_LOGIN, "it is not an answer to a login");
    }
  }

  /** Escapes each character that must be escaped; escapes that are there already are kept. */
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
