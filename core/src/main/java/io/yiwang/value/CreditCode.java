package io.yiwang.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Spelling;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Holds a unified social credit code: 18 characters that identify an agency, a company or another
 * organisation. Full-width and lower-case letters become the capitals of the standard; blanks and
 * invisible characters are removed.
 *
 * <p>Some codes in public use have a wrong check character. {@link #of} refuses them and is for
 * user input; {@link #lenient} accepts them and is for data from a register, which includes JSON.
 * Codes are equal if their texts are equal.
 *
 * @see "GB 32100-2015"
 */
public final class CreditCode {
  // These are 31 characters, without I, O, S, V and Z.
  private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

  /** The form of a code, for patterns that contain one. */
  static final String FORM = "[" + ALPHABET + "]{18}";

  // The limit before normalisation; even with blanks everywhere, no code is nearly as long.
  private static final int LONGEST_TYPED = 512;

  private static final Pattern FORM_ALONE = Pattern.compile(FORM);

  private final String value;

  private CreditCode(String value) {
    this.value = value;
  }

  /**
   * Returns a code whose check character is right.
   *
   * @param text 18 characters, and blanks anywhere
   */
  public static CreditCode of(String text) {
    CreditCode code = lenient(text);
    if (!code.isChecked()) {
      throw new IllegalArgumentException(
          "the last of the 18 characters of a credit code must fit the other 17 (GB 32100)");
    }
    return code;
  }

  /**
   * Returns a code of the right length and alphabet; its check character may be wrong.
   *
   * @param text 18 characters, and blanks anywhere
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static CreditCode lenient(String text) {
    String value =
        text.length() > LONGEST_TYPED ? text : Spelling.compact(text).toUpperCase(Locale.ROOT);
    if (!FORM_ALONE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a credit code must be 18 of 0-9 A-Z without I O S V Z, got "
              + value.length()
              + " characters");
    }
    return new CreditCode(value);
  }

  /** Returns the 18 characters. */
  @JsonValue
  public String value() {
    return value;
  }

  /** Returns whether the check character is right. */
  public boolean isChecked() {
    int sum = 0;
    int weight = 1;
    for (int i = 0; i < 17; i++) {
      sum += ALPHABET.indexOf(value.charAt(i)) * weight;
      weight = weight * 3 % 31;
    }
    // The outer remainder turns 31, which is not a character, into 0.
    return value.charAt(17) == ALPHABET.charAt((31 - sum % 31) % 31);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof CreditCode other && value.equals(other.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }
}
