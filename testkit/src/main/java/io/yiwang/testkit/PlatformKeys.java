package io.yiwang.testkit;

import java.security.PublicKey;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The platform's keys that the gateway accepts. Thread-safe. */
final class PlatformKeys {
  private final Map<String, PlatformKey> registered = new ConcurrentHashMap<>();
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();

  void register(String keyId, SandboxScheme scheme, PublicKey key) {
    if (registered.putIfAbsent(keyId, new PlatformKey(keyId, scheme, key)) != null) {
      throw new IllegalArgumentException("key " + keyId + " is registered already");
    }
  }

  void revoke(String keyId) {
    if (!registered.containsKey(keyId)) {
      throw new IllegalArgumentException("no key " + keyId + " is registered");
    }
    revoked.add(keyId);
  }

  /** Returns the registered keys by id, revoked ones included. */
  List<PlatformKey> all() {
    return registered.values().stream().sorted(Comparator.comparing(PlatformKey::keyId)).toList();
  }

  @Nullable PlatformKey find(String keyId) {
    return registered.get(keyId);
  }

  boolean isRevoked(String keyId) {
    return revoked.contains(keyId);
  }

  /** Returns the ids of the keys that are not revoked. */
  List<String> activeIds() {
    return registered.keySet().stream().filter(each -> !revoked.contains(each)).sorted().toList();
  }
}
