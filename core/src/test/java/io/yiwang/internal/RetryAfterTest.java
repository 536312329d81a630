package io.yiwang.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-01T08:00:00Z");

  private static @Nullable Duration read(String header) {
    return RetryAfter.read(header, NOW);
  }

  @Test
  void read_noHeader_isNull() {
    assertNull(RetryAfter.read(null, NOW));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "7, 7", "007, 7", "120, 120", "999999999, 999999999"})
  void read_seconds_isTheWait(String header, long seconds) {
    assertEquals(Duration.ofSeconds(seconds), read(header));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sun, 01 Nov 2026 08:01:30 GMT     | 90",
        "Sunday, 01-Nov-26 08:01:30 GMT    | 90",
        "Sun Nov  1 08:01:30 2026          | 90",
        "Sun Nov 15 08:00:00 2026          | 1209600",
        "Wednesday, 04-Nov-26 08:00:00 GMT | 259200",
        "Sun, 01 Nov 2026 08:00:60 GMT     | 59",
        "Sun, 01 Nov 2026 07:59:59 GMT     | 0",
        "Sun Nov  6 08:49:37 1994          | 0",
        "Sunday, 06-Nov-94 08:49:37 GMT    | 0",
      })
  void read_dateInAnyFormat_isTheWaitUntilThen(String header, long seconds) {
    assertEquals(Duration.ofSeconds(seconds), read(header));
  }

  /** Checks that a date more than 50 years ahead is in the past (RFC 9110 section 5.6.7). */
  @Test
  void read_yearOfTwoDigits_isInTheNearestCentury() {
    assertEquals(Duration.ZERO, read("Tuesday, 01-Nov-77 08:00:00 GMT"));
    assertEquals(
        Duration.between(NOW, Instant.parse("2076-11-01T08:00:00Z")),
        read("Sunday, 01-Nov-76 08:00:00 GMT"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "+7",
        "1.5",
        "9999999999",
        "7, 7",
        "7;x=1",
        "0x10",
        "\u0667",
        "soon",
        "2026-11-01T08:01:30Z",
        "Mon, 01 Nov 2026 08:01:30 GMT",
        "sun, 01 nov 2026 08:01:30 gmt",
        "Sun, 1 Nov 2026 08:01:30 GMT",
        "Sun, 01 Nov 2026 08:01 GMT",
        "Sun, 01 Nov 2026 08:01:30 +0000",
        "Sun, 01 Nov 2026 08:01:30 CST",
        "Sun, 01 Nov 26 08:01:30 GMT",
        "Sun, 31 Feb 2026 08:01:30 GMT",
        "Sun, 01 Foo 2026 08:01:30 GMT",
        "Sun, 01 Nov 2026 24:00:00 GMT",
        "Sun, 01 Nov 2026 08:01:61 GMT",
        "Sun, 01-Nov-26 08:01:30 GMT",
        "Sunday, 01 Nov 2026 08:01:30 GMT",
        "Sun Nov 1 08:01:30 2026",
        "Sun Nov 01 08:01:30 2026 GMT",
        "Sun, 01 Nov 2026 08:01:30 GMT, Sun, 01 Nov 2026 08:01:30 GMT",
      })
  void read_anythingElse_isNull(String header) {
    assertNull(read(header));
  }
}
