package io.yiwang.messages;

import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says what has become of a message.
 *
 * @param category the code under which the government office classified it
 * @param timeline the steps so far, oldest first
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
  /** Names a department that handles the message. */
  public record Department(@Nullable String code, @Nullable String name) {}

  /** Describes one step of the handling. */
  public record Event(
      MessageState status,
      @Nullable OffsetDateTime at,
      @Nullable Department department,
      @Nullable String note) {
    /** Omits the note. */
    @Override
    public String toString() {
      return "Event[" + status + ", " + at + "]";
    }
  }

  /** Holds the reply to the citizen. */
  public record Reply(
      @Nullable Department department, @Nullable String text, @Nullable OffsetDateTime at) {
    /** Omits the text. */
    @Override
    public String toString() {
      return "Reply[" + at + "]";
    }
  }

  /** Holds the citizen's rating of the handling. */
  public record GivenRating(Rating score, @Nullable String comment, @Nullable OffsetDateTime at) {
    /** Omits the comment. */
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
