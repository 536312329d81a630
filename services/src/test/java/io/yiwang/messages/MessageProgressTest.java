package io.yiwang.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageProgressTest {
  private static final Instant NOON = Instant.parse("2026-11-02T04:00:00Z");

  @Test
  void of_replyAndRatingWithoutTime_haveThatOfTheLastMove() {
    OffsetDateTime received = OffsetDateTime.ofInstant(NOON, ZoneOffset.UTC);
    OffsetDateTime moved = received.plusHours(2);
    MessageStatus bare = status(moved, null, null);
    MessageStatus timed = status(moved, received.plusHours(1), received.plusHours(3));

    MessageProgress withoutTimes = MessageProgress.of(bare, received);
    MessageProgress withTimes = MessageProgress.of(timed, received);

    assertEquals(moved, withoutTimes.repliedAt());
    assertEquals(moved, withoutTimes.ratedAt());
    assertEquals(received.plusHours(1), withTimes.repliedAt());
    assertEquals(received.plusHours(3), withTimes.ratedAt());
    assertEquals(moved, withTimes.movedAt());
  }

  private static MessageStatus status(
      OffsetDateTime moved, @Nullable OffsetDateTime repliedAt, @Nullable OffsetDateTime ratedAt) {
    return new MessageStatus(
        "m1",
        MessageState.REPLIED,
        null,
        List.of(
            new MessageStatus.Event(MessageState.RECEIVED, null, null, null),
            new MessageStatus.Event(MessageState.REPLIED, moved, null, null)),
        new MessageStatus.Reply(null, "已安排。", repliedAt),
        false,
        new MessageStatus.GivenRating(Rating.SATISFIED, null, ratedAt));
  }
}
