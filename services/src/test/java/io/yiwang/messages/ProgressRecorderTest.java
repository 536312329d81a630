package io.yiwang.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.internal.shared.Backoff;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgressRecorderTest {
  private static final Duration LEAST = Duration.ofMinutes(10);
  private static final Duration MOST = Duration.ofDays(1);

  private static Duration wait(String movedAt, @Nullable String classifiedAt, String now) {
    OffsetDateTime moved = OffsetDateTime.parse(movedAt);
    OffsetDateTime classified = classifiedAt == null ? null : OffsetDateTime.parse(classifiedAt);
    MessageProgress progress =
        new MessageProgress(MessageState.RECEIVED, null, 1, moved, classified, null, false, null);
    FollowerPayload payload = new FollowerPayload(moved, 0, null, false, progress, null, false);
    return ProgressRecorder.wait(
        payload,
        new Backoff(LEAST, MOST, Backoff.Jitter.NONE),
        OffsetDateTime.parse(now + "+08:00").toInstant());
  }

  @Test
  void wait_classified_growsWithTheTimeSinceTheLastMove() {
    String moved = "2026-11-23T08:00:00+08:00";

    assertEquals(LEAST, wait(moved, moved, "2026-11-23T08:00:00"));
    assertEquals(LEAST, wait(moved, moved, "2026-11-23T07:59:00"));
    assertEquals(Duration.ofHours(2), wait(moved, moved, "2026-11-23T12:00:00"));
    assertEquals(Duration.ofHours(12), wait(moved, moved, "2026-11-24T08:00:00"));
    assertEquals(MOST, wait(moved, moved, "2026-12-23T08:00:00"));
  }

  @Test
  void wait_notClassified_endsWhenItsDayIsOver() {
    assertEquals(
        Duration.ofMinutes(35), wait("2026-11-23T08:00:00+08:00", null, "2026-11-23T23:30:00"));
    assertEquals(
        Duration.ofMinutes(5), wait("2026-11-23T23:59:00+08:00", null, "2026-11-24T00:00:00"));
    assertEquals(
        Duration.ofHours(12), wait("2026-11-23T08:00:00+08:00", null, "2026-11-24T08:00:00"));
  }
}
