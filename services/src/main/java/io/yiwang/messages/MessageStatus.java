package io.yiwang.messages;

import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what has become of a message.
 *
 * @param category as the desk classified it
 * @param timeline in order of time
 * @see "IGS/1 section 6"
 */
public record MessageStatus(
    String messageId,
    MessageState status,
    @Nullable String category,
    List<Event> timeline,
    @Nullable Reply reply,
    @Nullable Boolean published,
    @Nullable GivenRating rating) {
  /** Names a department that has to do with it. */
  public record Department(@Nullable String code, @Nullable String name) {}

  /** Describes one step. */
  public record Event(
      MessageState status,
      @Nullable OffsetDateTime at,
      @Nullable Department department,
      @Nullable String note) {
    /** Leaves out the note. */
    @Override
    public String toString() {
      return "Event[" + status + ", " + at + "]";
    }
  }

  /** Holds the answer. */
  public record Reply(
      @Nullable Department department, @Nullable String text, @Nullable OffsetDateTime at) {
    /** Leaves out the text. */
    @Override
    public String toString() {
      return "Reply[" + at + "]";
    }
  }

  /** Holds what the citizen said of the handling. */
  public record GivenRating(Rating score, @Nullable String comment, @Nullable OffsetDateTime at) {
    /** Leaves out the comment. */
    @Override
    public String toString() {
      return "GivenRating[" + score + "]";
    }
  }

  /** Copies the timeline. */
  public MessageStatus {
    timeline = List.copyOf(timeline);
  }
}
