package io.yiwang.identity.login;

import io.yiwang.GovException;
import io.yiwang.identity.login.LoginException.Reason;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Loads the provider's metadata when it is first needed, and keeps it. */
final class Provider {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  private final OpenIdProvider source;
  private final Registration registration;
  private final LoginHttp http;
  private final Clock clock;
  private @Nullable NimbusOpenId openId;

  Provider(OpenIdProvider source, Registration registration, LoginHttp http, Clock clock) {
    this.source = source;
    this.registration = registration;
    this.http = http;
    this.clock = clock;
  }

  /**
   * Returns the client of the provider. Callers wait while the metadata is being loaded; a failure
   * is not kept.
   */
  synchronized NimbusOpenId openId() {
    if (openId == null) {
      openId = new NimbusOpenId(configuration(), registration, http, clock);
    }
    return openId;
  }

  private OpenIdConfiguration configuration() {
    try {
      OpenIdConfiguration configuration = source.configuration();
      check(configuration);
      return configuration;
    } catch (GovException e) {
      throw unavailable("the gateway does not say where citizens log in", e);
    } catch (IllegalArgumentException e) {
      throw unavailable("the provider cannot be trusted with a login: " + e.getMessage(), e);
    }
  }

  private static LoginException unavailable(String detail, RuntimeException cause) {
    LoginException failure = new LoginException(Reason.UNAVAILABLE, detail);
    failure.initCause(cause);
    return failure;
  }

  /** Throws {@link IllegalArgumentException} for a provider with which a login is not secure. */
  static void check(OpenIdConfiguration provider) {
    checkSecure(provider.issuer(), "issuer");
    checkSecure(provider.authorizationEndpoint(), "authorization_endpoint");
    checkSecure(provider.tokenEndpoint(), "token_endpoint");
    checkSecure(provider.jwksUri(), "jwks_uri");
    checkSecure(provider.endSessionEndpoint(), "end_session_endpoint");
    checkSecure(provider.revocationEndpoint(), "revocation_endpoint");
    List<String> methods = provider.codeChallengeMethods();
    if (methods != null && !methods.isEmpty() && !methods.contains("S256")) {
      throw new IllegalArgumentException("the provider does not support PKCE with S256");
    }
  }

  /**
   * Checks that a URI is https, or http to this machine (RFC 9700 section 2.6, RFC 8252 section
   * 8.3).
   */
  static void checkSecure(@Nullable URI uri, String what) {
    if (uri == null) {
      return;
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean loopback =
        scheme.equals("http") && uri.getHost() != null && LOOPBACK.contains(uri.getHost());
    if ((!scheme.equals("https") && !loopback)
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(what + " must be an https URL without user and fragment");
    }
  }
}
