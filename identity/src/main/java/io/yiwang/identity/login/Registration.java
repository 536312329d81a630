package io.yiwang.identity.login;

import java.net.URI;
import java.security.PrivateKey;
import org.jspecify.annotations.Nullable;

/** Holds the platform's registration with the provider. A record would print its secrets. */
final class Registration {
  private final String client;
  private final @Nullable String secret;
  private final @Nullable String keyId;
  private final @Nullable PrivateKey key;
  private final URI redirectUri;

  /** Makes a registration with a secret or a key. */
  Registration(
      String client,
      @Nullable String secret,
      @Nullable String keyId,
      @Nullable PrivateKey key,
      URI redirectUri) {
    this.client = client;
    this.secret = secret;
    this.keyId = keyId;
    this.key = key;
    this.redirectUri = redirectUri;
  }

  String client() {
    return client;
  }

  @Nullable String secret() {
    return secret;
  }

  @Nullable String keyId() {
    return keyId;
  }

  @Nullable PrivateKey key() {
    return key;
  }

  URI redirectUri() {
    return redirectUri;
  }
}
