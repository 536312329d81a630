package io.yiwang.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.signing.Signer;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signs an answer of the server by adding header lines. Thread-safe. */
interface AnswerSigner {
  /** Signs nothing. */
  AnswerSigner NONE = (body, requestSignature) -> "";

  /**
   * Returns the header lines, each with its line end.
   *
   * @param requestSignature the serialised member {@code igs} of the request's Signature header;
   *     null if the request was not signed
   */
  String headers(byte[] body, @Nullable String requestSignature)
      throws GeneralSecurityException, IOException;

  /**
   * Signs as IGS/1 signs a 200 with a body.
   *
   * @see "IGS/1 section 2.2"
   */
  static AnswerSigner igs(Signer signer) {
    return (body, requestSignature) -> {
      String digest =
          signer.digest().algorithm() + "=:" + base64(signer.digest().digest(body)) + ":";
      String binding = requestSignature == null ? "" : " \"signature\";req;key=\"igs\"";
      String parameters =
          "(\"@status\" \"content-type\" \"content-digest\""
              + binding
              + ");created="
              + Instant.now().getEpochSecond()
              + ";keyid=\""
              + signer.keyId()
              + "\";alg=\""
              + signer.algorithm()
              + "\";tag=\"igs-response\"";
      String base =
          "\"@status\": 200\n\"content-type\": application/json\n\"content-digest\": "
              + digest
              + (requestSignature == null
                  ? ""
                  : "\n\"signature\";req;key=\"igs\": " + requestSignature)
              + "\n\"@signature-params\": "
              + parameters;
      return ("Content-Digest: " + digest + "\r\n")
          + ("Signature-Input: igs=" + parameters + "\r\n")
          + ("Signature: igs=:" + base64(signer.sign(base.getBytes(UTF_8))) + ":\r\n");
    };
  }

  /**
   * Signs as version 3 of WeChat Pay's interface signs an answer: SHA256withRSA over time, nonce
   * and body, one line each.
   */
  static AnswerSigner wechatpay(Signer rsa) {
    return (body, requestSignature) -> {
      String time = Long.toString(Instant.now().getEpochSecond());
      String nonce = UUID.randomUUID().toString().replace("-", "");
      String text = time + "\n" + nonce + "\n" + new String(body, UTF_8) + "\n";
      return ("Wechatpay-Timestamp: " + time + "\r\n")
          + ("Wechatpay-Nonce: " + nonce + "\r\n")
          + ("Wechatpay-Serial: " + rsa.keyId() + "\r\n")
          + ("Wechatpay-Signature: " + base64(rsa.sign(text.getBytes(UTF_8))) + "\r\n")
          + ("Request-ID: " + nonce + "\r\n");
    };
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
