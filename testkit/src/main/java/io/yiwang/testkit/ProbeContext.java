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
 * Whose requests {@link GatewayCheck} sends, where to, and by which keys the answers are believed.
 * Thread-safe but for its keys.
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

    /** Shows nothing of the key. */
    @Override
    public String toString() {
      return "Platform[" + scheme + "]";
    }
  }

  /**
   * Makes a context.
   *
   * @param answerTimeout how long an answer may take, from the first byte sent to the last that came
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

  /** Notes where an answer is not as the OpenAPI document says. */
  void violated(List<String> places) {
    violations.addAll(places);
  }

  List<String> violations() {
    return violations.stream().sorted().toList();
  }
}
