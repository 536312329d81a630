package io.yiwang.testkit;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds what the requests of {@link GatewayCheck} share: the gateway, the platform and the trusted
 * keys. Thread-safe except for its keys.
 */
final class ProbeContext {
  private final URI base;
  private final Clock clock;
  private final HttpClient http;
  private final Platform platform;
  private final TrustedKeys keys;
  private final Duration answerTimeout;
  private final Set<String> violations = ConcurrentHashMap.newKeySet();

  /** The platform that the gateway knows. */
  record Platform(String keyId, SandboxScheme scheme, PrivateKey privateKey) {
    byte[] sign(byte[] message) throws GeneralSecurityException {
      return scheme.signing(privateKey).sign(message);
    }

    /** Shows only the scheme. */
    @Override
    public String toString() {
      return "Platform[" + scheme + "]";
    }
  }

  /**
   * Makes a context.
   *
   * @param answerTimeout the longest time from sending a request to the last byte of its answer
   */
  ProbeContext(
      URI base,
      Clock clock,
      HttpClient http,
      Platform platform,
      TrustedKeys keys,
      Duration answerTimeout) {
    this.base = base;
    this.clock = clock;
    this.http = http;
    this.platform = platform;
    this.keys = keys;
    this.answerTimeout = answerTimeout;
  }

  URI base() {
    return base;
  }

  Clock clock() {
    return clock;
  }

  HttpClient http() {
    return http;
  }

  Platform platform() {
    return platform;
  }

  TrustedKeys keys() {
    return keys;
  }

  Duration answerTimeout() {
    return answerTimeout;
  }

  /** Records the places where an answer violates the OpenAPI document. */
  void addViolations(List<String> places) {
    violations.addAll(places);
  }

  List<String> violations() {
    return violations.stream().sorted().toList();
  }
}
