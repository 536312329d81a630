package io.yiwang;

import java.nio.file.Path;

/**
 * Says which exchanges a client writes to files, for the doctor of {@code yiwang-identity} to read;
 * for whoever connects two systems and cannot see into TLS. A file holds a request and its answer,
 * and is for its owner alone.
 *
 * <p>What is personal or a credential is left out: bodies, access tokens, cookies, the values of a
 * query's {@code queryCode}, {@code text} and all parameters that the interface does not know, and
 * every header that it does not know. In place of a body are the digests that were computed over
 * it, so that {@code Content-Digest} can still be checked. An answer's signature can always be
 * checked from the file. A request's cannot where it covers something masked, such as {@code
 * Authorization}: the doctor then says so and blames nothing else.
 *
 * @param folder where the files are put, as {@code REQUESTID-ATTEMPT.http}; it must exist
 * @param maxFiles the most files that one client writes
 * @param onlyFailures whether to pass over exchanges whose answer verifies and is not a 401
 * @param bodies whether bodies are written as they travelled. For invented data alone: sealed
 *     members stay sealed, all else is in clear
 */
public record ExchangeCapture(Path folder, int maxFiles, boolean onlyFailures, boolean bodies) {
  /** Checks that there is something to write. */
  public ExchangeCapture {
    if (maxFiles < 1) {
      throw new IllegalArgumentException("maxFiles must be 1 or more, got " + maxFiles);
    }
  }

  /** Returns the first {@code maxFiles} exchanges whose answer does not verify or is a 401. */
  public static ExchangeCapture ofFailures(Path folder, int maxFiles) {
    return new ExchangeCapture(folder, maxFiles, true, false);
  }

  /** Returns the first {@code maxFiles} exchanges, good ones too. */
  public static ExchangeCapture ofAll(Path folder, int maxFiles) {
    return new ExchangeCapture(folder, maxFiles, false, false);
  }

  /** Returns a capture with bodies as they travelled; for invented data alone. */
  public ExchangeCapture withBodies() {
    return new ExchangeCapture(folder, maxFiles, onlyFailures, true);
  }
}
