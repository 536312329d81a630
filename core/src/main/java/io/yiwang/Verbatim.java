package io.yiwang;

import io.yiwang.internal.json.CanonicalJson;
import io.yiwang.internal.json.StoredJson;
import io.yiwang.internal.json.UnstorableException;

/**
 * Holds an answer together with the bytes that it was read from, for documents that carry a seal
 * over their own text.
 *
 * @param <T> the type of the answer
 */
public final class Verbatim<T> {
  private final T value;
  private final byte[] json;

  /** Creates an answer; for implementations of {@link Gateway}. */
  public Verbatim(T value, byte[] json) {
    this.value = value;
    this.json = json.clone();
  }

  /**
   * Reads an answer from bytes that were stored.
   *
   * @throws IllegalArgumentException if the bytes cannot be read as the type
   */
  public static <T> Verbatim<T> read(byte[] json, Class<T> type) {
    try {
      return new Verbatim<>(StoredJson.OF_OTHERS.read(json, type), json);
    } catch (UnstorableException e) {
      throw new IllegalArgumentException("the answer cannot be read" + e.getMessage());
    }
  }

  /** Returns the answer. */
  public T value() {
    return value;
  }

  /**
   * Returns the JSON of the answer as the gateway signed it, including members that the type does
   * not have.
   */
  public byte[] json() {
    return json.clone();
  }

  /**
   * Returns the canonical form of the answer without one of its members: the bytes that a seal in
   * that member covers.
   *
   * @throws IllegalArgumentException if the answer has no canonical form
   * @see "RFC 8785"
   */
  public byte[] canonicalWithout(String member) {
    return CanonicalJson.of(json, member);
  }

  /** Returns a fixed text that shows nothing of the answer. */
  @Override
  public String toString() {
    return "verbatim answer";
  }
}
