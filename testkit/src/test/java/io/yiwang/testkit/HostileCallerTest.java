package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wiremock.org.eclipse.jetty.http.BadMessageException;

/** What somebody who may send to a sandbox, and no more, can do to it and to who looks at it. */
@ExtendWith(GovSandboxExtension.class)
@Timeout(120)
class HostileCallerTest {
  private static final RecordedRequest.Keys NO_KEYS = null;

  private static byte[] packed(int mebibytes) throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      for (int i = 0; i < mebibytes; i++) {
        out.write(new byte[1 << 20]);
      }
    }
    return packed.toByteArray();
  }

  private static String raw(GovSandbox sandbox, String head, byte[] body) throws Exception {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), sandbox.endpoint().getPort())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          (head.replace("\n", "\r\n")
                  + "\r\nHost: 127.0.0.1:"
                  + sandbox.endpoint().getPort()
                  + "\r\nConnection: close\r\nContent-Length: "
                  + body.length
                  + "\r\n\r\n")
              .getBytes(UTF_8));
      out.write(body);
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void post_bodyThatUnpacksToMuch_isRefusedBeforeItIsUnpacked(GovSandbox sandbox) throws Exception {
    byte[] bomb = packed(100);

    for (String path : List.of("/igs/v1/payments", "/_sandbox/api/reset", "/anything")) {
      String answer =
          raw(sandbox, "POST " + path + " HTTP/1.1\nContent-Type: application/json", bomb);
      assertTrue(answer.startsWith("HTTP/1.1 413"), () -> path + ": " + answer);
    }
  }

  @Test
  void bytes_moreThanAnyBodyHas_areRefused() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }
        };

    BadMessageException refused =
        assertThrows(BadMessageException.class, () -> BodyLimit.bytes(endless, System::nanoTime));

    assertEquals(413, refused.getCode());
  }

  @Test
  void bytes_bodyThatTakesHours_areRefused() {
    AtomicLong nanos = new AtomicLong();
    InputStream slow =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            return 1;
          }
        };

    BadMessageException refused =
        assertThrows(BadMessageException.class, () -> BodyLimit.bytes(slow, nanos::get));

    assertEquals(408, refused.getCode());
    assertTrue(nanos.get() < Duration.ofMinutes(1).toNanos());
  }

  @Test
  void admin_bodyOfMoreThanAMegabyte_isRefused(GovSandbox sandbox) throws Exception {
    String large = "{\"by\": \"" + "P".repeat(1 << 20) + "\"}";

    String answer =
        raw(
            sandbox,
            "POST /_sandbox/api/clock/advance HTTP/1.1\nContent-Type: application/json",
            large.getBytes(UTF_8));

    assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
  }

  @Test
  void admin_timesBeyondAllCalendars_areRefusedAndTheNextStartIsAsBefore(@TempDir Path folder)
      throws Exception {
    // To make an RSA key, by which the other schemes seal, takes longer than all the rest.
    GovSandbox.Builder settings =
        GovSandbox.builder()
            .scheme(SandboxScheme.SM2)
            .services(3)
            .keys(folder.resolve("keys"))
            .state(folder.resolve("state"));
    try (GovSandbox sandbox = settings.start()) {
      for (String[] call :
          new String[][] {
            {"PUT /clock", "{'now': '+999999999-12-31T23:59:59-18:00'}"},
            {"PUT /clock", "{'now': '-999999999-01-01T00:00:00+18:00'}"},
            {"PUT /clock", "{'now': '9999-12-31T23:59:59Z'}"},
            {"POST /clock/advance", "{'by': 'PT2562047788015215H'}"},
            {"POST /clock/advance", "{'by': '-PT2562047788015215H'}"},
            {"POST /clock/advance", "{'by': '-PT876000H'}"},
            {"PATCH /treasury", "{'settlingTakes': 'PT2562047788015215H30M7.9S'}"},
            {"PATCH /treasury", "{'closed': true, 'retryAfter': 'PT2562047788015215H'}"},
            {"PATCH /login", "{'tokensLast': 'PT2562047788015215H'}"},
            {"POST /faults", "{'fault': 'clockSkew', 'by': 'PT2562047788015215H'}"},
            {"POST /faults", "{'fault': 'slowBody', 'duration': 'PT2562047788015215H'}"}
          }) {
        String answer =
            raw(
                sandbox,
                call[0].replace(" ", " /_sandbox/api")
                    + " HTTP/1.1\nContent-Type: application/json",
                call[1].replace('\'', '"').getBytes(UTF_8));

        assertTrue(answer.matches("(?s)HTTP/1.1 4(00|22).*"), () -> call[1] + ": " + answer);
      }
    }
    try (GovSandbox again = settings.start()) {
      JsonNode clock = new AdminClient(again).call(200, "GET /clock", "/clock", "");
      assertTrue(clock.get("offset").textValue().matches("PT-?0(\\.\\d+)?S|PT0S"), clock::toString);
    }
  }

  @Test
  void advance_outOfRange_isRefused() {
    SandboxClock clock = new SandboxClock(Clock.systemUTC());

    assertThrows(IllegalArgumentException.class, () -> clock.set(Instant.MAX));
    assertThrows(IllegalArgumentException.class, () -> clock.advance(Duration.ofDays(-36_525)));
    assertThrows(
        IllegalArgumentException.class, () -> clock.advance(Duration.ofSeconds(Long.MAX_VALUE)));
    assertEquals(Duration.ZERO, clock.offset());
  }

  private static String curl(GovSandbox sandbox) throws Exception {
    JsonNode all = new AdminClient(sandbox).call(200, "GET /exchanges", "/exchanges", "");
    String last = all.get("items").get(all.get("items").size() - 1).get("number").asText();
    return new AdminClient(sandbox)
        .call(200, "GET /exchanges/{number}", "/exchanges/" + last, "")
        .at("/copies/curl")
        .textValue();
  }

  /** The method of a request may hold what a shell acts on. */
  @Test
  void curl_methodThatAShellWouldRun_isQuoted(GovSandbox sandbox) throws Exception {
    raw(sandbox, "GET|reboot&`id`$HOME'x /igs/v1/keys HTTP/1.1", new byte[0]);

    String command = curl(sandbox);
    assertTrue(command.contains(" --request 'GET|REBOOT&`ID`$HOME'\\''X' 'http"), command);
  }

  /** {@code ESC [ 201 ~} tells a terminal that the paste is over: what follows would be run. */
  @Test
  void curl_bodyThatEndsThePaste_isNotWrittenAsItIs(GovSandbox sandbox) throws Exception {
    byte[] body = "x\u001b[201~\nreboot\n".getBytes(UTF_8);
    raw(sandbox, "POST /igs/v1/payments HTTP/1.1\nContent-Type: application/json", body);

    String command = curl(sandbox);

    assertFalse(command.contains("\u001b"), command);
    assertTrue(command.contains(Base64.getEncoder().encodeToString(body)), command);
  }

  /** With a fault, the recorded request has the answer of the gateway and the one that was sent. */
  @Test
  void add_largeAnswerBehindAFault_isNotKept() {
    ExchangeRecorder recorder = new ExchangeRecorder();
    Received request = new Received("GET", "/", null, "", Map.of(), new byte[0]);
    byte[] large = new byte[(int) ExchangeRecorder.MOST_BYTES / 2 + 1];
    byte[] half = new byte[(int) ExchangeRecorder.MOST_BYTES / 2];
    for (byte[] content : List.of(large, half, half, half)) {
      Attempt.Outcome outcome = new Attempt.Outcome();
      outcome.set(new Answer(200, "text/plain", content, Map.of()), Instant.EPOCH);
      recorder.add(Instant.EPOCH, request, null, "f", outcome, Sent.ofProxy(502), NO_KEYS);
    }

    long kept = recorder.all().stream().mapToLong(each -> each.gatewayAnswer().content().length).sum();

    assertTrue(kept <= ExchangeRecorder.MOST_BYTES, () -> kept + " bytes");
    assertFalse(recorder.all().isEmpty());
  }

  @Test
  void deliver_platformWhoseAnswerNeverEnds_holdsNobodyUp(GovSandbox sandbox) throws Exception {
    try (ServerSocket platform = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread answering =
          new Thread(
              () -> {
                try {
                  Socket socket = platform.accept();
                  socket.getInputStream().read(new byte[8192]);
                  socket
                      .getOutputStream()
                      .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx".getBytes(UTF_8));
                } catch (java.io.IOException e) {
                  // The test is over.
                }
              });
      answering.setDaemon(true);
      answering.start();
      CallbackControls callbacks = sandbox.callbackControls();
      callbacks.deliverTo(URI.create("http://127.0.0.1:" + platform.getLocalPort()));
      sandbox.rotateKeys();

      assertEquals(1, callbacks.deliver().size());
    }
  }

  @Test
  void to_addressWithoutScheme_isRefused(GovSandbox sandbox) {
    assertThrows(
        IllegalArgumentException.class,
        () -> sandbox.callbackControls().deliverTo(URI.create("//127.0.0.1/callbacks")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"igsSandboxState\": 1}",
        "[]",
        "{\"igsSandboxState\": 1, \"life\": \"0123abcd\", \"settings\": SETTINGS}",
        "{\"igsSandboxState\": 1, \"life\": \"0123abcd\\nendpoint=http://evil/\","
            + " \"start\": \"2026-11-30T00:00:00Z\", \"settings\": SETTINGS}",
        "{\"igsSandboxState\": 1, \"life\": \"0123abcd\", \"start\": \"2026-11-30T00:00:00Z\","
            + " \"settings\": SETTINGS}\n{\"call\": {}}",
        "{\"igsSandboxState\": 1, \"life\": \"0123abcd\", \"start\": \"2026-11-30T00:00:00Z\","
            + " \"settings\": SETTINGS}\n{\"at\": \"2026-11-30T00:00:00Z\", \"admin\": 7}"
      })
  void start_stateFileOfSomethingElse_isRefusedWithItsName(String text, @TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("state");
    String settings = "{\"scheme\":\"sm2\",\"seed\":1,\"services\":3}";
    Files.writeString(file, text.replace("SETTINGS", settings) + "\n");

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                GovSandbox.builder()
                    .scheme(SandboxScheme.SM2)
                    .services(3)
                    .keys(folder.resolve("keys"))
                    .state(file)
                    .start()
                    .close());

    assertTrue(refused.getMessage().contains(file.toString()), refused::getMessage);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void start_stateFileThatOthersMayWrite_isForItsOwnerAlone(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("state");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-rw-r--")));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

    GovSandbox.builder()
        .scheme(SandboxScheme.SM2)
        .services(3)
        .keys(folder.resolve("k"))
        .state(file)
        .start()
        .close();

    assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
  }

  private static Received authorize(String nonce) {
    String query =
        "client_id=wallet&redirect_uri=http://127.0.0.1/gov/login&response_type=code&scope=openid"
            + "&code_challenge=0123456789012345678901234567890123456789012&nonce="
            + nonce
            + "&code_challenge_method=S256";
    return new Received("GET", "/igs/v1/oidc/authorize", query, "", Map.of(), new byte[0]);
  }

  /** Anybody may ask for the login page, as often as they like. */
  @Test
  void authorize_withoutEnd_doesNotFillTheMemory(GovSandbox sandbox) {
    LoginControls desk = new LoginControls(sandbox.seed().citizens().get(0), "secret");
    OpenIdServer server =
        new OpenIdServer(
            desk, new Tokens(), sandbox.clock(), URI.create("http://127.0.0.1/igs/v1"));

    for (int i = 0; i < 10_500; i++) {
      assertEquals(302, server.answer(authorize("n")).status());
    }

    assertEquals(10_000, server.waitingCodes());
    String refused = server.answer(authorize("n".repeat(5000))).headers().get("Location");
    assertTrue(refused.contains("error=invalid_request"), refused);
  }

  /** A regular expression that comes back for each repetition needs the stack for each. */
  @Test
  void read_hundredThousandParameters_isNoStackOverflow() {
    String header = "igs=(\"@status\")" + ";a".repeat(100_000);

    assertNull(SignatureInput.read(header));
    assertNull(SignedParts.read(header));
  }
}
