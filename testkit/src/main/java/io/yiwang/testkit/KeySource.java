package io.yiwang.testkit;

import java.security.KeyPair;
import java.util.function.Function;
import org.bouncycastle.cert.X509CertificateHolder;

/** Where a sandbox's key pairs come from. */
interface KeySource {
  /** Key pairs that are made up and shared by all sandboxes of this JVM. */
  KeySource MADE_UP = KeyPool::pair;

  /** Returns the key pair of that name, the same each time. */
  KeyPair pair(SandboxScheme scheme, String name);

  /** Returns the certificate that an authority of that name has of itself. */
  default X509CertificateHolder root(
      String name, KeyPair pair, Function<KeyPair, X509CertificateHolder> issue) {
    return issue.apply(pair);
  }

  /** Returns a secret that clients know. */
  default String secret(String name) {
    return Nonces.next();
  }
}
