package io.yiwang;

/**
 * An answer beside the very bytes that it was read from, for what carries a seal over its own text.
 *
 * @param <T> what the answer is read as
 */
public final class Verbatim<T> {
  private final T value;
  private final byte[] json;

  /** For implementations of {@link Gateway}. */
  public Verbatim(T value, byte[] json) {
    this.value = value;
    this.json = json.clone();
  }

  /** The answer as its model. */
  public T value() {
    return value;
  }

  /** The answer's JSON as the gateway signed it, members unknown to the model included. */
  public byte[] json() {
    return json.clone();
  }

  /** Nothing of the answer. */
  @Override
  public String toString() {
    return "verbatim answer";
  }
}
