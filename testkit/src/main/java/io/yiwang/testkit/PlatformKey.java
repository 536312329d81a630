package io.yiwang.testkit;

import io.yiwang.signing.Verifier;
import java.security.PublicKey;

/** A public key of the platform, ready to verify. */
record PlatformKey(String keyId, SandboxScheme scheme, PublicKey key, Verifier verifier) {
  PlatformKey(String keyId, SandboxScheme scheme, PublicKey key) {
    this(keyId, scheme, key, SandboxKey.verifier(keyId, scheme, key));
  }
}
