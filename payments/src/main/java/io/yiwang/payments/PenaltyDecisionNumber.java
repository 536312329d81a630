package io.yiwang.payments;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The number of a penalty decision (处罚决定书编号), as printed: digits on a traffic or parking decision,
 * such as {@code 0301717010100001}, or a text such as {@code X城罚字〔2020〕第1号}.
 *
 * <p>All spellings of one number become the same: NFKC makes full-width letters, digits and round
 * or square brackets ASCII; blanks, invisible characters and every dash go; letters become
 * capitals. The brackets {@code 〔〕【】《》} and {@code 〇}, which NFKC leaves alone, stay. A leading
 * zero counts. No check digit is assumed and no date or region is read out of it: no such rule
 * holds nationwide.
 *
 * @param value 1 to 64 characters, counted in Unicode code points: letters, digits, brackets, and
 *     {@code . / _ ·}
 * @see "IGS/1 section 4"
 */
public record PenaltyDecisionNumber(@JsonValue String value) {
  // Besides the category of dashes: the minus sign, the hyphen bullet and the swung dash. Format
  // characters (Cf) hold the soft hyphen and the zero-width blanks that copying from a page brings.
  private static final Pattern NOT_COUNTED =
      Pattern.compile("[\\p{Pd}\\u2212\\u2043\\u2053\\p{Z}\\s\\u0085\\p{Cf}]");

  // Nl for 〇, the zero of Chinese years, which is no letter to Unicode.
  private static final Pattern FORM =
      Pattern.compile("[0-9\\p{L}\\p{Nl}\\p{Ps}\\p{Pe}./_\\u00B7]+");

  private static final Pattern TRAFFIC = Pattern.compile("[0-9]{15,16}");

  /** Brings the number into its one form and checks it. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public PenaltyDecisionNumber {
    String folded = nfkc(value);
    // Capitals can come out decomposed, so they are composed once more.
    value = nfkc(NOT_COUNTED.matcher(folded).replaceAll("").toUpperCase(Locale.ROOT));
    int characters = value.codePointCount(0, value.length());
    if (characters > 64 || !FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a penalty decision number must be 1 to 64 letters, digits, brackets or . / _ ·, blanks"
              + " and hyphens not counted, got "
              + characters
              + " characters");
    }
  }

  /** Whether it has the 15 or 16 digits of a traffic decision; parking decisions have them too. */
  public boolean hasTrafficForm() {
    return TRAFFIC.matcher(value).matches();
  }

  /** Two characters of either end, or nothing of a number shorter than 8. */
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

  private static String nfkc(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC);
  }
}
