package io.yiwang.callbacks;

/** Says what became of a request, and which status to answer it with. */
public sealed interface CallbackVerdict {
  /** Returns the status of the answer, which needs no body. */
  int status();

  /** It was handled, now. */
  record Handled(Callback callback) implements CallbackVerdict {
    @Override
    public int status() {
      return 204;
    }
  }

  /** It was handled before: acknowledged, and nothing done. */
  record Repeated(Callback callback) implements CallbackVerdict {
    @Override
    public int status() {
      return 204;
    }
  }

  /** A newer revision of the same object was handled before: acknowledged, and nothing done. */
  record Outdated(Callback callback) implements CallbackVerdict {
    @Override
    public int status() {
      return 204;
    }
  }

  /**
   * It is the gateway's, but the application has not handled it (in time): it will come again.
   *
   * @param inProgress whether it is still being handled; a later delivery will find it done
   */
  record NotHandled(Callback callback, boolean inProgress) implements CallbackVerdict {
    @Override
    public int status() {
      return 503;
    }
  }

  /** Nothing shows that it is the gateway's, so nothing in it was interpreted. */
  record Refused(Reason reason) implements CallbackVerdict {
    @Override
    public int status() {
      return reason.status();
    }
  }

  /** Says why a request was refused. */
  enum Reason {
    /** It is not signed. */
    UNSIGNED(401),
    /** Its signature headers cannot be read. */
    MALFORMED_SIGNATURE(401),
    /** Its signature does not cover what it must, or is for something else. */
    WRONG_COVERAGE(401),
    /** It is signed with a key that is not trusted. */
    UNKNOWN_KEY(401),
    /** It names another algorithm than its key's. */
    WRONG_ALGORITHM(401),
    /** Its body has no digest of a known kind. */
    NO_KNOWN_DIGEST(401),
    /** Its body is not the one that was signed. */
    WRONG_DIGEST(401),
    /** Its signature does not verify. */
    WRONG_SIGNATURE(401),
    /** It was signed more than 300 s from this machine's time, or has run out. */
    STALE(401),
    /** These very bytes have come before. */
    REPLAYED(401),
    /** It is the gateway's, and for another platform than the receiver's. */
    WRONG_PLATFORM(403),
    /** It is larger than 1 MiB. */
    TOO_LARGE(413),
    /** It is the gateway's, but no event that this version can read. */
    UNREADABLE(400),
    /** What has been seen cannot be looked up at the moment: it will come again. */
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
