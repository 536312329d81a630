package io.yiwang;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says that nothing left this machine, so that nothing has changed. Fix the cause and call again.
 */
@SuppressWarnings("serial")
public final class NotSentException extends GovException {
  /** Says why a call did not leave this machine. */
  public enum Reason {
    /** There was no connection: name, route, proxy or TLS. */
    NO_CONNECTION,
    /** The deadline passed first. */
    DEADLINE,
    /** The calling thread was interrupted; its interrupt flag is set again. */
    INTERRUPTED,
    /** The signer's key could not be used or reached. */
    SIGNING_FAILED,
    /** A confidential member could not be sealed, or there is no sealer. */
    SEALING_FAILED,
    /** The body could not be written as JSON, or is larger than the interface allows. */
    UNWRITABLE_BODY,
    /**
     * The answer is a file and cannot be saved where it should go: there is no such folder, or no
     * right to write to it.
     */
    UNWRITABLE_TARGET,
    /** A limit of this client against guessing was reached. */
    LIMITED,
    /** This gateway has no such operation; see {@link Gateway#supports}. */
    UNSUPPORTED
  }

  private final Reason reason;

  NotSentException(Call call, Reason reason, String text, @Nullable Throwable cause) {
    super(call, "not sent, " + text, cause);
    this.reason = reason;
  }

  /** Returns why it did not leave. */
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
