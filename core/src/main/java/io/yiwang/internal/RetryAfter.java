package io.yiwang.internal;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code Retry-After} header: seconds, or a date in one of the three formats that a
 * recipient must accept. Any other value is ignored.
 *
 * @see "RFC 9110 sections 5.6.7 and 10.2.3"
 */
final class RetryAfter {
  private static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private static final int LONGEST_DATE = "Wednesday, 06-Nov-94 08:49:37 GMT".length();
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
  private static final String TIME = " (?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";

  private static final List<Pattern> DATES =
      List.of(
          // Sun, 06 Nov 1994 08:49:37 GMT
          Pattern.compile(
              "(?<weekday>[A-Z][a-z]{2}), (?<day>\\d\\d) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4})"
                  + TIME
                  + " GMT"),
          // Sunday, 06-Nov-94 08:49:37 GMT
          Pattern.compile(
              "(?<weekday>[A-Z][a-z]{5,8}), (?<day>\\d\\d)-(?<month>[A-Z][a-z]{2})-(?<year>\\d\\d)"
                  + TIME
                  + " GMT"),
          // Sun Nov  6 08:49:37 1994
          Pattern.compile(
              "(?<weekday>[A-Z][a-z]{2}) (?<month>[A-Z][a-z]{2}) (?<day>\\d\\d| \\d)"
                  + TIME
                  + " (?<year>\\d{4})"));

  private RetryAfter() {}

  /**
   * Returns how long to wait from {@code now} on; null if the header is missing or cannot be read.
   *
   * @param now the current time of the sender's clock, which a date in the header refers to
   */
  static @Nullable Duration read(@Nullable String header, Instant now) {
    if (header == null || header.length() > LONGEST_DATE) {
      return null;
    }
    if (SECONDS.matcher(header).matches()) {
      return Duration.ofSeconds(Long.parseLong(header));
    }
    Instant at = date(header, now);
    if (at == null) {
      return null;
    }
    Duration wait = Duration.between(now, at);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  private static @Nullable Instant date(String text, Instant now) {
    for (Pattern form : DATES) {
      Matcher date = form.matcher(text);
      if (date.matches()) {
        return date(date, now);
      }
    }
    return null;
  }

  private static @Nullable Instant date(Matcher parts, Instant now) {
    try {
      LocalDate day =
          LocalDate.of(
              year(parts.group("year"), now),
              MONTHS.indexOf(parts.group("month")) + 1,
              Integer.parseInt(parts.group("day").strip()));
      if (!isNamed(day.getDayOfWeek(), parts.group("weekday"))) {
        return null;
      }
      int second = Integer.parseInt(parts.group("second"));
      LocalTime time =
          LocalTime.of(
              Integer.parseInt(parts.group("hour")),
              Integer.parseInt(parts.group("minute")),
              // A leap second, which the format allows and Java's time does not have.
              second == 60 ? 59 : second);
      return day.atTime(time).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * Returns the year. One of two digits that would be more than 50 years ahead belongs to the last
   * century.
   */
  private static int year(String digits, Instant now) {
    int year = Integer.parseInt(digits);
    if (digits.length() == 4) {
      return year;
    }
    int thisYear = now.atOffset(ZoneOffset.UTC).getYear();
    int inThisCentury = thisYear - thisYear % 100 + year;
    return inThisCentury > thisYear + 50 ? inThisCentury - 100 : inThisCentury;
  }

  private static boolean isNamed(DayOfWeek day, String name) {
    String whole = day.name().charAt(0) + day.name().substring(1).toLowerCase(Locale.ROOT);
    return name.equals(whole) || name.equals(whole.substring(0, 3));
  }
}
