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
 * Holds a person's identity number: that of a resident identity card, of a residence permit for
 * people from Hong Kong, Macau and Taiwan, or of a foreigner's permanent residence card.
 *
 * <p>A number that was typed, pasted or scanned may contain full-width characters, a lower-case
 * {@code x}, blanks anywhere and invisible characters. A number of 15 digits, as on a resident's
 * card from before October 1999, is accepted by {@link #ofOldCard} only: an incomplete number of 18
 * digits has the same form, and would become another person's number. The region is not checked:
 * codes are abolished while people keep their numbers.
 *
 * <p>{@code toString} hides all but the first and last characters. JSON contains the whole number.
 * In a request to the gateway use {@link #toConfidential}, which is sealed before it is sent.
 *
 * @param value 18 characters, or 15 for a permanent residence card from before December 2023
 * @see "GB 11643; GA 2102-2023 for the permanent residence card"
 */
public record CitizenId(@JsonValue String value) {
  /** Names the document that a number belongs to, as far as the number shows it. */
  public enum Kind {
    /** A resident identity card. */
    RESIDENT,
    /** A residence permit for people from Hong Kong, Macau or Taiwan. */
    HK_MACAU_TAIWAN_RESIDENCE,
    /** A foreigner's permanent residence card, old or new. */
    FOREIGN_PERMANENT_RESIDENT
  }

  // The first digit is that of the region, 1 to 8, or 9 for a foreigner.
  private static final Pattern TODAY = Pattern.compile("[1-9][0-9]{16}[0-9Xx]");
  private static final Pattern OLD_RESIDENT = Pattern.compile("[1-8][0-9]{14}");
  private static final Pattern OLD_FOREIGN = Pattern.compile("[A-Za-z]{3}[0-9]{12}");
  private static final Pattern PERMIT = Pattern.compile("8[123]0000.*");

  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final String CHECKS = "10X98765432";

  // The limit before normalisation; even with blanks everywhere, no number is nearly as long.
  private static final int LONGEST_TYPED = 512;

  /** Normalises the number and checks it. */
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
   * Returns the number of an old document: the 15 digits of a resident become today's 18; any other
   * number is handled as in the constructor.
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

  /** Returns the document that the number belongs to. */
  public Kind kind() {
    return kindOf(value);
  }

  /**
   * Returns the date of birth; empty for an old permanent residence card, which leaves out the
   * century.
   */
  public Optional<LocalDate> birthDate() {
    return value.length() == 18 ? Optional.ofNullable(dateOf(value)) : Optional.empty();
  }

  /** Returns the number as a confidential member of a request, which is sealed for the gateway. */
  public Confidential toConfidential() {
    return Confidential.of(value);
  }

  /** Returns the first and last characters only, hiding the region and the date of birth. */
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
    } catch (DateTimeException e) { // Not chained: its message quotes the day.
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
