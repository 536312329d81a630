package io.yiwang.payments;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Spelling;

/**
 * Holds the number of a penalty decision (处罚决定书编号), as printed: 15 or 16 digits on a traffic
 * decision, such as {@code 0301717010100001}, or a text such as {@code X城罚字〔2020〕第1号}.
 *
 * <p>All spellings of one number are normalized to one, which is also the one sent. NFKC makes
 * full-width characters half-width; blanks, zero-width characters and direction marks are removed;
 * brackets of any kind around the year become {@code 〔〕}, and {@code ○} becomes {@code 〇}. Hyphens
 * are removed if everything else is digits, and kept otherwise, since {@code 第1-12号} and {@code
 * 第11-2号} are two decisions; a dash of another kind becomes a hyphen. Upper and lower case differ,
 * and a leading zero counts. No check digit is assumed, and no date or region is derived from it:
 * no such rule holds nationwide.
 *
 * @param value 1 to 64 characters, counted in Unicode code points
 * @see "IGS/1 section 4"
 */
public record PenaltyDecisionNumber(@JsonValue String value) {
  // The limit before normalization. No number comes near it, whatever is between its characters.
  private static final int LONGEST_TYPED = 512;

  private static final String OPENING = "[(【〔";
  private static final String CLOSING = "])】〕";
  private static final String CHINESE_DIGITS = "〇零一二三四五六七八九";

  /** Normalizes the number and checks it. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public PenaltyDecisionNumber {
    if (value.length() > LONGEST_TYPED) {
      throw malformed(value.length());
    }
    value = yearInBrackets(hyphens(Spelling.compact(value).replace('○', '〇')));
    int characters = value.codePointCount(0, value.length());
    if (characters < 1 || characters > 64 || !value.codePoints().allMatch(c -> isVisible(c))) {
      throw malformed(characters);
    }
  }

  private static IllegalArgumentException malformed(int characters) {
    return new IllegalArgumentException(
        "a penalty decision number must be 1 to 64 visible characters, blanks not counted, got "
            + characters
            + " characters");
  }

  private static String hyphens(String text) {
    StringBuilder hyphened = new StringBuilder(text.length());
    StringBuilder digits = new StringBuilder(text.length());
    boolean onlyDigits = true;
    for (int i = 0; i < text.length(); i++) {
      char c = isDash(text.charAt(i)) ? '-' : text.charAt(i);
      hyphened.append(c);
      if (c != '-') {
        digits.append(c);
        onlyDigits &= isDigit(c);
      }
    }
    return (onlyDigits ? digits : hyphened).toString();
  }

  /**
   * Returns whether a character is a dash of Unicode, the minus sign, the hyphen bullet or the
   * swung dash.
   */
  private static boolean isDash(char c) {
    return Character.getType(c) == Character.DASH_PUNCTUATION
        || c == '\u2212'
        || c == '\u2043'
        || c == '\u2053';
  }

  private static String yearInBrackets(String text) {
    StringBuilder changed = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      int closing = OPENING.indexOf(text.charAt(i)) < 0 ? -1 : endOfYear(text, i + 1);
      if (closing >= 0) {
        changed.setCharAt(i, '〔');
        changed.setCharAt(closing, '〕');
      }
    }
    return changed.toString();
  }

  /**
   * Returns the index of the bracket that closes after a year of four digits, or -1 if there is
   * none.
   */
  private static int endOfYear(String text, int from) {
    int at = from;
    while (at < text.length() && at < from + 4 && isYearDigit(text.charAt(at))) {
      at++;
    }
    if (at < from + 4) {
      return -1;
    }
    if (at < text.length() && text.charAt(at) == '年') {
      at++;
    }
    return at < text.length() && CLOSING.indexOf(text.charAt(at)) >= 0 ? at : -1;
  }

  private static boolean isYearDigit(char c) {
    return isDigit(c) || CHINESE_DIGITS.indexOf(c) >= 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /**
   * Returns whether it has the 15 or 16 digits of a traffic decision, as parking decisions do too.
   */
  public boolean hasTrafficForm() {
    return (value.length() == 15 || value.length() == 16)
        && value.chars().allMatch(c -> isDigit((char) c));
  }

  /** Shows the first two and the last two characters, or nothing of a number shorter than 8. */
  @Override
  public String toString() {
    int characters = value.codePointCount(0, value.length());
    if (characters < 8) {
      return "*".repeat(characters);
    }
    return value.substring(0, value.offsetByCodePoints(0, 2))
        + "*".repeat(characters - 4)
        + value.substring(value.offsetByCodePoints(value.length(), -2));
  }
}
