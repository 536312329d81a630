package io.yiwang;

import io.yiwang.internal.json.CanonicalJson;
import io.yiwang.internal.json.StoredJson;
import io.yiwang.internal.json.UnstorableException;

/**
 * Holds an answer beside the very bytes that it was read from, for what carries a seal over its own
 * text.
 *
 * @param <T> what the answer is read as
 */
public final class Verbatim<T> {
  private final T value;
  private final byte[] json;

  /** Makes an answer; for implementations of {@link Gateway}. */
  public Verbatim(T value, byte[] json) {
    this.value = value;
    this.json = json.clone();
  }

  /**
   * Returns an answer that was kept, read again.
   *
   * @throws IllegalArgumentException if it is not what that model is read from
   */
  public static <T> Verbatim<T> read(byte[] json, Class<T> type) {
    try {
      return new Verbatim<>(StoredJson.OF_OTHERS.read(json, type), json);
    } catch (UnstorableException e) {
      throw new IllegalArgumentException("the answer cannot be read" + e.getMessage());
    }
  }

  /** Returns the answer as its model. */
  public T value() {
    return value;
  }

  /** Returns the answer's JSON as the gateway signed it, members unknown to the model included. */
  public byte[] json() {
    return json.clone();
  }

  /**
   * Returns the canonical bytes of the answer without one of its members: what a seal in that
   * member is over.
   *
   * @throws IllegalArgumentException if the answer has no canonical form
   * @see "RFC 8785"
   */
  public byte[] canonicalWithout(String member) {
    return CanonicalJson.of(json, member);
  }

  /** Shows nothing of the answer. */
  @Override
  public String toString() {
    return "verbatim answer";
  }
}
