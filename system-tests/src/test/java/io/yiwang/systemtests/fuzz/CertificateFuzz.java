package io.yiwang.systemtests.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.signing.GatewayKey;
import io.yiwang.signing.Verifier;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Fuzzes the certificates of gateway keys. */
public final class CertificateFuzz implements FuzzTarget {
  private static final List<String> ALGORITHMS =
      List.of("sm2-sm3", "ed25519", "ecdsa-p256-sha256", "rsa-pss-sha512", "rsa-v1_5-sha256");

  private final TrustAnchors anchors;

  /** Reads the anchors. */
  public CertificateFuzz() {
    try {
      anchors = TrustAnchors.of(FuzzPki.ROOT);
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Stream<byte[]> good() throws Exception {
    return Stream.of(FuzzPki.GATEWAY.getEncoded());
  }

  /** Returns an anchor, which does not sign itself, and a citizen, who is not the gateway. */
  @Override
  public Stream<byte[]> others() throws Exception {
    return Stream.of(FuzzPki.ROOT.getEncoded(), FuzzPki.CITIZEN.getEncoded());
  }

  /** Checks that a certificate is trusted only if the authority has signed it. */
  @Override
  public boolean read(byte[] bytes) {
    String certificate = Base64.getEncoder().encodeToString(bytes);
    boolean taken = false;
    for (String algorithm : ALGORITHMS) {
      GatewayKey offered =
          new GatewayKey(
              "gw-1",
              algorithm,
              "sign",
              FuzzPki.NOW.atOffset(ZoneOffset.UTC),
              FuzzPki.NOW.plusSeconds(1).atOffset(ZoneOffset.UTC),
              List.of(certificate));
      try {
        Verifier trusted = anchors.trusted(offered, FuzzPki.HOST, FuzzPki.NOW);
        assertEquals("sm2-sm3", trusted.algorithm());
        taken = true;
      } catch (GeneralSecurityException e) {
        assertNotNull(e.getMessage());
      }
    }
    return taken;
  }
}
