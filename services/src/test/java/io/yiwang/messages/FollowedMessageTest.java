package io.yiwang.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.messages.FollowedMessage.SameDay;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FollowedMessageTest {
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
  void sameDay_timeWithAnotherOffset_isJudgedByTheDayInChina() {
    FollowedMessage message = message("2026-11-23T17:30:00Z", "2026-11-24T15:59:59Z", null);

    assertEquals("2026-11-24", message.day().toString());
    assertEquals(SameDay.IN_TIME, message.sameDay(china("2026-11-25T12:00:00")));
    assertEquals(
        SameDay.LATE,
        message("2026-11-23T17:30:00Z", "2026-11-24T16:00:00Z", null)
            .sameDay(china("2026-11-25T12:00:00")));
  }

  @Test
  void sameDay_notClassified_dependsOnTheTimeOfTheInformation() {
    String received = "2026-11-23T22:00:00+08:00";
    FollowedMessage before = message(received, null, "2026-11-23T23:59:00+08:00");
    FollowedMessage after = message(received, null, "2026-11-24T00:05:00+08:00");

    assertEquals(SameDay.STILL_TIME, before.sameDay(china("2026-11-24T00:04:59")));
    assertEquals(SameDay.UNKNOWN, before.sameDay(china("2026-11-24T00:05:00")));
    assertEquals(
        SameDay.UNKNOWN, message(received, null, null).sameDay(china("2026-11-24T00:05:00")));
    assertEquals(SameDay.NOT_CLASSIFIED, after.sameDay(china("2026-11-24T00:05:00")));
  }
}
