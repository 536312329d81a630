package io.yiwang.signing;

import java.security.spec.MGF1ParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** Holds the parameters that {@link RsaSealer} and {@link RsaUnsealer} share. */
final class RsaSealing {
  static final String ALGORITHM = "rsa-oaep-256-a256gcm";
  static final String WRAPPING = "RSA/ECB/OAEPPadding";
  static final String CONTENT = "AES/GCM/NoPadding";
  static final int KEY_BYTES = 32;
  static final int IV_BYTES = 12;
  static final int TAG_BYTES = 16;

  /** SHA-256 for both hashes; the JDK's default for the second is SHA-1. */
  static final OAEPParameterSpec OAEP =
      new OAEPParameterSpec(
          "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);

  private RsaSealing() {}
}
