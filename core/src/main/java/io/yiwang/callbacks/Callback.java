package io.yiwang.callbacks;

import io.yiwang.internal.StoredJson;
import io.yiwang.value.Printable;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A verified event of the gateway.
 *
 * @see "IGS/1 section 7; CloudEvents 1.0"
 */
public final class Callback {
  private final String id;
  private final String source;
  private final CallbackType type;
  private final @Nullable String subject;
  private final OffsetDateTime time;
  private final long revision;
  private final byte[] data;

  Callback(
      String id,
      String source,
      CallbackType type,
      @Nullable String subject,
      OffsetDateTime time,
      long revision,
      byte[] data) {
    this.id = id;
    this.source = source;
    this.type = type;
    this.subject = subject;
    this.time = time;
    this.revision = revision;
    this.data = data;
  }

  /** The same on every delivery; with {@link #source} it names the event. */
  public String id() {
    return id;
  }

  /** The gateway's base URL, as it says. */
  public String source() {
    return source;
  }

  /** What it tells; possibly something that this version does not know. */
  public CallbackType type() {
    return type;
  }

  /** The id of the payment, receipt, signing or message; absent where it is about none. */
  public @Nullable String subject() {
    return subject;
  }

  /** When it happened. */
  public OffsetDateTime time() {
    return time;
  }

  /** Grows with every change of the object. */
  public long revision() {
    return revision;
  }

  /**
   * The object as its GET would give it, such as {@code Payment}.
   *
   * @throws IllegalArgumentException if it is not what that model is read from
   */
  public <T> T read(Class<T> model) {
    try {
      return StoredJson.BOOK.read(data, model);
    } catch (StoredJson.UnstorableException e) {
      throw new IllegalArgumentException(
          "the data of " + Printable.of(type.code()) + " cannot be read" + e.getMessage());
    }
  }

  /** Its name among all events, for {@link SeenCallbacks}. */
  String name() {
    return source + " " + id;
  }

  /** What it is about; one that names no object is about itself, and never older than another. */
  String object() {
    return subject == null ? name() : type.family() + " " + subject;
  }

  /** Type and revision; the subject may be somebody's. */
  @Override
  public String toString() {
    return Printable.of(type.code()) + ", revision " + revision;
  }
}
