package io.yiwang.benchmarks;

import io.yiwang.GovClient;
import io.yiwang.GovRequest;
import io.yiwang.KeyRing;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.Sm2Verifier;
import io.yiwang.identity.sm.SmKeys;
import java.net.URI;

/**
 * Reads keys, builds a client, and makes one signed call with a verified answer, as the only work
 * of a JVM.
 */
final class FirstSignedAnswer {
  private FirstSignedAnswer() {}

  /**
   * Calls the gateway and prints the region in the answer. The arguments are the base URL, the
   * client's key and the gateway's key, both as PEM in base64.
   */
  public static void main(String[] arguments) throws Exception {
    GovClient gov =
        GovClient.builder()
            .endpoint(URI.create(arguments[0]))
            .signer(new Sm2Signer("app-1", SmKeys.privateKey(Keys.bytes(arguments[1]))))
            .keyRing(
                KeyRing.pinned(
                    new Sm2Verifier(
                        ServerProcess.KEY_ID, SmKeys.publicKey(Keys.bytes(arguments[2])))))
            .build();
    System.out.println(
        gov.call(
                GovRequest.query("service.guide", "services/{code}", Guide.class)
                    .segment("code", "guide"))
            .region());
    System.exit(0);
  }
}
