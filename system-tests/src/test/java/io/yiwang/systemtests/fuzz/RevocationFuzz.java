package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.x509.Revocation;
import io.yiwang.identity.x509.Revocation.Status;
import io.yiwang.identity.x509.RevocationData;
import io.yiwang.identity.x509.TrustAnchors;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPResp;

/** Fuzzes revocation lists and OCSP responses. */
public final class RevocationFuzz implements FuzzTarget {
  private final TrustAnchors anchors;

  /** Reads the anchors. */
  public RevocationFuzz() {
    try {
      anchors =
          TrustAnchors.of(FuzzPki.ROOT).revocation(Revocation.hardFail(() -> RevocationData.NONE));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Stream<byte[]> good() throws Exception {
    return Stream.of(
        FuzzPki.crl(false), FuzzPki.ocsp(false), FuzzPki.crl(true), FuzzPki.ocsp(true));
  }

  /** Checks that a status is found only in what the authority has signed. */
  @Override
  public boolean read(byte[] bytes) throws Exception {
    RevocationData data = RevocationData.of(List.of(bytes), List.of(bytes));
    Status found =
        anchors.revocationOf(List.of(FuzzPki.CITIZEN, FuzzPki.ROOT), FuzzPki.NOW, data).status();
    if (found == Status.UNKNOWN) {
      return false;
    }
    String text = new String(bytes, ISO_8859_1);
    boolean revoked = found == Status.REVOKED;
    assertTrue(
        text.contains(signedPart(new X509CRLHolder(FuzzPki.crl(revoked))))
            || text.contains(signedPart(new OCSPResp(FuzzPki.ocsp(revoked)))));
    return true;
  }

  private static String signedPart(X509CRLHolder list) throws IOException {
    return new String(list.toASN1Structure().getTBSCertList().getEncoded(), ISO_8859_1);
  }

  private static String signedPart(OCSPResp answer) throws OCSPException {
    return new String(
        ((BasicOCSPResp) answer.getResponseObject()).getTBSResponseData(), ISO_8859_1);
  }
}
