package io.yiwang;

import io.yiwang.internal.shared.Id;
import java.time.Duration;

/**
 * Makes calls to a government gateway: the one interface that the typed clients build on. {@link
 * GovClient} speaks IGS/1; another wire format is another implementation.
 */
@FunctionalInterface
public interface Gateway {
  /**
   * Makes one call and returns its answer.
   *
   * @throws NotSentException if nothing left this machine: fix the cause and call again
   * @throws RejectedException if a verified answer says no
   * @throws OutcomeUnknownException if the request left and no answer can be trusted: look the
   *     outcome up before calling again, or call again under the same idempotency key
   */
  <T> T call(GovRequest<T> request);

  /**
   * Returns whether this gateway supports an operation, such as {@code fine.refund}; true by
   * default. Calling one that it does not support ends with {@link NotSentException} and the reason
   * {@code UNSUPPORTED}.
   */
  default boolean supports(String operation) {
    return true;
  }

  /**
   * Returns the application's own name for its account with this gateway, such as {@code zhejiang}.
   * A journal keeps everything under this name, so that two gateways never mix in one journal. It
   * stays the same for as long as the account exists, also when the gateway's address changes.
   *
   * @return 1 to 64 of {@code [A-Za-z0-9._-]}
   * @throws IllegalStateException if this gateway has no name
   */
  default String account() {
    throw new IllegalStateException(
        "this gateway has no account name, and a journal keeps everything under one; give a client"
            + " its name with GovClient.builder().account(\"...\"), and a Gateway of your own with"
            + " Gateway.of(\"...\", gateway) or by overriding account()");
  }

  /**
   * Gives an account name to a gateway that has none, such as a method reference.
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
   * Updates the gateway's keys after something that it signed named a key that the key ring does
   * not hold. A client of IGS/1 fetches the key list, no more often than section 2.5 allows, and
   * adopts it as a whole. The key ring shows whether this helped; no exception is thrown if the
   * list cannot be fetched. The default implementation does nothing, which suits a wire format
   * without a key list.
   *
   * @param keyId the id of the missing key
   * @param timeout the longest time that the update may take
   */
  default void refreshKeys(String keyId, Duration timeout) {}
}
