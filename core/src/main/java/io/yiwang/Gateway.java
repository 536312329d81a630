package io.yiwang;

import java.time.Duration;

/**
 * Something that answers requests: the one seam that typed clients stand on. {@link GovClient} is
 * the IGS/1 gateway; another wire dialect is another implementation.
 */
@FunctionalInterface
public interface Gateway {
  /**
   * Makes one call and returns its answer.
   *
   * @throws NotSentException nothing left this machine: mend the cause and call again
   * @throws RejectedException a verified answer, and it is no
   * @throws OutcomeUnknownException it left, and no answer can be trusted: look it up before
   *     calling again, or call again under the same idempotency key
   */
  <T> T call(GovRequest<T> request);

  /**
   * Brings the gateway's keys up to date because something signed by it names a key that the key
   * ring does not hold. A client of IGS/1 fetches the key list, no more often than section 2.5
   * allows, and takes it over whole. Whether it helped is seen in the ring; nothing is thrown where
   * the list cannot be had. By default nothing is done, as by a dialect that has no key list.
   *
   * @param keyId of the key that is missing
   * @param timeout the most that it takes
   */
  default void refreshKeys(String keyId, Duration timeout) {}
}
