package io.yiwang;

import io.yiwang.value.IdempotencyKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a request left this machine and no answer can be trusted: a command may or may not
 * have been carried out. Look the outcome up, or call again under {@link #idempotencyKey}; never
 * call again under another key.
 */
@SuppressWarnings("serial")
public final class OutcomeUnknownException extends GovException {
  /** Says why the outcome is unknown. */
  public enum Reason {
    /** The connection broke before the answer was complete. */
    NO_ANSWER,
    /** The deadline passed before an answer came. */
    DEADLINE,
    /** The calling thread was interrupted; its interrupt flag is set again. */
    INTERRUPTED,
    /**
     * The answer is not signed, or its signature, digest, age or binding to the request is wrong.
     */
    UNTRUSTED_REPLY,
    /** The answer is larger than the limit, before or after decompression. */
    OVERSIZED_REPLY,
    /**
     * The answer is signed by the gateway, but cannot be read as the type that the operation
     * returns.
     */
    UNREADABLE_REPLY,
    /** The answer is a file and could not be written, for example because the disk is full. */
    UNSAVED_REPLY,
    /** The gateway reports that it failed while processing the request (a signed 5xx). */
    GATEWAY_FAILED,
    /** The gateway reports that it is still processing an earlier attempt. */
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

  /** Returns why the outcome is unknown. */
  public Reason reason() {
    return reason;
  }

  /**
   * Returns the key under which a repeat is safe; empty on a query, which may be repeated freely.
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
