package io.yiwang.messages;

import io.yiwang.value.ChinaTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Says what a {@link MessageFollower} knows about a message.
 *
 * @param classifiedAt when the government office first acted on it, by the office's timeline
 * @param knownAt the time of the newest answer or callback; absent before the first
 * @param over whether the message is no longer followed
 */
public record FollowedMessage(
    String messageId,
    OffsetDateTime receivedAt,
    MessageState status,
    @Nullable OffsetDateTime classifiedAt,
    @Nullable OffsetDateTime knownAt,
    boolean over) {

  /** The most by which the gateway's clock may differ from this machine's (IGS/1 section 2.4). */
  private static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(5);

  /**
   * Says whether a message was classified on the day on which it was received (日清日结), China time.
   *
   * @see "IGS/1 section 6"
   */
  public enum SameDay {
    /** The day is not over, or may not be over by the gateway's clock. */
    STILL_TIME,
    /** It was classified on its day. */
    IN_TIME,
    /** It was classified after midnight. */
    LATE,
    /** It was not classified on its day, and is not known to be classified yet. */
    NOT_CLASSIFIED,
    /** The day is over, and the newest information is from before its end. */
    UNKNOWN
  }

  /** Returns the day on which the message was received, in China. */
  public LocalDate day() {
    return day(receivedAt);
  }

  private static LocalDate day(OffsetDateTime receivedAt) {
    return receivedAt.withOffsetSameInstant(ChinaTime.ZONE).toLocalDate();
  }

  /** Returns the midnight by which a message has to be classified. */
  static OffsetDateTime midnight(OffsetDateTime receivedAt) {
    return day(receivedAt).plusDays(1).atStartOfDay().atOffset(ChinaTime.ZONE);
  }

  /** Returns when the day of a message is over by the gateway's clock, too. */
  static Instant certainAt(OffsetDateTime receivedAt) {
    return midnight(receivedAt).toInstant().plus(MAX_CLOCK_SKEW);
  }

  /** Returns whether the message was classified on its day, as far as is known. */
  public SameDay sameDay(Instant now) {
    if (classifiedAt != null) {
      return classifiedAt.isBefore(midnight(receivedAt)) ? SameDay.IN_TIME : SameDay.LATE;
    }
    Instant certain = certainAt(receivedAt);
    if (now.isBefore(certain)) {
      return SameDay.STILL_TIME;
    }
    return knownAt == null || knownAt.toInstant().isBefore(certain)
        ? SameDay.UNKNOWN
        : SameDay.NOT_CLASSIFIED;
  }
}
