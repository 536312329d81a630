package io.yiwang.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.internal.shared.Backoff;
import io.yiwang.messages.FollowedMessage.SameDay;
import io.yiwang.messages.MessageFollower.Book;
import io.yiwang.messages.MessageFollower.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FollowedMessageTest {
  private static final Duration LEAST = Duration.ofMinutes(10);
  private static final Duration MOST = Duration.ofDays(1);

  private static Instant china(String time) {
    return OffsetDateTime.parse(time + "+08:00").toInstant();
  }

  private static FollowedMessage message(
      String receivedAt, @Nullable String classifiedAt, @Nullable String knownAt) {
    return new FollowedMessage(
        "m1", time(receivedAt), MessageState.RECEIVED, at(classifiedAt), at(knownAt), false);
  }

  private static OffsetDateTime time(String text) {
    return OffsetDateTime.parse(text);
  }

  private static @Nullable OffsetDateTime at(@Nullable String text) {
    return text == null ? null : time(text);
  }

  @Test
  void sameDay_isTheDayInChinaWhateverTheOffsetOfTheTime() {
    FollowedMessage message = message("2026-11-23T17:30:00Z", "2026-11-24T15:59:59Z", null);

    assertEquals("2026-11-24", message.day().toString());
    assertEquals(SameDay.IN_TIME, message.sameDay(china("2026-11-25T12:00:00")));
    assertEquals(
        SameDay.LATE,
        message("2026-11-23T17:30:00Z", "2026-11-24T16:00:00Z", null)
            .sameDay(china("2026-11-25T12:00:00")));
  }

  @Test
  void sameDay_notClassified_dependsOnWhetherItWasHeardOfSinceMidnight() {
    String received = "2026-11-23T22:00:00+08:00";
    FollowedMessage before = message(received, null, "2026-11-23T23:59:00+08:00");
    FollowedMessage after = message(received, null, "2026-11-24T00:05:00+08:00");

    assertEquals(SameDay.STILL_TIME, before.sameDay(china("2026-11-24T00:04:59")));
    assertEquals(SameDay.UNKNOWN, before.sameDay(china("2026-11-24T00:05:00")));
    assertEquals(
        SameDay.UNKNOWN, message(received, null, null).sameDay(china("2026-11-24T00:05:00")));
    assertEquals(SameDay.NOT_CLASSIFIED, after.sameDay(china("2026-11-24T00:05:00")));
  }

  private static Duration wait(String movedAt, @Nullable String classifiedAt, String now) {
    Progress progress =
        new Progress(
            MessageState.RECEIVED, null, 1, time(movedAt), at(classifiedAt), null, false, null);
    Book payload = new Book(time(movedAt), 0, null, false, progress, null, false);
    return MessageFollower.wait(payload, new Backoff(LEAST, MOST, Backoff.Jitter.NONE), china(now));
  }

  @Test
  void wait_widensWithTheTimeForWhichItHasNotMoved() {
    String moved = "2026-11-23T08:00:00+08:00";

    assertEquals(LEAST, wait(moved, moved, "2026-11-23T08:00:00"));
    assertEquals(LEAST, wait(moved, moved, "2026-11-23T07:59:00"));
    assertEquals(Duration.ofHours(2), wait(moved, moved, "2026-11-23T12:00:00"));
    assertEquals(Duration.ofHours(12), wait(moved, moved, "2026-11-24T08:00:00"));
    assertEquals(MOST, wait(moved, moved, "2026-12-23T08:00:00"));
  }

  @Test
  void wait_notClassified_endsJustAfterItsMidnight() {
    assertEquals(
        Duration.ofMinutes(35), wait("2026-11-23T08:00:00+08:00", null, "2026-11-23T23:30:00"));
    assertEquals(
        Duration.ofMinutes(5), wait("2026-11-23T23:59:00+08:00", null, "2026-11-24T00:00:00"));
    assertEquals(
        Duration.ofHours(12), wait("2026-11-23T08:00:00+08:00", null, "2026-11-24T08:00:00"));
  }
}
