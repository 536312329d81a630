package io.yiwang.testkit;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Formats the {@code Date} header (RFC 9110 section 5.6.7). */
final class HttpDate {
  private HttpDate() {}

  static String of(Instant instant) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC));
  }
}
