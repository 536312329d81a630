package io.yiwang.testkit;

import java.security.KeyPair;
import java.util.function.Function;
import org.bouncycastle.cert.X509CertificateHolder;

/** Provides a sandbox's key pairs, root certificates and secrets. */
interface KeySource {
  /** Provides random key pairs, shared by all sandboxes of this JVM. */
  KeySource MADE_UP = KeyPool::pair;

  /** Returns the key pair of a name, the same each time. */
  KeyPair pair(SandboxScheme scheme, String name);

  /** Returns the self-signed certificate of an authority. */
  default X509CertificateHolder root(
      String name, KeyPair pair, Function<KeyPair, X509CertificateHolder> issue) {
    return issue.apply(pair);
  }

  /** Returns a secret that is shared with clients. */
  default String secret(String name) {
    return Nonces.next();
  }
}
