package io.yiwang.identity.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.ExchangeCapture;
import io.yiwang.GovClient;
import io.yiwang.RejectedException;
import io.yiwang.identity.DocumentToSign;
import io.yiwang.identity.SigningClient;
import io.yiwang.identity.SigningRequest;
import io.yiwang.messages.Author;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageClient;
import io.yiwang.signing.ContentDigest;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.SandboxScheme;
import io.yiwang.value.AccessToken;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.RegionCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the command on what a client has captured. */
@Timeout(120)
class DoctorOnCapturesTest {
  private static final Message MESSAGE =
      Message.to(new RegionCode("330100"), "PRIVATE TITLE", "PRIVATE BODY")
          .author(Author.ANONYMOUS)
          .build();

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final GovSandbox sandbox =
      GovSandbox.builder().scheme(SandboxScheme.SM2).services(0).start();
  private Path gatewayKeys;
  private Path ownKeys;

  @BeforeEach
  void keys() throws IOException {
    gatewayKeys = Files.createDirectories(folder.resolve("gateway"));
    Files.writeString(gatewayKeys.resolve("gw-1.pem"), sandbox.gatewayKeyPem());
    ownKeys = Files.createDirectories(folder.resolve("own"));
    Files.writeString(
        ownKeys.resolve(GovSandbox.PLATFORM_KEY_ID + ".pem"), sandbox.platformPublicKeyPem());
    Files.createDirectories(folder.resolve("captures"));
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  private GovClient client(ExchangeCapture capture) {
    return sandbox.clientBuilder().capture(capture).maxAttempts(1).build();
  }

  private ExchangeCapture all() {
    return ExchangeCapture.ofAll(folder.resolve("captures"), 10);
  }

  private Path captured() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("captures"))) {
      List<Path> captures = files.toList();
      assertEquals(1, captures.size(), captures.toString());
      return captures.get(0);
    }
  }

  private int doctor(Path file, Path keys) {
    PrintStream print = new PrintStream(out, true, UTF_8);
    return Main.run(List.of("doctor", file.toString(), "--keys", keys.toString()), print, print);
  }

  /** Writes only the request to a file. */
  private Path requestOf(Path capture) throws IOException {
    String text = Files.readString(capture);
    return Files.writeString(
        folder.resolve("request.http"), text.substring(0, text.indexOf("\r\n----- answer -----")));
  }

  @Test
  void doctor_correctExchangeWithoutBodies_isCleanBothWays() throws IOException {
    try (GovClient gov = client(all())) {
      new MessageClient(gov).submit(MESSAGE);
    }

    assertFalse(Files.readString(captured()).contains("PRIVATE"));
    assertEquals(0, doctor(captured(), gatewayKeys), () -> out.toString(UTF_8));
    assertEquals(0, doctor(requestOf(captured()), ownKeys), () -> out.toString(UTF_8));
  }

  @Test
  void doctor_tokenMasked_checksTheAnswerAndReportsOnlyTheMask() throws IOException {
    try (GovClient gov = client(all())) {
      assertThrows(
          RejectedException.class,
          () ->
              new SigningClient(gov)
                  .start(
                      new SigningRequest(
                          "statement",
                          List.of(
                              DocumentToSign.of(
                                  "a.txt", "text/plain", new byte[] {1}, ContentDigest.SHA_256)),
                          null,
                          300),
                      new AccessToken("PRIVATE-token"),
                      IdempotencyKey.random()));
    }

    assertFalse(Files.readString(captured()).contains("PRIVATE"));
    assertEquals(0, doctor(captured(), gatewayKeys), () -> out.toString(UTF_8));
    out.reset();
    assertEquals(3, doctor(requestOf(captured()), ownKeys));
    assertTrue(out.toString(UTF_8).startsWith("MASKED [authorization]"), out.toString(UTF_8));
    assertEquals(1, out.toString(UTF_8).lines().count(), "nothing else is reported");
  }

  @Test
  void doctor_secretInTheQueryMasked_isReportedOnlyForTheRequest() throws IOException {
    try (GovClient gov = client(all())) {
      assertThrows(RejectedException.class, () -> new MessageClient(gov).status("m-1", "PRIVATE"));
    }

    assertTrue(Files.readString(captured()).contains("?queryCode=masked HTTP/1.1"));
    assertEquals(0, doctor(captured(), gatewayKeys), () -> out.toString(UTF_8));
    out.reset();
    assertEquals(3, doctor(requestOf(captured()), ownKeys));
    assertTrue(out.toString(UTF_8).startsWith("MASKED [@query]"), out.toString(UTF_8));
  }

  @Test
  void doctor_bodyChanged_isDetectedByItsDigest() throws IOException {
    try (GovClient gov = client(all())) {
      new MessageClient(gov).submit(MESSAGE);
    }
    String text = Files.readString(captured());
    int at = text.lastIndexOf("igs-captured-digest: ") + "igs-captured-digest: ".length();
    Files.writeString(captured(), text.substring(0, at) + "sm3=:AAAA:, sha-256=:AAAA:\r\n\r\n");

    assertEquals(1, doctor(captured(), gatewayKeys));
    assertTrue(out.toString(UTF_8).startsWith("DIGEST_OF_ANOTHER_BODY"), out.toString(UTF_8));
  }

  @Test
  void doctor_captureWithBodies_isClean() throws IOException {
    try (GovClient gov = client(all().withBodies())) {
      new MessageClient(gov).submit(MESSAGE);
    }

    assertTrue(Files.readString(captured()).contains("PRIVATE BODY"));
    assertEquals(0, doctor(captured(), gatewayKeys), () -> out.toString(UTF_8));
    assertEquals(0, doctor(requestOf(captured()), ownKeys), () -> out.toString(UTF_8));
  }
}
