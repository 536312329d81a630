package io.yiwang.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.identity.sm.Sm2Sealer;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.SandboxScheme;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Starts a sandbox with SM2, and builds clients of it from this project's own signers. */
final class SmSandbox {
  static final OffsetDateTime TEN = OffsetDateTime.parse("2026-11-02T10:00:00+08:00");

  private SmSandbox() {}

  static GovSandboxExtension extension() {
    return GovSandboxExtension.of(
        GovSandbox.builder()
            .scheme(SandboxScheme.SM2)
            .services(0)
            .clock(Clock.fixed(TEN.toInstant(), ZoneOffset.UTC)));
  }

  static GovClient.Builder client(GovSandbox sandbox) throws GeneralSecurityException {
    var key = SmKeys.privateKey(sandbox.platformKeyPem().getBytes(US_ASCII));
    var sealKey = SmKeys.publicKey(sandbox.sealKeyPem().getBytes(US_ASCII));
    return GovClient.builder()
        .endpoint(sandbox.endpoint())
        .signer(new Sm2Signer(GovSandbox.PLATFORM_KEY_ID, key))
        .keyRing(KeyRing.trusting(TrustAnchors.pem(sandbox.anchorPem())))
        .sealer(new Sm2Sealer(sandbox.sealKeyId(), sealKey))
        .clock(sandbox.clock());
  }
}
