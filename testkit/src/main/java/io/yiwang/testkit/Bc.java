package io.yiwang.testkit;

import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Holds a private instance of Bouncy Castle: registering it would change the whole JVM. */
final class Bc {
  static final Provider PROVIDER = new BouncyCastleProvider();

  private Bc() {}
}
