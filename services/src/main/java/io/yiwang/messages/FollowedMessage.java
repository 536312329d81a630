package io.yiwang.messages;

import io.yiwang.value.ChinaTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Says how far a message is known to be, by {@link MessageFollower}.
 *
 * @param classifiedAt when the desk first did something with it, as the desk says
 * @param knownAt of when that is: the newest answer or callback; absent before the first
 * @param over whether it is no longer followed
 */
public record FollowedMessage(
    String messageId,
    OffsetDateTime receivedAt,
    MessageState status,
    @Nullable OffsetDateTime classifiedAt,
    @Nullable OffsetDateTime knownAt,
    boolean over) {

  /** By so much the gateway's clock may differ from this machine's (IGS/1 section 2.4). */
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

  /**
   * Says whether a message was classified on the day it came (日清日结), in China's time.
   *
   * @see "IGS/1 section 6"
   */
  public enum SameDay {
    /** The day is not over, or may not be by the gateway's clock. */
    STILL_TIME,
    /** It was. */
    IN_TIME,
    /** It was classified after midnight. */
    LATE,
    /** Midnight has passed, and it was not classified when last heard of. */
    NOT_CLASSIFIED,
    /** Midnight has passed, and nothing has been heard since. */
    UNKNOWN
  }

  /** Returns the day on which it came, in China. */
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

  /** Returns when the day of a message is over by every clock. */
  static Instant certainAt(OffsetDateTime receivedAt) {
    return midnight(receivedAt).toInstant().plus(CLOCKS_DIFFER);
  }

  /** Returns its relation to the day's end. */
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
