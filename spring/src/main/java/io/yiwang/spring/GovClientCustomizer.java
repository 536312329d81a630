package io.yiwang.spring;

import io.yiwang.GovClient;

/**
 * Customizes a client before it is built, for settings without a property: TLS with a client
 * certificate, a clock, a capture of exchanges. Beans of this type are called in their order.
 */
@FunctionalInterface
public interface GovClientCustomizer {
  /**
   * Customizes the client of one gateway account.
   *
   * @param account the gateway's name under {@code yiwang.gateways}
   */
  void customize(String account, GovClient.Builder builder);
}
