package io.yiwang.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.internal.shared.Backoff.Jitter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BackoffTest {
  private static final double ALMOST_ONE = Math.nextDown(1.0);

  private static Backoff backoff(Jitter jitter) {
    return new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5), jitter);
  }

  @ParameterizedTest
  @CsvSource({"0, 5", "1, 10", "5, 160", "6, 300", "2147483647, 300"})
  void step_manyTries_doublesUpToTheLongest(int tries, int seconds) {
    assertEquals(Duration.ofSeconds(seconds), backoff(Jitter.NONE).step(tries));
  }

  @Test
  void step_zero_staysZero() {
    Backoff none = new Backoff(Duration.ZERO, Duration.ofSeconds(1), Jitter.NONE);

    assertEquals(Duration.ZERO, none.step(Integer.MAX_VALUE));
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, 8000, 8000, 8000",
    "FULL, 0, 4000, 8000",
    "UPPER_HALF, 8000, 6000, 4000",
    "QUARTER_MORE, 8000, 9000, 10000"
  })
  void spread_lowestMiddleAndHighestRandom_isWithinItsBounds(
      Jitter jitter, long least, long middle, long most) {
    Backoff backoff = backoff(jitter);
    Duration wait = Duration.ofSeconds(8);

    assertEquals(Duration.ofMillis(least), backoff.spread(wait, 0));
    assertEquals(Duration.ofMillis(middle), backoff.spread(wait, 0.5));
    Duration far = backoff.spread(wait, ALMOST_ONE).minus(Duration.ofMillis(most)).abs();
    assertTrue(far.compareTo(Duration.ofNanos(2)) < 0, () -> "off by " + far);
  }

  @ParameterizedTest
  @EnumSource
  void spread_zero_isZero(Jitter jitter) {
    assertEquals(Duration.ZERO, backoff(jitter).spread(Duration.ZERO));
  }

  @Test
  void clamp_tooShortOrLong_isLimited() {
    Backoff backoff = backoff(Jitter.NONE);

    assertEquals(Duration.ofSeconds(5), backoff.clamp(Duration.ofSeconds(-1)));
    assertEquals(Duration.ofSeconds(6), backoff.clamp(Duration.ofSeconds(6)));
    assertEquals(Duration.ofMinutes(5), backoff.clamp(Duration.ofDays(1)));
  }

  @Test
  void step_firstLongerThanLongest_isTheLongest() {
    Backoff backoff = new Backoff(Duration.ofSeconds(9), Duration.ofSeconds(3), Jitter.NONE);

    assertEquals(Duration.ofSeconds(3), backoff.step(0));
    assertEquals(Duration.ofSeconds(3), backoff.clamp(Duration.ofSeconds(1)));
  }
}
