package io.yiwang;

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
}
