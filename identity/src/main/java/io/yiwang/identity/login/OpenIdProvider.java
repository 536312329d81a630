package io.yiwang.identity.login;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.Operation;
import io.yiwang.Operation.Answer;
import java.util.List;

/** Supplies the metadata of the provider where citizens log in. Implementations are thread-safe. */
@FunctionalInterface
public interface OpenIdProvider {
  /**
   * Returns the provider's metadata. {@link CitizenLogin} calls it at its first use, keeps the
   * result, and calls it again after a failure.
   */
  OpenIdConfiguration configuration();

  /** Lists the operation that {@link #of} calls, for those who write another {@link Gateway}. */
  List<Operation> OPERATIONS =
      List.of(
          Operation.query(
              "identity.configuration",
              ".well-known/openid-configuration",
              Answer.OBJECT,
              OpenIdConfiguration.class));

  /**
   * Returns the gateway's provider, whose metadata comes in an answer that the gateway has signed.
   * This method makes no call, so a program can start while the gateway is down.
   */
  static OpenIdProvider of(Gateway gateway) {
    return () ->
        gateway.call(
            GovRequest.query(
                "identity.configuration",
                ".well-known/openid-configuration",
                OpenIdConfiguration.class));
  }
}
