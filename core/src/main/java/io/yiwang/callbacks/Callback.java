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
   * Returns the id of the event, the same on every delivery; together with {@link #source} it
   * identifies the event.
   */
  public String id() {
    return id;
  }

  /** Returns the gateway's base URL, as the gateway states it. */
  public String source() {
    return source;
  }

  /**
   * Returns the application's name for its account with the gateway, as {@link
   * io.yiwang.Gateway#account} returns it; empty if the receiver was built without a gateway, or
   * with one that has no name.
   */
  public Optional<String> account() {
    return Optional.ofNullable(account);
  }

  /**
   * Returns the platform that the event is for, as the gateway states it; a gateway of IGS/1.0 does
   * not.
   */
  public Optional<String> platform() {
    return Optional.ofNullable(platform);
  }

  /** Returns the type of the event, possibly one that this version does not know. */
  public CallbackType type() {
    return type;
  }

  /**
   * Returns the id of the payment, receipt, signing or message; empty if the event is not about
   * one.
   */
  public Optional<String> subject() {
    return Optional.ofNullable(subject);
  }

  /** Returns the time of the event. */
  public OffsetDateTime time() {
    return time;
  }

  /**
   * Returns the revision of the object, which grows with every change within this {@link #source}.
   */
  public long revision() {
    return revision;
  }

  /**
   * Reads the object, such as a {@code Payment}, in the form that its GET request would return.
   *
   * @throws IllegalArgumentException if the data cannot be read as the type
   */
  public <T> T read(Class<T> model) {
    try {
      return StoredJson.OF_OTHERS.read(data, model);
    } catch (UnstorableException e) {
      throw new IllegalArgumentException(
          "the data of " + Printable.of(type.code()) + " cannot be read" + e.getMessage());
    }
  }

  /** Returns the key of this event for {@link CallbackDeduplicator}. */
  String eventKey() {
    return sourceKey() + ' ' + id;
  }

  /**
   * Returns the key of the object that the event is about. It contains the source, because another
   * gateway, or a restarted sandbox, counts its own revisions. An event without a subject is its
   * own object, and so is never outdated.
   */
  String objectKey() {
    return subject == null ? eventKey() : sourceKey() + ' ' + type.family() + ' ' + subject;
  }

  /** Returns the source without spaces, so that it cannot be confused with what follows it. */
  String sourceKey() {
    return source.replace(" ", "%20");
  }

  /** Returns the type and the revision; the subject may identify a person. */
  @Override
  public String toString() {
    return Printable.of(type.code()) + ", revision " + revision;
  }
}
