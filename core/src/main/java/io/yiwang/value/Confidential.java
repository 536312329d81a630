package io.yiwang.value;

import io.yiwang.internal.shared.Length;
import java.util.Objects;

/**
 * Holds a text about a person, such as a name, an identity number or a phone number. A member of
 * this type is sealed for the gateway before it is sent; {@code toString} and error messages never
 * show it.
 *
 * @see "IGS/1 section 2.6"
 */
public final class Confidential {
  private final String text;

  private Confidential(String text) {
    this.text = text;
  }

  /**
   * Wraps a text.
   *
   * @param text 1 or more characters, without unpaired surrogates
   */
  public static Confidential of(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a confidential value must not be empty");
    }
    return new Confidential(Length.checkWhole(text, "a confidential value"));
  }

  /** Returns the plain text, for sealing it. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Confidential other && text.equals(other.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Confidential.class, text);
  }

  @Override
  public String toString() {
    return "******";
  }
}
