package io.yiwang.messages;

import io.yiwang.internal.shared.Texts;
import io.yiwang.value.ChinaTime;
import io.yiwang.value.Language;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Says why a message cannot be sent as it is, in words for the citizen. Immutable. */
public final class MessageProblem {
  private static final Texts TEXTS = new Texts("services", MessageProblem.class);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  /** Says what can be wrong with a message. */
  public enum Kind {
    /** Title or text is missing. */
    EMPTY,
    /** Title or text has too many characters. */
    TOO_LONG,
    /** Title or text has half of a character in it, as a wrong cut leaves it. */
    BROKEN_TEXT,
    /** The campaign has not begun. */
    NOT_OPEN_YET,
    /** The campaign is over. */
    CLOSED,
    /** No such category, or the campaign does not take it. */
    CATEGORY_UNKNOWN,
    /** More attachments than a message may have. */
    TOO_MANY_ATTACHMENTS,
    /** An attachment was handed in too long ago. */
    ATTACHMENT_EXPIRED,
    /** There is no such file, or it cannot be read. */
    FILE_MISSING,
    /** The file is empty, or larger than the interface takes. */
    FILE_SIZE,
    /** The file's name is empty, too long, or has half of a character in it. */
    FILE_NAME,
    /** The file is of a kind that not every gateway takes. */
    FILE_KIND,
    /** The file begins unlike one of the kind that it is said to be. */
    FILE_NOT_OF_ITS_KIND
  }

  /** The two texts of a message that a citizen types. */
  enum Field {
    TITLE,
    TEXT
  }

  private final Kind kind;
  private final String key;
  private final Object[] parts;

  private MessageProblem(Kind kind, String key, Object... parts) {
    this.kind = kind;
    this.key = "message." + key;
    this.parts = parts;
  }

  static MessageProblem of(Kind kind, Object... parts) {
    return new MessageProblem(kind, kind.name(), parts);
  }

  /** A problem of one of the texts, which some languages have to name in another way in each. */
  static MessageProblem in(Field field, Kind kind, Object... parts) {
    return new MessageProblem(kind, kind + "." + field, parts);
  }

  /** Returns a time as the texts show it. */
  static String time(OffsetDateTime at) {
    return TIME.format(at.withOffsetSameInstant(ChinaTime.ZONE));
  }

  /** Returns what is wrong. */
  public Kind kind() {
    return kind;
  }

  /** Returns what to do about it, in that language. */
  public String text(Language language) {
    return TEXTS.of(language.tag(), key, parts);
  }

  /** Shows the kind and the English text. */
  @Override
  public String toString() {
    return kind + ": " + text(Language.EN);
  }
}
