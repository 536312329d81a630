package io.yiwang.notices;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Printable;

/**
 * Names the channel of a notice. A code that this version does not know is kept; compare with
 * {@code equals}.
 *
 * @param code of IGS/1
 * @see "IGS/1 section 8"
 */
public record NoticeChannel(@JsonValue String code) {
  /** News. */
  public static final NoticeChannel NEWS = new NoticeChannel("NEWS");

  /** The activities of the Premier. */
  public static final NoticeChannel PREMIER = new NoticeChannel("PREMIER");

  /** Policies and regulations. */
  public static final NoticeChannel POLICY = new NoticeChannel("POLICY");

  /** News of departments. */
  public static final NoticeChannel DEPARTMENTS = new NoticeChannel("DEPARTMENTS");

  /** Statistics and other data. */
  public static final NoticeChannel DATA = new NoticeChannel("DATA");

  /** Special topics. */
  public static final NoticeChannel TOPICS = new NoticeChannel("TOPICS");

  /** Pictures. */
  public static final NoticeChannel PICTURES = new NoticeChannel("PICTURES");

  /** Videos. */
  public static final NoticeChannel VIDEOS = new NoticeChannel("VIDEOS");

  /** Keeps the code as it is. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public NoticeChannel {}

  @Override
  public String toString() {
    return Printable.of(code);
  }
}
