package io.yiwang;

import io.yiwang.value.IdempotencyKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says that a call left this machine and no answer can be trusted: a command may have been carried
 * out or not. Look it up, or call again under {@link #idempotencyKey}; never call again under
 * another key.
 */
@SuppressWarnings("serial")
public final class OutcomeUnknownException extends GovException {
  /** Says why nobody knows the outcome. */
  public enum Reason {
    /** The connection broke before the answer was complete. */
    NO_ANSWER,
    /** The deadline passed first. */
    DEADLINE,
    /** The calling thread was interrupted; its interrupt flag is set again. */
    INTERRUPTED,
    /** An answer came that is not signed, or whose signature, digest, age or binding is wrong. */
    UNTRUSTED_REPLY,
    /** The answer is larger than the limit, as it came or after decompression. */
    OVERSIZED_REPLY,
    /** The gateway signed the answer, but it cannot be read as what the operation returns. */
    UNREADABLE_REPLY,
    /** The answer is a file, and it could not be written: the disk is full, or gone. */
    UNSAVED_REPLY,
    /** The gateway says that it failed while working on it (a signed 5xx). */
    GATEWAY_FAILED,
    /** The gateway says that it is still working on the first attempt. */
    IN_PROGRESS,
    /**
     * An earlier attempt got no answer, and the gateway rejected a later one before processing it.
     */
    REJECTED_BEFORE_PROCESSING
  }

  private final Reason reason;
  private final @Nullable IdempotencyKey idempotencyKey;
  private final @Nullable String traceId;

  OutcomeUnknownException(
      Call call,
      Reason reason,
      String text,
      @Nullable IdempotencyKey idempotencyKey,
      @Nullable String traceId,
      @Nullable Throwable cause) {
    super(
        call,
        "outcome unknown, "
            + text
            + (idempotencyKey == null
                ? "; ask again"
                : "; look it up, or repeat it under the same idempotency key"),
        cause);
    this.reason = reason;
    this.idempotencyKey = idempotencyKey;
    this.traceId = traceId;
  }

  /** Returns why nobody knows the outcome. */
  public Reason reason() {
    return reason;
  }

  /**
   * Returns the key under which a repeat is safe; absent on a query, which may be asked again
   * freely.
   */
  public Optional<IdempotencyKey> idempotencyKey() {
    return Optional.ofNullable(idempotencyKey);
  }

  @Override
  public Optional<String> traceId() {
    return Optional.ofNullable(traceId);
  }

  @Override
  List<String> textKeys() {
    return List.of(idempotencyKey == null ? "unknown.query" : "unknown.command");
  }

  @Override
  public boolean sent() {
    return true;
  }
}
