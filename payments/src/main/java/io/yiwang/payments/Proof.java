package io.yiwang.payments;

import io.yiwang.value.Confidential;
import java.util.Objects;

/**
 * Shows that the payer has the decision before them, so that numbers cannot be tried out.
 *
 * @see "IGS/1 section 4"
 */
public record Proof(Kind kind, Confidential value) {
  /** What is shown. */
  public enum Kind {
    /** The number plate. */
    PLATE,
    /** The last four characters of the party's identity number. */
    PARTY_ID_TAIL,
    /** The party's name. */
    PARTY_NAME
  }

  /** Both parts are needed. */
  public Proof {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(value, "value");
  }

  /** The number plate, such as {@code 浙A12345}. */
  public static Proof plate(String plate) {
    return new Proof(Kind.PLATE, Confidential.of(plate));
  }

  /** The last four characters of the party's identity number. */
  public static Proof partyIdTail(String tail) {
    if (tail.length() != 4) {
      throw new IllegalArgumentException(
          "the tail of an identity number must be 4 characters, got " + tail.length());
    }
    return new Proof(Kind.PARTY_ID_TAIL, Confidential.of(tail));
  }

  /** The party's full name. */
  public static Proof partyName(String name) {
    return new Proof(Kind.PARTY_NAME, Confidential.of(name));
  }
}
