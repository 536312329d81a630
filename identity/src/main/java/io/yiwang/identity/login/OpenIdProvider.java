package io.yiwang.identity.login;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;

/** Knows where citizens log in. Implementations are thread-safe. */
@FunctionalInterface
public interface OpenIdProvider {
  /**
   * Returns what the provider says of itself. {@link CitizenLogin} asks at its first use, keeps the
   * answer, and asks again after a failure.
   */
  OpenIdConfiguration configuration();

  /**
   * The gateway's provider, named in an answer that the gateway has signed. Making it asks nobody,
   * so a program starts while the gateway is down.
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
