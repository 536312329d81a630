package io.yiwang.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.GovClient;
import io.yiwang.identity.DocumentToSign;
import io.yiwang.identity.Signing;
import io.yiwang.identity.SigningClient;
import io.yiwang.identity.SigningRequest;
import io.yiwang.identity.sm.Sm3Digest;
import io.yiwang.value.AccessToken;
import io.yiwang.value.IdempotencyKey;
import java.time.Duration;
import java.util.List;

/** 请市民签一份文件. Has a citizen sign a statement and a document. */
public final class SignADocument {
  private SignADocument() {}

  /** Runs against a sandbox of its own, or with {@code --config FILE} against any gateway. */
  public static void main(String[] args) throws Exception {
    try (Arguments arguments = Arguments.of(args);
        GovClient gov = arguments.client().build()) {
      Signing signed = sign(gov, new AccessToken(arguments.platform().get("accessToken")));
      System.out.println(signed.status());
      signed
          .signatures()
          .forEach(
              signature ->
                  System.out.println(
                      signature.name() + ": CMS of " + signature.cmsBytes().length + " bytes"));
    }
  }

  static Signing sign(GovClient gov, AccessToken citizen) {
    byte[] document = "授权书：本人授权查询社会保险缴费记录。\n".getBytes(UTF_8);
    SigningRequest request =
        new SigningRequest(
            "本人同意授权查询社会保险缴费记录，授权三十日内有效。",
            List.of(DocumentToSign.of("授权书.txt", "text/plain", document, Sm3Digest.INSTANCE)),
            null,
            300);
    SigningClient signings = new SigningClient(gov);
    Signing started = signings.start(request, citizen, IdempotencyKey.random());
    System.out.println("请核对校验码 / compare the code: " + started.verificationCode());
    return signings.await(started.signingId(), Duration.ofMinutes(5));
  }
}
