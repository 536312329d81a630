package io.yiwang.messages;

import io.yiwang.messages.MessageStatus.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds what distinguishes one status of a message from another.
 *
 * @param steps the length of the timeline, which only grows
 */
record MessageProgress(
    MessageState status,
    @Nullable String category,
    int steps,
    OffsetDateTime movedAt,
    @Nullable OffsetDateTime classifiedAt,
    @Nullable OffsetDateTime repliedAt,
    boolean published,
    @Nullable OffsetDateTime ratedAt) {
  private static final Duration FOLLOWED_FOR = Duration.ofDays(90);

  static MessageProgress of(MessageStatus status, OffsetDateTime receivedAt) {
    List<Event> timeline = status.timeline();
    OffsetDateTime movedAt = receivedAt;
    for (Event event : timeline) {
      movedAt = event.at() == null ? movedAt : event.at();
    }
    return new MessageProgress(
        status.status(),
        status.category(),
        timeline.size(),
        movedAt,
        timeline.stream()
            .filter(event -> !event.status().equals(MessageState.RECEIVED))
            .findFirst()
            .map(Event::at)
            .orElse(null),
        status.reply() == null ? null : timeOr(status.reply().at(), movedAt),
        Boolean.TRUE.equals(status.published()),
        status.rating() == null ? null : timeOr(status.rating().at(), movedAt));
  }

  /** Returns a time, or another in its place: a reply or rating without its time still counts. */
  private static OffsetDateTime timeOr(@Nullable OffsetDateTime at, OffsetDateTime movedAt) {
    return at == null ? movedAt : at;
  }

  /** Returns whether nothing more is expected: closed, returned, or not moved for 90 days. */
  boolean isOver(Instant now) {
    return status.equals(MessageState.CLOSED)
        || status.equals(MessageState.RETURNED)
        || movedAt.toInstant().plus(FOLLOWED_FOR).isBefore(now);
  }
}
