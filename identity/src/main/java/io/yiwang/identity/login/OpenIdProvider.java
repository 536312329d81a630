package io.yiwang.identity.login;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.Operation;
import io.yiwang.Operation.Answer;
import java.util.List;

/** Knows where citizens log in. Implementations are thread-safe. */
@FunctionalInterface
public interface OpenIdProvider {
  /**
   * Returns what the provider says of itself. {@link CitizenLogin} asks at its first use, keeps the
   * answer, and asks again after a failure.
   */
  OpenIdConfiguration configuration();

  /** The call by which {@link #of} asks a gateway, for whoever writes another {@link Gateway}. */
  List<Operation> OPERATIONS =
      List.of(
          Operation.query(
              "identity.configuration",
              ".well-known/openid-configuration",
              Answer.OBJECT,
              OpenIdConfiguration.class));

  /**
   * Returns the gateway's provider, named in an answer that the gateway has signed. Making it asks
   * nobody, so a program starts while the gateway is down.
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
