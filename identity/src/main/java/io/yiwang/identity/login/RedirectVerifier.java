package io.yiwang.identity.login;

import io.yiwang.identity.login.LoginException.Reason;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that a browser's return answers a login that was begun here, and that was not completed
 * before. Thread-safe.
 *
 * @see "RFC 6749 section 10.12; RFC 9207; RFC 9700 section 4"
 */
final class RedirectVerifier {
  /** The time that a citizen may take. */
  private static final Duration LIFETIME = Duration.ofMinutes(10);

  private static final int MAX_REMEMBERED = 100_000;

  private final URI redirectUri;

  /** The states of logins that were completed, each until it would be too late in any case. */
  private final Map<String, Instant> completed =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  RedirectVerifier(URI redirectUri) {
    this.redirectUri = redirectUri;
  }

  /**
   * Checks that a URL is exactly the registered one, but for its query (RFC 9700 section 4.1.3).
   */
  void checkUri(URI url) {
    boolean same =
        redirectUri.getScheme().equalsIgnoreCase(url.getScheme())
            && redirectUri.getRawAuthority().equalsIgnoreCase(url.getRawAuthority())
            && redirectUri.getRawPath().equals(url.getRawPath())
            && url.getRawFragment() == null;
    if (!same) {
      throw new LoginException(
          Reason.NOT_THIS_LOGIN, "the browser did not return to the redirect URI");
    }
  }

  /**
   * Returns the code of a return that answers this login.
   *
   * @throws LoginException if it does not, comes too late or a second time, or brings an error
   */
  String code(URI url, PendingLogin pending, NimbusOpenId openId, Instant now) {
    OpenIdConfiguration provider = openId.provider();
    checkSentTo(provider, pending);
    NimbusOpenId.Redirect redirect = openId.redirect(url);
    if (!pending.state().equals(redirect.state())) {
      throw new LoginException(Reason.NOT_THIS_LOGIN, "its state is not this login's");
    }
    checkIssuer(redirect.issuer(), provider);
    if (now.isAfter(pending.begunAt().plus(LIFETIME))) {
      throw new LoginException(Reason.TOO_LATE, "it was begun more than ten minutes ago");
    }
    checkFirst(pending, now);
    String code = redirect.code();
    if (code == null) {
      throw failure(redirect.error());
    }
    return code;
  }

  /**
   * Checks that the login was begun with this provider: the browser sessions of an application with
   * several providers contain the pending logins of all of them.
   */
  private static void checkSentTo(OpenIdConfiguration provider, PendingLogin pending) {
    URI endpoint = provider.authorizationEndpoint();
    URI sentTo = pending.url();
    boolean same =
        endpoint.getScheme().equals(sentTo.getScheme())
            && endpoint.getRawAuthority().equals(sentTo.getRawAuthority())
            && endpoint.getRawPath().equals(sentTo.getRawPath());
    if (!same) {
      throw new LoginException(Reason.NOT_THIS_LOGIN, "it was begun with another provider");
    }
  }

  /** Checks the issuer (RFC 9207): another provider's code must not be sent to this one. */
  private static void checkIssuer(@Nullable String issuer, OpenIdConfiguration provider) {
    if (issuer == null && Boolean.TRUE.equals(provider.issParameterSupported())) {
      throw new LoginException(Reason.NOT_THIS_LOGIN, "the provider's name (iss) is missing");
    }
    if (issuer != null && !issuer.equals(provider.issuer().toString())) {
      throw new LoginException(Reason.NOT_THIS_LOGIN, "it comes from another provider (iss)");
    }
  }

  private void checkFirst(PendingLogin pending, Instant now) {
    synchronized (completed) {
      completed.values().removeIf(until -> until.isBefore(now));
      if (completed.putIfAbsent(pending.state(), pending.begunAt().plus(LIFETIME)) != null) {
        throw new LoginException(Reason.NOT_THIS_LOGIN, "it was completed before");
      }
    }
  }

  private static LoginException failure(String error) {
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
}
