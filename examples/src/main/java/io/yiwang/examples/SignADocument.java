package io.yiwang.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.GovClient;
import io.yiwang.identity.DocumentToSign;
import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.DocumentVerdict;
import io.yiwang.identity.SignedDocument;
import io.yiwang.identity.Signing;
import io.yiwang.identity.SigningClient;
import io.yiwang.identity.SigningRequest;
import io.yiwang.identity.sm.Sm3Digest;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.value.AccessToken;
import io.yiwang.value.IdempotencyKey;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;

/** 请市民签一份文件. Asks a citizen to sign a statement and a document, and verifies the signature. */
public final class SignADocument {
  private static final byte[] DOCUMENT = "授权书：本人授权查询社会保险缴费记录。\n".getBytes(UTF_8);
  private static final String STATEMENT = "本人同意授权查询社会保险缴费记录，授权三十日内有效。";

  private SignADocument() {}

  /** Runs on its own sandbox, or with {@code --config FILE} on any gateway. */
  public static void main(String[] args) throws Exception {
    try (Arguments arguments = Arguments.of(args);
        GovClient gov = arguments.client().build()) {
      Signing signed = sign(gov, new AccessToken(arguments.platform().get("accessToken")));
      System.out.println(signed.status());
      System.out.println(verdict(signed, arguments.platform()).report());
    }
  }

  static Signing sign(GovClient gov, AccessToken citizen) {
    SigningRequest request =
        new SigningRequest(
            STATEMENT,
            List.of(DocumentToSign.of("授权书.txt", "text/plain", DOCUMENT, Sm3Digest.INSTANCE)),
            null,
            300);
    SigningClient signings = new SigningClient(gov);
    Signing started = signings.start(request, citizen, IdempotencyKey.random());
    System.out.println("请核对校验码 / compare the code: " + started.verificationCode());
    return signings.await(started.signingId(), Duration.ofMinutes(5));
  }

  /** Verifies a signature offline, under the authorities of citizens. */
  static DocumentVerdict verdict(Signing signed, Platform platform)
      throws IOException, CertificateException {
    TrustAnchors anchors = TrustAnchors.pem(platform.file(platform.get("documentAnchor")));
    return SignedDocument.of(signed.signatures().get(0))
        .verify(DOCUMENT, STATEMENT, DocumentTrust.of(anchors));
  }
}
