package io.yiwang.identity.login;

import java.util.Arrays;
import java.util.Optional;

/**
 * Names how reliably the provider knows who has logged in. The levels are in ascending order.
 *
 * @see "IGS/1 section 5; OpenID Connect Core 1.0 section 2, acr"
 */
public enum Assurance {
  /** The citizen has an account. */
  BASIC("igs:basic"),
  /** The citizen's name and number were checked. */
  VERIFIED("igs:verified"),
  /** The citizen was identified in person, by face or with a document. */
  STRONG("igs:strong");

  private final String code;

  Assurance(String code) {
    this.code = code;
  }

  /** Returns the level of an {@code acr}; empty if this version does not know it. */
  public static Optional<Assurance> of(String code) {
    return Arrays.stream(values()).filter(each -> each.code.equals(code)).findFirst();
  }

  /** Returns the code as on the wire. */
  public String code() {
    return code;
  }
}
