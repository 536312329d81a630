package io.yiwang.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * Holds an amount of money in fen (1/100 CNY), the unit used on the wire. It may be negative, as a
 * refund in a daily statement is.
 *
 * @param fen the amount in fen; in JSON a plain integer
 * @see "IGS/1 section 1, Money"
 */
public record Money(@JsonValue long fen) implements Comparable<Money> {
  /** Zero. */
  public static final Money ZERO = new Money(0);

  // 16 digits of yuan are 18 digits of fen, and every number of 18 digits fits a long.
  private static final Pattern YUAN = Pattern.compile("-?[0-9]{1,16}(\\.[0-9]{1,2})?");

  /** Makes an amount in fen. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Money {}

  /** Returns an amount in fen. */
  public static Money fen(long fen) {
    return new Money(fen);
  }

  /**
   * Reads an amount in yuan, such as {@code 150}, {@code 150.5} or {@code -150.00}. It takes text
   * because a {@code double} cannot represent 0.10 exactly.
   *
   * @param text 1 to 16 digits, optionally followed by a point and 1 or 2 decimals; a leading minus
   *     is allowed
   */
  public static Money yuan(String text) {
    if (!YUAN.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "an amount in yuan must be 1 to 16 digits with at most 2 decimals, got "
              + text.length()
              + " characters");
    }
    return new Money(new BigDecimal(text).movePointRight(2).longValueExact());
  }

  /**
   * Returns this amount plus another.
   *
   * @throws ArithmeticException if the result does not fit a {@code long}
   */
  public Money plus(Money other) {
    return new Money(Math.addExact(fen, other.fen));
  }

  /**
   * Returns this amount minus another; negative if the other is larger.
   *
   * @throws ArithmeticException if the result does not fit a {@code long}
   */
  public Money minus(Money other) {
    return new Money(Math.subtractExact(fen, other.fen));
  }

  /** Returns the amount in yuan with two decimals, such as {@code 150.00}. */
  public String toYuan() {
    return BigDecimal.valueOf(fen, 2).toPlainString();
  }

  @Override
  public int compareTo(Money other) {
    return Long.compare(fen, other.fen);
  }

  /** Returns the amount in yuan for people, such as {@code 150.00 CNY}. */
  @Override
  public String toString() {
    return toYuan() + " CNY";
  }
}
