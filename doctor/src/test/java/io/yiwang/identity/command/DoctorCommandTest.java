package io.yiwang.identity.command;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.sm.Sm2PrivateKey;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.SmKeys;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  private static final String INPUT =
      "(\"@method\" \"@authority\" \"@path\" \"@query\");created=1795600000;expires=1795600300"
          + ";nonce=\"AAECAwQFBgcICQoLDA0ODw\";keyid=\"wallet-2026\";alg=\"sm2-sm3\""
          + ";tag=\"igs-request\"";

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Sm2PrivateKey key = SmKeys.generate();
  private String keys;

  @BeforeEach
  void keys() throws Exception {
    keys = write("keys/wallet-2026.pem", SmKeys.spkiPem(key.publicKey()));
    write("keys/wallet-2025.pem", SmKeys.spkiPem(SmKeys.generate().publicKey()));
  }

  private String write(String name, String content) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content).toString();
  }

  private String request(String signedPath, byte[] userId) throws Exception {
    String text =
        "\"@method\": GET\n\"@authority\": gw.example\n\"@path\": %s\n\"@query\": ?\n\"@signature-params\": %s"
            .formatted(signedPath, INPUT);
    byte[] signature = new Sm2Signer("wallet-2026", key, userId).sign(text.getBytes(US_ASCII));
    return write(
        "request.http",
        "GET /igs/v1/regions HTTP/1.1\nHost: gw.example\nSignature-Input: igs=%s\nSignature: igs=:%s:\n\n"
            .formatted(INPUT, Base64.getEncoder().encodeToString(signature)));
  }

  private String request(String signedPath) throws Exception {
    return request(signedPath, "1234567812345678".getBytes(US_ASCII));
  }

  private int run(String... arguments) {
    return Main.run(List.of(arguments), print(out), print(err));
  }

  private static PrintStream print(ByteArrayOutputStream to) {
    return new PrintStream(to, true, UTF_8);
  }

  @Test
  void run_correctRequest_exitsWithZero() throws Exception {
    assertEquals(0, run("doctor", request("/igs/v1/regions"), "--keys", keys));
    assertTrue(out.toString(UTF_8).contains("报文完好"), out.toString(UTF_8));
  }

  @Test
  void run_rewrittenPath_exitsWithOneAndNamesItInBothLanguages() throws Exception {
    assertEquals(
        1, run("doctor", request("/regions"), "--keys", folder.resolve("keys").toString()));
    String report = out.toString(UTF_8);
    assertTrue(report.startsWith("PATH_REWRITTEN [@path]: 路径被代理改写"), report);
    assertTrue(report.contains("The path was rewritten on the way"), report);
  }

  @Test
  void run_secretAsUserId_isReadFromAFileAndNotPrinted() throws Exception {
    String request = request("/igs/v1/regions", "DEMOSECRET000001".getBytes(US_ASCII));
    String secret = write("secret.txt", "DEMOSECRET000001\n");

    assertEquals(3, run("doctor", request, "--keys", keys));
    out.reset();
    assertEquals(1, run("doctor", request, "--keys", keys, "--user-id", secret));
    assertTrue(out.toString(UTF_8).startsWith("WRONG_USER_ID"), out.toString(UTF_8));
    assertFalse(out.toString(UTF_8).contains("DEMOSECRET"));
  }

  @Test
  void run_timeOfArrival_isComparedWithTheMessage() throws Exception {
    String request = request("/igs/v1/regions");

    assertEquals(1, run("doctor", request, "--keys", keys, "--at", "2026-11-26T12:00:00+08:00"));
    assertTrue(out.toString(UTF_8).startsWith("CLOCK [created]"), out.toString(UTF_8));
  }

  @Test
  void run_wrongUse_exitsWithTwoAndSaysWhatIsWrong() throws Exception {
    String request = request("/igs/v1/regions");
    String privateKey = write("private.pem", SmKeys.pkcs8Pem(key));
    String[][] wrong = {
      {"doctor", "no message is given"},
      {"doctor " + request, "--keys is missing"},
      {"doctor " + request + " --keys", "needs a value"},
      {"doctor nowhere.http --keys " + keys, "cannot read nowhere.http"},
      {"doctor " + keys + " --keys " + keys, "empty line"},
      {"doctor " + request + " --keys " + request, "not a public key"},
      {"doctor " + request + " --keys " + privateKey, "not a public key"},
      {"doctor " + request + " --keys " + keys + " --at noon", "needs a time"},
      {"doctor " + request + " --key " + keys, "unknown option: --key"},
    };
    for (String[] each : wrong) {
      err.reset();
      assertEquals(2, run(each[0].split(" ")), each[0]);
      assertTrue(err.toString(UTF_8).contains(each[1]), err.toString(UTF_8));
    }
    assertEquals(0, run("doctor", "--help"));
  }
}
