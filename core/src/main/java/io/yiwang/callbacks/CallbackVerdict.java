package io.yiwang.callbacks;

/** Says what has become of a request, and which status to answer it with. */
public sealed interface CallbackVerdict {
  /** Returns the HTTP status of the answer, which needs no body. */
  int status();

  /** The event was handled now. */
  record Handled(Callback callback) implements CallbackVerdict {
    @Override
    public int status() {
      return 204;
    }
  }

  /** The event was handled before; it is acknowledged again. */
  record Repeated(Callback callback) implements CallbackVerdict {
    @Override
    public int status() {
      return 204;
    }
  }

  /** A newer revision of the object was handled before; the event is acknowledged and ignored. */
  record Outdated(Callback callback) implements CallbackVerdict {
    @Override
    public int status() {
      return 204;
    }
  }

  /**
   * The event is authentic, but the application has not handled it, or not in time; the gateway
   * will deliver it again.
   *
   * @param inProgress whether it is still being handled; a later delivery will find it handled
   */
  record NotHandled(Callback callback, boolean inProgress) implements CallbackVerdict {
    @Override
    public int status() {
      return 503;
    }
  }

  /** The request was not accepted, and no handler was called. */
  record Refused(Reason reason) implements CallbackVerdict {
    @Override
    public int status() {
      return reason.status();
    }
  }

  /** Says why a request was refused. */
  enum Reason {
    /** The request is not signed. */
    UNSIGNED(401),
    /** The signature headers cannot be read. */
    MALFORMED_SIGNATURE(401),
    /** The signature does not cover what it must, or has another purpose. */
    WRONG_COVERAGE(401),
    /** The request is signed with a key that is not trusted. */
    UNKNOWN_KEY(401),
    /** The request names an algorithm that is not its key's. */
    WRONG_ALGORITHM(401),
    /** The body has no digest of a known algorithm. */
    NO_KNOWN_DIGEST(401),
    /** The body is not the one that was signed. */
    WRONG_DIGEST(401),
    /** The signature does not verify. */
    WRONG_SIGNATURE(401),
    /**
     * The signature was made more than 300 s before or after this machine's time, or has expired.
     */
    STALE(401),
    /** The same request has been received before. */
    REPLAYED(401),
    /** The event is authentic, but for another platform. */
    WRONG_PLATFORM(403),
    /** The body is larger than 1 MiB. */
    TOO_LARGE(413),
    /** Authentic, but not an event that this version can read. */
    UNREADABLE(400),
    /**
     * The deduplicator or a key store is not available at the moment; the gateway will deliver
     * again.
     */
    UNAVAILABLE(503);

    private final int status;

    Reason(int status) {
      this.status = status;
    }

    int status() {
      return status;
    }
  }
}
