package io.yiwang.signing;

import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** Holds the parameters of {@code rsa-pss-sha512}, for which the JDK has no name. */
final class RsaPss {
  static final PSSParameterSpec SHA_512 =
      new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1);

  private RsaPss() {}
}
