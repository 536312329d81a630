package io.yiwang.identity.login;

import java.net.URI;
import java.security.PrivateKey;
import org.jspecify.annotations.Nullable;

/**
 * As what the provider knows the platform.
 *
 * @param secret or else a key
 */
record Registration(
    String client,
    @Nullable String secret,
    @Nullable String keyId,
    @Nullable PrivateKey key,
    URI redirectUri) {
  @Override
  public String toString() {
    return "Registration[" + client + "]";
  }
}
