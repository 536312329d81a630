package io.yiwang;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a request did not leave this machine, so that nothing has changed. Fix the cause and
 * call again.
 */
@SuppressWarnings("serial")
public final class NotSentException extends GovException {
  /** Says why a call did not leave this machine. */
  public enum Reason {
    /** No connection was made, because of DNS, the route, a proxy or TLS. */
    NO_CONNECTION,
    /** The deadline passed before anything was sent. */
    DEADLINE,
    /** The calling thread was interrupted; its interrupt flag is set again. */
    INTERRUPTED,
    /** The signer's key could not be reached or used. */
    SIGNING_FAILED,
    /** A confidential member could not be sealed, or there is no sealer. */
    SEALING_FAILED,
    /** The body could not be written as JSON, or is larger than the interface allows. */
    UNWRITABLE_BODY,
    /**
     * The answer is a file and cannot be saved at its target, because the folder does not exist or
     * is not writable.
     */
    UNWRITABLE_TARGET,
    /** This client's limit against guessing was reached. */
    LIMITED,
    /** The gateway does not support the operation; see {@link Gateway#supports}. */
    UNSUPPORTED
  }

  private final Reason reason;

  NotSentException(Call call, Reason reason, String text, @Nullable Throwable cause) {
    super(call, "not sent, " + text, cause);
    this.reason = reason;
  }

  /** Returns why the request was not sent. */
  public Reason reason() {
    return reason;
  }

  @Override
  List<String> textKeys() {
    return List.of("notSent." + reason, "notSent.other");
  }

  @Override
  public boolean sent() {
    return false;
  }
}
