package io.yiwang.testkit;

import java.security.KeyPair;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Holds key pairs for all sandboxes of a JVM: making an RSA key takes longer than a test. */
final class KeyPool {
  private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();

  private KeyPool() {}

  static KeyPair pair(SandboxScheme scheme, String name) {
    return PAIRS.computeIfAbsent(scheme + " " + name, key -> scheme.newKeys());
  }
}
