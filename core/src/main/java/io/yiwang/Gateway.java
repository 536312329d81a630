package io.yiwang;

import io.yiwang.internal.shared.Id;
import java.time.Duration;

/**
 * Answers requests: the one seam that typed clients build on. {@link GovClient} is the IGS/1
 * gateway; another wire dialect is another implementation.
 */
@FunctionalInterface
public interface Gateway {
  /**
   * Makes one call and returns its answer.
   *
   * @throws NotSentException nothing left this machine: fix the cause and call again
   * @throws RejectedException a verified answer, and it is no
   * @throws OutcomeUnknownException it left, and no answer can be trusted: look it up before
   *     calling again, or call again under the same idempotency key
   */
  <T> T call(GovRequest<T> request);

  /**
   * Returns whether this gateway has an operation, such as {@code fine.refund}; true by default. A
   * call of one that it does not have ends with {@link NotSentException} and the reason {@code
   * UNSUPPORTED}.
   */
  default boolean supports(String operation) {
    return true;
  }

  /**
   * Returns the application's own name for its account with this gateway, such as {@code zhejiang}.
   * All that a journal keeps is kept under it, so that two gateways on one journal never mix. It
   * stays the same for as long as the account exists, also when the gateway's address changes.
   *
   * @return 1 to 64 of {@code [A-Za-z0-9._-]}
   * @throws IllegalStateException if it was not given a name
   */
  default String account() {
    throw new IllegalStateException(
        "this gateway has no account name, and a journal keeps everything under one; give a client"
            + " its name with GovClient.builder().account(\"...\"), and a Gateway of your own with"
            + " Gateway.of(\"...\", gateway) or by overriding account()");
  }

  /**
   * Returns the same gateway under an account name, for one that has none, such as a method
   * reference.
   *
   * @param account 1 to 64 of {@code [A-Za-z0-9._-]}
   */
  static Gateway of(String account, Gateway gateway) {
    Id.check(account, "account");
    return new Gateway() {
      @Override
      public <T> T call(GovRequest<T> request) {
        return gateway.call(request);
      }

      @Override
      public boolean supports(String operation) {
        return gateway.supports(operation);
      }

      @Override
      public void refreshKeys(String keyId, Duration timeout) {
        gateway.refreshKeys(keyId, timeout);
      }

      @Override
      public String account() {
        return account;
      }

      @Override
      public String toString() {
        return "Gateway[" + account + "]";
      }
    };
  }

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
