package io.yiwang.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Spelling;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds a person's identity number: of a resident identity card, of a residence permit for people
 * from Hong Kong, Macau and Taiwan, or of a foreigner's permanent residence card.
 *
 * <p>Whoever types, pastes or scans one may use full-width characters, a small {@code x}, blanks
 * anywhere and characters that nobody sees. A number of 15 digits, as on a resident's card from
 * before October 1999, is taken by {@link #ofOldCard} alone: one of 18 that is typed halfway has
 * the same form, and would become another person's. The region is not looked up: codes are
 * abolished while people keep their numbers.
 *
 * <p>{@code toString} hides all but both ends. JSON does not: it is the whole number. In a request
 * to the gateway use {@link #toConfidential}, which is sealed before it leaves.
 *
 * @param value 18 characters, or 15 on a permanent residence card from before December 2023
 * @see "GB 11643; GA 2102-2023 for the permanent residence card"
 */
public record CitizenId(@JsonValue String value) {
  /** Says which document a number belongs to, as far as the number itself shows. */
  public enum Kind {
    /** A resident identity card. */
    RESIDENT,
    /** A residence permit for people from Hong Kong, Macau or Taiwan. */
    HK_MACAU_TAIWAN_RESIDENCE,
    /** A foreigner's permanent residence card, old or new. */
    FOREIGN_PERMANENT_RESIDENT
  }

  // The first digit is the region's, 1 to 8, or 9 for a foreigner.
  private static final Pattern TODAY = Pattern.compile("[1-9][0-9]{16}[0-9Xx]");
  private static final Pattern OLD_RESIDENT = Pattern.compile("[1-8][0-9]{14}");
  private static final Pattern OLD_FOREIGN = Pattern.compile("[A-Za-z]{3}[0-9]{12}");
  private static final Pattern PERMIT = Pattern.compile("8[123]0000.*");

  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final String CHECKS = "10X98765432";

  // Before it is normalised. No number comes near it, whatever is between its characters.
  private static final int LONGEST_TYPED = 512;

  /** Brings the number into its one form and checks it. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public CitizenId {
    value = compact(value);
    if (OLD_RESIDENT.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "an identity number must be complete, got 15 digits; for a card issued before October"
              + " 1999, use CitizenId.ofOldCard");
    }
    if (!TODAY.matcher(value).matches() && !OLD_FOREIGN.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "an identity number must be 17 digits and a digit or X, or 3 letters and 12 digits, got "
              + value.length()
              + " characters");
    }
    value = value.toUpperCase(Locale.ROOT);
    if (value.length() == 18) {
      checkDigits(value);
    }
  }

  private static void checkDigits(String value) {
    if (value.charAt(17) != check(value)) {
      throw new IllegalArgumentException(
          "the last of the 18 characters of an identity number must fit the other 17 (GB 11643)");
    }
    LocalDate born = dateOf(value);
    if (born == null) {
      throw new IllegalArgumentException(
          "digits 7 to 14 of the 18 of an identity number must be a date of 1800 or later");
    }
    if (born.isAfter(LocalDate.now(ChinaTime.ZONE))) {
      throw new IllegalArgumentException(
          "digits 7 to 14 of the 18 of an identity number must be a date that has come, in China");
    }
  }

  /**
   * Returns the number of somebody's old document: a resident's 15 digits become the 18 of today,
   * all else is as for the constructor.
   */
  public static CitizenId ofOldCard(String text) {
    String number = compact(text);
    if (!OLD_RESIDENT.matcher(number).matches()) {
      return new CitizenId(number);
    }
    String body = number.substring(0, 6) + "19" + number.substring(6);
    return new CitizenId(body + check(body));
  }

  private static String compact(String text) {
    return text.length() > LONGEST_TYPED ? text : Spelling.compact(text);
  }

  /** Returns which document the number belongs to. */
  public Kind kind() {
    return kindOf(value);
  }

  /**
   * Returns the date of birth; empty on an old permanent residence card, which leaves out the
   * century.
   */
  public Optional<LocalDate> birthDate() {
    return value.length() == 18 ? Optional.ofNullable(dateOf(value)) : Optional.empty();
  }

  /** Returns the number as a member of a request, to be sealed for the gateway. */
  public Confidential toConfidential() {
    return Confidential.of(value);
  }

  /** Shows both ends only: the region and the date of birth do not show. */
  @Override
  public String toString() {
    int last = value.length() - 1;
    return value.charAt(0) + "*".repeat(last - 1) + value.charAt(last);
  }

  private static Kind kindOf(String value) {
    if (value.length() == 15 || value.startsWith("9")) {
      return Kind.FOREIGN_PERMANENT_RESIDENT;
    }
    return PERMIT.matcher(value).matches() ? Kind.HK_MACAU_TAIWAN_RESIDENCE : Kind.RESIDENT;
  }

  private static @Nullable LocalDate dateOf(String value) {
    int year = Integer.parseInt(value, 6, 10, 10);
    if (year < 1800) {
      return null;
    }
    try {
      return LocalDate.of(
          year, Integer.parseInt(value, 10, 12, 10), Integer.parseInt(value, 12, 14, 10));
    } catch (DateTimeException e) { // not chained: its message quotes the day
      return null;
    }
  }

  private static char check(String digits) {
    int sum = 0;
    for (int i = 0; i < WEIGHTS.length; i++) {
      sum += (digits.charAt(i) - '0') * WEIGHTS[i];
    }
    return CHECKS.charAt(sum % 11);
  }
}
