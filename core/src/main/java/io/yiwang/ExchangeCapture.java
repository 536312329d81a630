package io.yiwang;

import java.nio.file.Path;

/**
 * Says which exchanges a client writes to files, which the diagnostics of {@code yiwang-doctor}
 * read. It is meant for those who integrate two systems and cannot see inside TLS. A file holds one
 * request and its answer, and only its owner can read it.
 *
 * <p>Personal data and credentials are left out: bodies, access tokens, cookies, the values of the
 * query parameters {@code queryCode} and {@code text}, and every parameter and header that the
 * interface does not define. A body is replaced by the digests that were computed over it, so that
 * {@code Content-Digest} can still be checked. An answer's signature can always be checked from the
 * file. A request's cannot if it covers something masked, such as {@code Authorization}; the
 * diagnostics then say so and draw no other conclusion.
 *
 * @param folder the folder of the files, which are named {@code REQUESTID-ATTEMPT.http}; it must
 *     exist
 * @param maxFiles the most files that one client writes
 * @param onlyFailures whether to skip exchanges whose answer verifies and is not a 401
 * @param bodies whether bodies are written as they were transmitted. For test data only: sealed
 *     members stay sealed, everything else is readable
 */
public record ExchangeCapture(Path folder, int maxFiles, boolean onlyFailures, boolean bodies) {
  /** Checks that at least one file may be written. */
  public ExchangeCapture {
    if (maxFiles < 1) {
      throw new IllegalArgumentException("maxFiles must be 1 or more, got " + maxFiles);
    }
  }

  /** Captures the first {@code maxFiles} exchanges whose answer does not verify or is a 401. */
  public static ExchangeCapture ofFailures(Path folder, int maxFiles) {
    return new ExchangeCapture(folder, maxFiles, true, false);
  }

  /** Captures the first {@code maxFiles} exchanges, successful ones included. */
  public static ExchangeCapture ofAll(Path folder, int maxFiles) {
    return new ExchangeCapture(folder, maxFiles, false, false);
  }

  /** Returns the same settings with bodies written as they were transmitted; for test data only. */
  public ExchangeCapture withBodies() {
    return new ExchangeCapture(folder, maxFiles, onlyFailures, true);
  }
}
