package io.yiwang.systemtests.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.ofd.OfdDocument;
import io.yiwang.ofd.OfdException;
import io.yiwang.ofd.OfdLimits;
import io.yiwang.ofd.OfdPolicy;
import io.yiwang.ofd.OfdVerdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Fuzzes OFD documents. */
public final class OfdFuzz implements FuzzTarget {
  private final DocumentTrust trust = trust();

  private static byte[] file(String name) {
    try (InputStream in = OfdFuzz.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DocumentTrust trust() {
    try {
      X509Certificate root =
          (X509Certificate)
              CertificateFactory.getInstance("X.509", new BouncyCastleProvider())
                  .generateCertificate(new ByteArrayInputStream(file("seal-root.cer")));
      TrustAnchors anchors = TrustAnchors.of(root);
      Clock then = Clock.fixed(Instant.parse("2026-08-02T00:00:00Z"), ZoneOffset.UTC);
      return new DocumentTrust(anchors, anchors, then);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Stream<byte[]> good() {
    return Stream.of(file("seal.ofd"), file("seal-v1.ofd"));
  }

  /** Checks that a document is valid only if it is a good one. */
  @Override
  public boolean read(byte[] bytes) {
    try (OfdDocument document = OfdDocument.open(bytes, OfdLimits.DEFAULT)) {
      assertNotNull(document.info());
      assertNotNull(document.customData());
      OfdVerdict verdict = document.verify(trust, OfdPolicy.strict());
      assertNotNull(verdict.report());
      if (verdict.valid()) {
        assertEquals("00000000000000000000000000000001", document.info().id());
        assertEquals("", document.pageText(0));
      }
      return verdict.valid();
    } catch (OfdException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
