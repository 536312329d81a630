package io.yiwang.testkit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Converts times to China's, which is UTC+8 without summer time. */
final class ChinaTime {
  static final ZoneOffset ZONE = ZoneOffset.ofHours(8);

  private ChinaTime() {}

  static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZONE);
  }

  static Instant startOf(LocalDate day) {
    return day.atStartOfDay().toInstant(ZONE);
  }

  /** Writes a time in RFC 3339 with offset, to the second. */
  static String text(Instant instant) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
        instant.truncatedTo(ChronoUnit.SECONDS).atOffset(ZONE));
  }
}
