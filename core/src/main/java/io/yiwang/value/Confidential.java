package io.yiwang.value;

import io.yiwang.internal.shared.Length;
import java.util.Objects;

/**
 * Holds a text about a person: a name, an identity number, a phone. A member of this type is sealed
 * for the gateway before it leaves; {@code toString} and error texts never show it.
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
   * @param text 1 or more characters, all whole
   */
  public static Confidential of(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a confidential value must not be empty");
    }
    return new Confidential(Length.checkWhole(text, "a confidential value"));
  }

  /** Returns the text in the clear, for sealing it. */
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
