package io.yiwang.identity.login;

import java.util.Arrays;
import java.util.Optional;

/**
 * Says how sure the government is of who has logged in, from least to most: they compare by their
 * order.
 *
 * @see "IGS/1 section 5; OpenID Connect Core 1.0 section 2, acr"
 */
public enum Assurance {
  /** An account. */
  BASIC("igs:basic"),
  /** Name and number were checked. */
  VERIFIED("igs:verified"),
  /** The person was seen, as by face or with a document. */
  STRONG("igs:strong");

  private final String code;

  Assurance(String code) {
    this.code = code;
  }

  /** Returns the level of that {@code acr}; nothing if this version does not know it. */
  public static Optional<Assurance> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
  }

  /** Returns the code as on the wire. */
  public String code() {
    return code;
  }
}
