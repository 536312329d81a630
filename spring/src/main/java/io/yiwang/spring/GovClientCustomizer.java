package io.yiwang.spring;

import io.yiwang.GovClient;

/**
 * Changes a client's settings before it is built, for what no property says: TLS with a client
 * certificate, a clock, a capture of exchanges. Beans of this type are asked in their order.
 */
@FunctionalInterface
public interface GovClientCustomizer {
  /**
   * Changes the settings of one gateway account's client.
   *
   * @param account the gateway's name under {@code yiwang.gateways}
   */
  void customize(String account, GovClient.Builder builder);
}
