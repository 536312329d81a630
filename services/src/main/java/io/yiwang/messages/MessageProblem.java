package io.yiwang.messages;

import io.yiwang.internal.shared.Texts;
import io.yiwang.value.ChinaTime;
import io.yiwang.value.Language;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Says why a message cannot be sent as it is, with a text for the citizen. Immutable. */
public final class MessageProblem {
  private static final Texts TEXTS = new Texts("services", MessageProblem.class);

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  /** Says what can be wrong with a message. */
  public enum Kind {
    /** The title or text is missing. */
    EMPTY,
    /** The title or text has too many characters. */
    TOO_LONG,
    /** The title or text has half of a surrogate pair, as a text that was cut at a wrong place. */
    BROKEN_TEXT,
    /** The campaign has not begun. */
    NOT_OPEN_YET,
    /** The campaign is over. */
    CLOSED,
    /** There is no such category, or the campaign does not accept it. */
    CATEGORY_UNKNOWN,
    /** There are more attachments than a message may have. */
    TOO_MANY_ATTACHMENTS,
    /** An attachment was uploaded too long ago. */
    ATTACHMENT_EXPIRED,
    /** There is no such file, or it cannot be read. */
    FILE_MISSING,
    /** The file is empty, or larger than IGS/1 allows. */
    FILE_SIZE,
    /** The file's name is empty, too long, or has half of a surrogate pair. */
    FILE_NAME,
    /** The file is of a kind that not every gateway accepts. */
    FILE_KIND,
    /** The file does not begin as a file of its media type. */
    FILE_NOT_OF_ITS_KIND
  }

  /** Names the two texts of a message. */
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

  /** Creates a problem of one of the texts, for which each language has its own sentence. */
  static MessageProblem in(Field field, Kind kind, Object... parts) {
    return new MessageProblem(kind, kind + "." + field, parts);
  }

  /** Formats a time for the texts. */
  static String time(OffsetDateTime at) {
    return TIME.format(at.withOffsetSameInstant(ChinaTime.ZONE));
  }

  /** Returns what is wrong. */
  public Kind kind() {
    return kind;
  }

  /** Returns what the citizen has to do, in a language. */
  public String text(Language language) {
    return TEXTS.of(language.tag(), key, parts);
  }

  /** Shows the kind and the English text. */
  @Override
  public String toString() {
    return kind + ": " + text(Language.EN);
  }
}
