package io.yiwang.identity.login;

import io.yiwang.identity.login.LoginException.Reason;
import io.yiwang.internal.shared.RequiredSetting;
import java.net.URI;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Lets citizens log in with their government account, by the authorization code flow with PKCE,
 * state and nonce. Every id token is verified before it is used. Thread-safe; use one instance.
 *
 * <pre>{@code
 * CitizenLogin login =
 *     CitizenLogin.builder()
 *         .provider(OpenIdProvider.of(gov))
 *         .clientId("wallet")
 *         .key("login-1", key) // or .clientSecret(...)
 *         .redirectUri(URI.create("https://app.example.com/gov/login"))
 *         .build();
 * PendingLogin pending = login.begin(Assurance.VERIFIED, "igs:penalties");
 * // Keep it in the browser's session and send the browser to pending.url(). When it returns:
 * CitizenSession session = login.complete(pending, requestUrl);
 * }</pre>
 *
 * <p>Every failure of a login is a {@link LoginException}.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 5; OpenID Connect Core 1.0; RFC 6749, 7636, 9207, 9470, 9700"
 */
public class CitizenLogin {
  private final Provider provider;
  private final URI redirectUri;
  private final RedirectVerifier redirects;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  CitizenLogin(Builder builder) {
    provider = builder.provider();
    redirectUri = RequiredSetting.of("CitizenLogin", "redirectUri", builder.redirectUri);
    redirects = new RedirectVerifier(redirectUri);
    clock = builder.clock;
  }

  /** Starts describing a login. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Begins a login.
   *
   * @param wanted the lowest level of assurance that is accepted
   * @param scopes beyond {@code openid}, such as {@code igs:penalties} or {@code igs:signing}
   */
  public PendingLogin begin(Assurance wanted, String... scopes) {
    return begin(wanted, null, scopes);
  }

  /**
   * Begins a login at a higher level of assurance for a citizen who has already logged in. The
   * provider authenticates again, and it must be the same citizen.
   *
   * @see "RFC 9470"
   */
  public PendingLogin stepUp(CitizenSession session, Assurance wanted, String... scopes) {
    return begin(wanted, session.subject(), scopes);
  }

  private PendingLogin begin(Assurance wanted, @Nullable String subject, String... scopes) {
    List<String> all = new ArrayList<>(List.of("openid"));
    Arrays.stream(scopes).filter(scope -> !all.contains(scope)).forEach(all::add);
    NimbusOpenId.Authorization authorization =
        new NimbusOpenId.Authorization(
            secret(), secret(), secret(), wanted, String.join(" ", all), subject != null);
    return new PendingLogin(
        provider.openId().url(authorization),
        authorization.state(),
        authorization.nonce(),
        authorization.verifier(),
        wanted,
        clock.instant(),
        subject);
  }

  /** Returns 256 random bits. */
  private String secret() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Completes a login with the URL that the browser requested, as it was received: {@link URI}
   * rejects some of what browsers send, and a query must not be decoded twice.
   *
   * <pre>{@code
   * login.complete(pending, request.getRequestURI() + "?" + request.getQueryString());
   * }</pre>
   *
   * @param pending from the session of the browser that has returned
   * @param requestUrl the whole URL, its path and query, or only its query, not decoded
   * @throws LoginException if it is not the answer to this login, or the login failed
   */
  public CitizenSession complete(PendingLogin pending, String requestUrl) {
    return complete(pending, RequestedUrl.of(requestUrl, redirectUri));
  }

  /**
   * Completes a login.
   *
   * @param pending from the session of the browser that has returned
   * @param requestUrl the whole URL that the browser requested, including its query
   */
  public CitizenSession complete(PendingLogin pending, URI requestUrl) {
    Instant now = clock.instant();
    redirects.checkUri(requestUrl);
    NimbusOpenId openId = provider.openId();
    String code = redirects.code(requestUrl, pending, openId, now);
    CitizenSession session = openId.exchange(code, pending);
    checkCitizen(session, pending);
    return session;
  }

  private static void checkCitizen(CitizenSession session, PendingLogin pending) {
    if (!session.isAtLeast(pending.wanted())) {
      throw new LoginException(
          Reason.NOT_ASSURED, "acr is lower than " + pending.wanted().code() + ", or unknown");
    }
    String subject = pending.subject();
    if (subject == null) {
      return;
    }
    if (!subject.equals(session.subject())) {
      throw new LoginException(Reason.OTHER_CITIZEN, "the subject is another than before");
    }
    Instant at = session.loggedInAt();
    if (at == null || at.isBefore(pending.begunAt().minus(IdTokens.SKEW))) {
      throw new LoginException(
          Reason.NOT_ASSURED, "the citizen was not authenticated again (auth_time)");
    }
  }

  /**
   * Gets a new token for a session whose token has expired or soon will. The refresh token in the
   * result replaces the one before, which is no longer valid: store it at once, or let {@link
   * #keepAlive} do both.
   *
   * @throws LoginException with {@code LOGIN_AGAIN} if there is no refresh token, or it is invalid
   */
  public CitizenSession refresh(CitizenSession session) {
    if (session.refreshToken() == null) {
      throw new LoginException(Reason.LOGIN_AGAIN, "there is no refresh token");
    }
    CitizenSession renewed = provider.openId().refresh(session);
    if (!renewed.subject().equals(session.subject())) {
      throw new LoginException(Reason.OTHER_CITIZEN, "the subject is another than before");
    }
    return renewed;
  }

  /**
   * Keeps a session alive by renewing its token before it expires.
   *
   * @param changed stores the session after each renewal; nobody gets the new token before it
   *     returns
   */
  public LiveSession keepAlive(CitizenSession session, Consumer<CitizenSession> changed) {
    return new LiveSession(this::refresh, session, changed, clock);
  }

  /**
   * Logs out. It revokes the session's tokens where the provider supports that, and returns the URL
   * to which to send the browser, so that the provider's own session ends as well.
   *
   * @param back where the provider is to send the browser afterwards, as registered with it
   * @return empty where the provider has no page for that
   */
  public Optional<URI> logOut(CitizenSession session, @Nullable URI back) {
    NimbusOpenId openId = provider.openId();
    if (openId.provider().revocationEndpoint() != null) {
      openId.revoke(session);
    }
    return openId.provider().endSessionEndpoint() == null
        ? Optional.empty()
        : Optional.of(openId.logout(session, back, secret()));
  }

  /** Collects the settings of a login. Not thread-safe. */
  public static final class Builder {
    private @Nullable OpenIdProvider provider;
    private @Nullable String clientId;
    private @Nullable String clientSecret;
    private @Nullable PrivateKey key;
    private @Nullable String keyId;
    private @Nullable URI redirectUri;
    private @Nullable SSLContext tls;
    private Duration timeout = Duration.ofSeconds(10);
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /**
     * Sets where citizens log in; {@link OpenIdProvider#of} asks the gateway. It is called at the
     * first use of the login, not by {@link #build}. Required, unless the metadata is given.
     */
    public Builder provider(OpenIdProvider provider) {
      this.provider = provider;
      return this;
    }

    /**
     * Sets where citizens log in, by metadata that is known beforehand.
     *
     * @throws IllegalArgumentException if a login with this provider would not be secure
     */
    public Builder provider(OpenIdConfiguration provider) {
      Provider.check(provider);
      return provider((OpenIdProvider) () -> provider);
    }

    /** Sets the client id with which this platform is registered. Required. */
    public Builder clientId(String id) {
      this.clientId = notBlank(id, "the client id");
      return this;
    }

    /** Sets the client secret ({@code client_secret_basic}). This or a key is required. */
    public Builder clientSecret(String secret) {
      this.clientSecret = notBlank(secret, "the client secret");
      return this;
    }

    /**
     * Sets the key that authenticates the platform ({@code private_key_jwt}, RFC 7523). Prefer it
     * to a secret.
     *
     * @param keyId as registered with the provider
     * @param key an RSA key (PS256) or a P-256 key (ES256)
     */
    public Builder key(String keyId, PrivateKey key) {
      this.keyId = notBlank(keyId, "the key id");
      this.key = key;
      return this;
    }

    /** Rejects an empty text, which comes from a setting that was forgotten, and would be sent. */
    private static String notBlank(String value, String what) {
      if (value.isBlank()) {
        throw new IllegalArgumentException(
            what + " is empty; give the one that the provider has registered");
      }
      return value;
    }

    /** Sets the URI to which browsers return, exactly as registered. Required. */
    public Builder redirectUri(URI redirectUri) {
      this.redirectUri = redirectUri;
      return this;
    }

    /** Sets the TLS context, and so which certificates are trusted; the JVM's by default. */
    public Builder tls(SSLContext tls) {
      this.tls = tls;
      return this;
    }

    /** Sets the longest time for one request to the provider; 10 s by default. */
    public Builder timeout(Duration timeout) {
      if (timeout.isZero() || timeout.isNegative()) {
        throw new IllegalArgumentException("timeout must be positive, got " + timeout);
      }
      this.timeout = timeout;
      return this;
    }

    /** Sets the clock; the system's by default. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Builds the login.
     *
     * @throws IllegalStateException naming what is missing
     * @throws IllegalArgumentException if the redirect URI is not an https URL
     */
    public CitizenLogin build() {
      return new CitizenLogin(this);
    }

    private Provider provider() {
      OpenIdProvider given = RequiredSetting.of("CitizenLogin", "provider", provider);
      URI back = RequiredSetting.of("CitizenLogin", "redirectUri", redirectUri);
      Provider.checkSecure(back, "the redirect URI");
      if ((clientSecret == null) == (key == null)) {
        throw new IllegalStateException(
            "CitizenLogin needs one of clientSecret and key; call .key(...) or .clientSecret(...)"
                + " before .build()");
      }
      String name = RequiredSetting.of("CitizenLogin", "clientId", clientId);
      Registration registration = new Registration(name, clientSecret, keyId, key, back);
      return new Provider(given, registration, new LoginHttp(tls, timeout), clock);
    }
  }
}
