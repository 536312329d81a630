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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Has citizens log in with their government account: authorization code with PKCE, state and nonce,
 * every id token verified before it is believed. Thread-safe; keep one.
 *
 * <pre>{@code
 * CitizenLogin login =
 *     CitizenLogin.builder()
 *         .provider(OpenIdProvider.of(gov))
 *         .client("wallet")
 *         .key("login-1", key) // or .secret(...)
 *         .redirectUri(URI.create("https://app.example.com/gov/login"))
 *         .build();
 * PendingLogin pending = login.begin(Assurance.VERIFIED, "igs:penalties");
 * // Keep it in the browser's session, send the browser to pending.url(); when it is back:
 * CitizenSession session = login.complete(pending, calledUrl);
 * }</pre>
 *
 * <p>All that may go wrong is a {@link LoginException}.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 5; OpenID Connect Core 1.0; RFC 6749, 7636, 9207, 9470, 9700"
 */
public class CitizenLogin {
  /** How long a citizen may take. */
  private static final Duration PENDING = Duration.ofMinutes(10);

  private static final int REMEMBERED = 100_000;

  private final Provider provider;
  private final URI redirectUri;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** Logins that were completed, so that none is twice. */
  private final Map<String, Instant> completed =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > REMEMBERED;
        }
      };

  CitizenLogin(Builder builder) {
    provider = builder.provider();
    redirectUri = RequiredSetting.of("CitizenLogin", "redirectUri", builder.redirectUri);
    clock = builder.clock;
  }

  /** Starts describing a login. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Begins a login.
   *
   * @param wanted the least that will do
   * @param scopes beyond {@code openid}: {@code igs:penalties}, {@code igs:signing}
   */
  public PendingLogin begin(Assurance wanted, String... scopes) {
    return begin(wanted, null, scopes);
  }

  /**
   * Begins a login that proves more surely who a citizen is who has logged in before: the provider
   * asks again, and it must be the same citizen.
   *
   * @see "RFC 9470"
   */
  public PendingLogin stepUp(CitizenSession session, Assurance wanted, String... scopes) {
    return begin(wanted, session.subject(), scopes);
  }

  private PendingLogin begin(Assurance wanted, @Nullable String subject, String... scopes) {
    List<String> all = new ArrayList<>(List.of("openid"));
    Arrays.stream(scopes).filter(scope -> !all.contains(scope)).forEach(all::add);
    NimbusOpenId.Wish wish =
        new NimbusOpenId.Wish(
            secret(), secret(), secret(), wanted, String.join(" ", all), subject != null);
    return new PendingLogin(
        provider.openId().authorization(wish),
        wish.state(),
        wish.nonce(),
        wish.verifier(),
        wanted,
        clock.instant(),
        subject);
  }

  /** 256 bits. */
  private String secret() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * Completes a login with what the browser called, as it came: {@link URI} refuses some of what
   * browsers send, and what was decoded once must not be decoded again.
   *
   * <pre>{@code
   * login.complete(pending, request.getRequestURI() + "?" + request.getQueryString());
   * }</pre>
   *
   * @param pending from the session of the very browser that came back
   * @param called the whole URL, or the request's target, or its query alone, not decoded
   * @throws LoginException if it is not the answer to this login, or the login came to nothing
   */
  public CitizenSession complete(PendingLogin pending, String called) {
    return complete(pending, CalledUrl.of(called, redirectUri));
  }

  /**
   * Completes a login.
   *
   * @param pending from the session of the very browser that came back
   * @param calledUrl the whole URL that the browser called, its query included
   */
  public CitizenSession complete(PendingLogin pending, URI calledUrl) {
    Instant now = clock.instant();
    checkPlace(calledUrl);
    NimbusOpenId openId = provider.openId();
    OpenIdConfiguration place = openId.provider();
    checkBegunHere(pending, place);
    NimbusOpenId.Return back = openId.returned(calledUrl);
    if (!pending.state().equals(back.state())) {
      throw new LoginException(Reason.NOT_THIS_LOGIN, "its state is not this login's");
    }
    checkProvider(back.issuer(), place);
    if (now.isAfter(pending.begunAt().plus(PENDING))) {
      throw new LoginException(Reason.TOO_LATE, "it was begun more than ten minutes ago");
    }
    checkFirst(pending, now);
    String code = back.code();
    if (code == null) {
      throw refused(back.error());
    }
    CitizenSession session = openId.exchange(code, pending);
    checkCitizen(session, pending);
    return session;
  }

  /** RFC 9700 section 4.1.3: the very URI that is registered. */
  private void checkPlace(URI called) {
    boolean same =
        redirectUri.getScheme().equalsIgnoreCase(called.getScheme())
            && redirectUri.getRawAuthority().equalsIgnoreCase(called.getRawAuthority())
            && redirectUri.getRawPath().equals(called.getRawPath())
            && called.getRawFragment() == null;
    if (!same) {
      throw new LoginException(
          Reason.NOT_THIS_LOGIN, "the browser did not come back to the redirect URI");
    }
  }

  /** An application with several providers keeps the logins of all in its browsers' sessions. */
  private static void checkBegunHere(PendingLogin pending, OpenIdConfiguration provider) {
    URI place = provider.authorizationEndpoint();
    URI sentTo = pending.url();
    boolean same =
        place.getScheme().equals(sentTo.getScheme())
            && place.getRawAuthority().equals(sentTo.getRawAuthority())
            && place.getRawPath().equals(sentTo.getRawPath());
    if (!same) {
      throw new LoginException(Reason.NOT_THIS_LOGIN, "it was begun with another provider");
    }
  }

  /** RFC 9207: a code of another provider must not be taken to this one. */
  private static void checkProvider(@Nullable String issuer, OpenIdConfiguration provider) {
    if (issuer == null && Boolean.TRUE.equals(provider.namesItself())) {
      throw new LoginException(Reason.NOT_THIS_LOGIN, "the provider's name (iss) is missing");
    }
    if (issuer != null && !issuer.equals(provider.issuer().toString())) {
      throw new LoginException(Reason.NOT_THIS_LOGIN, "it comes from another provider (iss)");
    }
  }

  private void checkFirst(PendingLogin pending, Instant now) {
    synchronized (completed) {
      completed.values().removeIf(until -> until.isBefore(now));
      if (completed.putIfAbsent(pending.state(), pending.begunAt().plus(PENDING)) != null) {
        throw new LoginException(Reason.NOT_THIS_LOGIN, "it was completed before");
      }
    }
  }

  private static LoginException refused(String error) {
    return switch (error) {
      case "access_denied" -> new LoginException(Reason.DENIED, error);
      case "unmet_authentication_requirements" -> new LoginException(Reason.NOT_ASSURED, error);
      case "login_required", "interaction_required", "consent_required" ->
          new LoginException(Reason.LOGIN_AGAIN, error);
      case "server_error", "temporarily_unavailable" ->
          new LoginException(Reason.UNAVAILABLE, error);
      default -> new LoginException(Reason.REFUSED, error);
    };
  }

  private static void checkCitizen(CitizenSession session, PendingLogin pending) {
    if (!session.isAtLeast(pending.wanted())) {
      throw new LoginException(
          Reason.NOT_ASSURED, "acr is less than " + pending.wanted().code() + ", or not known");
    }
    String subject = pending.subject();
    if (subject == null) {
      return;
    }
    if (!subject.equals(session.subject())) {
      throw new LoginException(Reason.OTHER_CITIZEN, "the subject is not the one before");
    }
    Instant at = session.loggedInAt();
    if (at == null || at.isBefore(pending.begunAt().minus(IdTokens.SKEW))) {
      throw new LoginException(Reason.NOT_ASSURED, "the citizen was not asked again (auth_time)");
    }
  }

  /**
   * Gets a new token for a session whose token has ended or soon will. The refresh token in what
   * this returns replaces the one before, which is good for nothing then: store it at once, or let
   * {@link #keepAlive} do both.
   *
   * @throws LoginException {@code LOGIN_AGAIN} if there is none, or it is used up
   */
  public CitizenSession refresh(CitizenSession session) {
    if (session.refreshToken() == null) {
      throw new LoginException(Reason.LOGIN_AGAIN, "there is no refresh token");
    }
    CitizenSession renewed = provider.openId().refresh(session);
    if (!renewed.subject().equals(session.subject())) {
      throw new LoginException(Reason.OTHER_CITIZEN, "the subject is not the one before");
    }
    return renewed;
  }

  /**
   * Keeps a session alive.
   *
   * @param changed is given the session after each renewal, to store it; it is renewed once for all
   *     who wait, and nobody has the new token before this returns
   */
  public LiveSession keepAlive(CitizenSession session, Consumer<CitizenSession> changed) {
    return new LiveSession(this::refresh, session, changed, clock);
  }

  /**
   * Logs out: makes the session's tokens worthless where the provider lets one, and tells where to
   * send the browser, so that the provider's own session ends as well.
   *
   * @param back where the provider shall send the browser then, as registered with it
   * @return nothing to send it to where the provider has no such page
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

  /** Collects a login's settings. Not thread-safe. */
  public static final class Builder {
    private @Nullable OpenIdProvider provider;
    private @Nullable String client;
    private @Nullable String secret;
    private @Nullable PrivateKey key;
    private @Nullable String keyId;
    private @Nullable URI redirectUri;
    private @Nullable SSLContext tls;
    private Duration timeout = Duration.ofSeconds(10);
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /**
     * Sets where citizens log in: {@link OpenIdProvider#of} takes the gateway's word. It is asked
     * at the first use of the login, not by {@link #build}. Required, or a known provider.
     */
    public Builder provider(OpenIdProvider provider) {
      this.provider = provider;
      return this;
    }

    /**
     * Sets where citizens log in, known beforehand.
     *
     * @throws IllegalArgumentException if it is one that cannot be trusted with a login
     */
    public Builder provider(OpenIdConfiguration provider) {
      Provider.check(provider);
      return provider((OpenIdProvider) () -> provider);
    }

    /** Sets the name under which the provider knows this platform. Required. */
    public Builder client(String id) {
      this.client = notBlank(id, "the client id");
      return this;
    }

    /** Proves the platform by a secret ({@code client_secret_basic}); this or a key is required. */
    public Builder secret(String secret) {
      this.secret = notBlank(secret, "the client secret");
      return this;
    }

    /**
     * Proves the platform by a signature ({@code private_key_jwt}, RFC 7523): the better way.
     *
     * @param keyId as registered with the provider
     * @param key of RSA (PS256) or of P-256 (ES256)
     */
    public Builder key(String keyId, PrivateKey key) {
      this.keyId = notBlank(keyId, "the key id");
      this.key = key;
      return this;
    }

    /** What is empty comes from a setting that was not set, and would be sent as such. */
    private static String notBlank(String value, String what) {
      if (value.isBlank()) {
        throw new IllegalArgumentException(
            what + " is empty; give the one that the provider has registered");
      }
      return value;
    }

    /** Sets where browsers come back to, to the letter as registered. Required. */
    public Builder redirectUri(URI redirectUri) {
      this.redirectUri = redirectUri;
      return this;
    }

    /** Sets which certificates of the provider's are trusted, instead of the JVM's own choice. */
    public Builder tls(SSLContext tls) {
      this.tls = tls;
      return this;
    }

    /** Sets how long one question to the provider may take in all; 10 s by default. */
    public Builder timeout(Duration timeout) {
      if (timeout.isZero() || timeout.isNegative()) {
        throw new IllegalArgumentException("timeout must be positive, got " + timeout);
      }
      this.timeout = timeout;
      return this;
    }

    /** Sets the clock; this machine's by default. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Builds it.
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
      if ((secret == null) == (key == null)) {
        throw new IllegalStateException(
            "CitizenLogin needs one of secret and key; call .key(...) or .secret(...) before"
                + " .build()");
      }
      String name = RequiredSetting.of("CitizenLogin", "client", client);
      Registration registration = new Registration(name, secret, keyId, key, back);
      return new Provider(given, registration, new LoginHttp(tls, timeout), clock);
    }
  }
}
