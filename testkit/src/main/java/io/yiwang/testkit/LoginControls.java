package io.yiwang.testkit;

import java.net.URI;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Controls the citizen who logs in at the browser (section 5): who it is, the assurance level, and
 * whether the citizen agrees. A browser is any HTTP client that sends {@code GET} to the login's
 * URL and reads the {@code Location} of the answer. Thread-safe.
 */
public final class LoginControls {
  /** The platform's client id at the login service. */
  public static final String CLIENT_ID = "wallet";

  private final String secret;
  private final Map<String, PublicKey> keys = new HashMap<>();
  private final Set<URI> redirects = new HashSet<>();
  private final Map<String, Instant> loggedIn = new HashMap<>();
  private Citizen citizen;
  private String acr = "igs:verified";
  private boolean refusing;
  private Duration lifetime = Duration.ofMinutes(30);

  LoginControls(Citizen first, String secret) {
    citizen = first;
    this.secret = secret;
    redirects.add(URI.create("http://127.0.0.1/gov/login"));
  }

  /** Returns the secret by which the platform authenticates with {@code client_secret_basic}. */
  public String clientSecret() {
    return secret;
  }

  /** Registers a key by which the platform authenticates with {@code private_key_jwt}. */
  public synchronized void registerKey(String keyId, PublicKey key) {
    keys.put(keyId, key);
  }

  /**
   * Registers a redirect URI, which must match exactly except for the port of a loopback address
   * (RFC 8252 section 7.3). At first {@code http://127.0.0.1/gov/login} is registered.
   */
  public synchronized void registerRedirect(URI uri) {
    redirects.add(uri);
  }

  /**
   * Sets the citizen at the browser, who agrees from now on.
   *
   * @param acr {@code igs:basic}, {@code igs:verified} or {@code igs:strong}: the assurance level
   *     that the citizen can reach
   */
  public synchronized void logsIn(Citizen citizen, String acr) {
    this.citizen = citizen;
    this.acr = acr;
    refusing = false;
  }

  /** Makes the citizen at the browser refuse from now on. */
  public synchronized void refuses() {
    refusing = true;
  }

  /** Makes the citizen at the browser agree from now on, as at first. */
  public synchronized void agrees() {
    refusing = false;
  }

  /** Sets the lifetime of access tokens; 30 minutes at first. */
  public synchronized void tokensLast(Duration lifetime) {
    this.lifetime = lifetime;
  }

  synchronized List<String> keyIds() {
    return keys.keySet().stream().sorted().toList();
  }

  synchronized List<URI> redirects() {
    return redirects.stream().sorted().toList();
  }

  synchronized @Nullable PublicKey key(String keyId) {
    return keys.get(keyId);
  }

  synchronized boolean isRegistered(URI uri) {
    String text = uri.toString();
    return redirects.contains(uri)
        || (text.startsWith("http://127.0.0.1:")
            && redirects.contains(URI.create(text.replaceFirst(":\\d+/", "/"))));
  }

  synchronized boolean isRefusing() {
    return refusing;
  }

  synchronized Citizen citizen() {
    return citizen;
  }

  synchronized String acr() {
    return acr;
  }

  synchronized Duration lifetime() {
    return lifetime;
  }

  /**
   * Returns when the citizen last authenticated.
   *
   * @param again whether the citizen must authenticate now, even after an earlier login
   */
  synchronized Instant loggedIn(Citizen who, boolean again, Instant now) {
    if (again) {
      loggedIn.put(who.sub(), now);
    }
    return loggedIn.computeIfAbsent(who.sub(), sub -> now);
  }
}
