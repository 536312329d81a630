package io.yiwang.value;

import java.util.regex.Pattern;

/**
 * Holds a citizen's access token, sent as {@code Authorization: Bearer}. {@code toString} never
 * shows it.
 *
 * @param value the token68 text of RFC 6750 section 2.1
 */
public record AccessToken(String value) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  /** Checks the alphabet. */
  public AccessToken {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("an access token must be RFC 6750 token68 text");
    }
  }

  @Override
  public String toString() {
    return "******";
  }
}
