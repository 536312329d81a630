package io.yiwang.callbacks;

import io.yiwang.internal.json.StoredJson;
import io.yiwang.internal.json.UnstorableException;
import io.yiwang.internal.shared.Printable;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds a verified event of the gateway.
 *
 * @see "IGS/1 section 7; CloudEvents 1.0"
 */
public final class Callback {
  private final String id;
  private final String source;
  private final @Nullable String account;
  private final @Nullable String platform;
  private final CallbackType type;
  private final @Nullable String subject;
  private final OffsetDateTime time;
  private final long revision;
  private final byte[] data;

  Callback(
      String id,
      String source,
      @Nullable String account,
      @Nullable String platform,
      CallbackType type,
      @Nullable String subject,
      OffsetDateTime time,
      long revision,
      byte[] data) {
    this.id = id;
    this.source = source;
    this.account = account;
    this.platform = platform;
    this.type = type;
    this.subject = subject;
    this.time = time;
    this.revision = revision;
    this.data = data;
  }

  /**
   * Returns the event's id, the same on every delivery; together with {@link #source} it identifies
   * the event.
   */
  public String id() {
    return id;
  }

  /** Returns the gateway's base URL, as it says. */
  public String source() {
    return source;
  }

  /**
   * Returns the application's name for the account of the gateway that reported it, as {@link
   * io.yiwang.Gateway#account} gives it; absent where the receiver was built without a gateway, or
   * with one that has no name.
   */
  public Optional<String> account() {
    return Optional.ofNullable(account);
  }

  /** Returns the platform that it is for, as the gateway says; a gateway of IGS/1.0 does not. */
  public Optional<String> platform() {
    return Optional.ofNullable(platform);
  }

  /** Returns the type of the event, possibly one that this version does not know. */
  public CallbackType type() {
    return type;
  }

  /** Returns the id of the payment, receipt, signing or message; absent where it is about none. */
  public Optional<String> subject() {
    return Optional.ofNullable(subject);
  }

  /** Returns when it happened. */
  public OffsetDateTime time() {
    return time;
  }

  /** Returns a number that grows with every change of the object, within this {@link #source}. */
  public long revision() {
    return revision;
  }

  /**
   * Returns the object as its GET would give it, such as {@code Payment}.
   *
   * @throws IllegalArgumentException if it is not what that model is read from
   */
  public <T> T read(Class<T> model) {
    try {
      return StoredJson.OF_OTHERS.read(data, model);
    } catch (UnstorableException e) {
      throw new IllegalArgumentException(
          "the data of " + Printable.of(type.code()) + " cannot be read" + e.getMessage());
    }
  }

  /** Its name among all events, for {@link CallbackDeduplicator}. */
  String name() {
    return place() + ' ' + id;
  }

  /**
   * Returns what it is about, of this source: another gateway, or another life of a sandbox, counts
   * its own revisions. One that names no object is about itself, and never older than another.
   */
  String object() {
    return subject == null ? name() : place() + ' ' + type.family() + ' ' + subject;
  }

  /** Returns the source, so that nothing that follows a space can be taken for a part of it. */
  String place() {
    return source.replace(" ", "%20");
  }

  /** Shows type and revision; the subject may be somebody's. */
  @Override
  public String toString() {
    return Printable.of(type.code()) + ", revision " + revision;
  }
}
