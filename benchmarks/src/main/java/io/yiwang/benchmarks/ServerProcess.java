package io.yiwang.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.identity.sm.Sm2PrivateKey;
import io.yiwang.identity.sm.Sm2PublicKey;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.signing.RsaSigner;
import java.io.BufferedReader;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Map;

/**
 * Runs an {@link AnswerServer} in a separate JVM, so that neither its garbage nor its CPU time
 * counts as the client's. It ends with the JVM that started it.
 */
final class ServerProcess implements AutoCloseable {
  static final String KEY_ID = "gateway-1";

  private final Process process;
  private final int port;
  private final Sm2PublicKey sm2Key;
  private final PublicKey rsaKey;

  private ServerProcess(Process process, String[] fields) throws GeneralSecurityException {
    this.process = process;
    port = Integer.parseInt(fields[0]);
    sm2Key = SmKeys.publicKey(Keys.bytes(fields[1]));
    rsaKey = Keys.rsaPublic(Keys.bytes(fields[2]));
  }

  static ServerProcess start() throws IOException, GeneralSecurityException {
    Process process = Jvm.start(Jvm.ownClassPath(), ServerProcess.class);
    BufferedReader out = process.inputReader(UTF_8);
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the server did not start");
    }
    return new ServerProcess(process, line.split(" ", -1));
  }

  /** Serves until the standard input ends. */
  public static void main(String[] arguments) throws Exception {
    Sm2PrivateKey sm2 = SmKeys.generate();
    KeyPair rsa = Keys.newRsa();
    RsaSigner rsaSigner = new RsaSigner(KEY_ID, rsa.getPrivate());
    Map<String, AnswerSigner> signers =
        Map.of(
            "plain", AnswerSigner.NONE,
            "sm2", AnswerSigner.igs(new Sm2Signer(KEY_ID, sm2)),
            "rsa", AnswerSigner.igs(rsaSigner),
            "wechatpay", AnswerSigner.wechatpay(rsaSigner));
    try (AnswerServer server = new AnswerServer(signers)) {
      System.out.println(
          String.join(
              " ",
              Integer.toString(server.port()),
              Keys.text(sm2.publicKey().spki()),
              Keys.text(rsa.getPublic().getEncoded())));
      System.in.transferTo(System.out);
    }
  }

  /**
   * Returns the base URL of answers that are signed with a scheme: plain, sm2, rsa or wechatpay.
   */
  String base(String scheme) {
    return "http://127.0.0.1:" + port + "/" + scheme + "/";
  }

  Sm2PublicKey sm2Key() {
    return sm2Key;
  }

  PublicKey rsaKey() {
    return rsaKey;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
