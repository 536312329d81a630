package io.yiwang.internal;

import static io.yiwang.internal.ScriptedServer.answer;
import static io.yiwang.internal.ScriptedServer.hangUp;
import static io.yiwang.internal.ScriptedServer.raw;
import static io.yiwang.internal.ScriptedServer.reply;
import static io.yiwang.internal.ScriptedServer.silenceAfter;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.ClosedPort;
import io.yiwang.internal.ExchangeFailedException.Kind;
import io.yiwang.internal.ScriptedServer.Received;
import io.yiwang.internal.ScriptedServer.Step;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Ed25519Signer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTransportTest {
  private static final int LIMIT = 1000;
  private static final Duration LONG = Duration.ofSeconds(20);

  /** Long enough to send on an open connection, even on a busy machine. */
  private static final Duration SHORT = Duration.ofMillis(600);

  private static final byte[] BODY = "{\"name\":\"\u6d59\"}".getBytes(UTF_8);

  private final HttpTransport transport =
      new HttpTransport(
          new HttpTransport.Settings(
              Duration.ofSeconds(10), Duration.ofSeconds(30), LONG, 4, LIMIT, null, null, null));
  private final RequestSigner signer =
      new RequestSigner(
          new Ed25519Signer(
              "wallet-2026",
              KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate()));

  HttpTransportTest() throws GeneralSecurityException {}

  @AfterEach
  void close() {
    transport.close();
    assertFalse(Thread.interrupted(), "no test leaves its thread interrupted");
  }

  private Signed request(String method, String scheme, String authority, String query) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("accept", "application/json, application/problem+json");
    headers.put("accept-language", "zh-CN");
    headers.put("user-agent", "yiwang");
    boolean posts = method.equals("POST");
    if (posts) {
      headers.put("idempotency-key", "k-1");
      headers.put("content-type", "application/json");
      headers.put("content-digest", RequestSigner.contentDigest(ContentDigest.SHA_256, BODY));
    }
    try {
      return signer.sign(
          new UnsignedRequest(
              method,
              scheme,
              authority,
              "/igs/v1/services/a~b_c.d-e",
              query,
              headers,
              posts ? BODY : new byte[0]),
          TestGateway.NOW);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Signed request(String method, ScriptedServer server) {
    return request(method, "http", server.authority(), "?text=%E6%B5%99%20%2B%27&a=&limit=20");
  }

  private ExchangeFailedException failed(Signed request, Duration timeout) {
    return assertThrows(ExchangeFailedException.class, () -> transport.exchange(request, timeout));
  }

  private void assertFailed(Kind kind, boolean sent, ExchangeFailedException e) {
    assertEquals(kind, e.kind(), () -> String.valueOf(e.getCause()));
    assertEquals(sent, e.sent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void exchange_reusedConnectionDrops_isSentOnceAndFails(String method)
      throws IOException, ExchangeFailedException {
    try (ScriptedServer server = new ScriptedServer(answer(200), hangUp(), answer(200))) {
      transport.exchange(request(method, server), LONG);

      assertFailed(Kind.STALE, true, failed(request(method, server), LONG));

      assertEquals(2, server.received().size());
      assertEquals(1, server.received().get(1).connection(), "the connection was a reused one");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET,408,,", "POST,408,,",
    "GET,503,retry-after,0", "POST,503,retry-after,0",
    "GET,307,location,/elsewhere", "POST,307,location,/elsewhere",
    "GET,301,location,/elsewhere", "POST,308,location,/elsewhere",
    "GET,401,www-authenticate,Basic realm=x", "POST,421,,"
  })
  void exchange_answersThatOkHttpRepeats_areReturnedAfterOneRequest(
      String method, int status, String header, String value)
      throws IOException, ExchangeFailedException {
    Step tempting = header == null ? answer(status) : answer(status, header, value);
    try (ScriptedServer server = new ScriptedServer(tempting, answer(200))) {
      RawReply reply = transport.exchange(request(method, server), LONG);

      assertEquals(status, reply.status());
      assertEquals(1, server.received().size());
      if (header != null) {
        assertEquals(value, reply.header(header));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST"})
  void exchange_headers_areSentAsSigned(String method) throws IOException, ExchangeFailedException {
    try (ScriptedServer server = new ScriptedServer(answer(200))) {
      Signed request = request(method, server);

      transport.exchange(request, LONG);

      Received received = server.received().get(0);
      assertEquals(
          method + " /igs/v1/services/a~b_c.d-e?text=%E6%B5%99%20%2B%27&a=&limit=20 HTTP/1.1",
          received.line());
      assertEquals(request.request().authority(), received.header("host"));
      request.forEachHeader((name, value) -> assertEquals(value, received.header(name)));
      assertEquals("gzip", received.header("accept-encoding"));
      Set<String> others = new TreeSet<>(received.headers().keySet());
      request.forEachHeader((name, value) -> others.remove(name));
      if (method.equals("POST")) {
        assertEquals("application/json", received.header("content-type"), "and no charset");
        assertArrayEquals(BODY, received.body());
        assertTrue(others.remove("content-length"));
      }
      assertEquals(Set.of("accept-encoding", "connection", "host"), others);
    }
  }

  @Test
  void exchange_postWithoutBody_hasContentLengthZero() throws Exception {
    try (ScriptedServer server = new ScriptedServer(answer(204))) {
      UnsignedRequest bare =
          new UnsignedRequest("POST", "http", server.authority(), "/p", "", Map.of(), new byte[0]);

      RawReply reply = transport.exchange(signer.sign(bare, TestGateway.NOW), LONG);

      assertEquals(204, reply.status());
      assertFalse(reply.hasBody());
      assertEquals("0", server.received().get(0).header("content-length"));
      assertEquals("", server.received().get(0).header("content-type"));
    }
  }

  @Test
  void exchange_gzippedAnswer_isNotDecompressed() throws IOException, ExchangeFailedException {
    RawReply gzipped = new TestGateway("gw").answers(200, "{\"a\":1}").gzip().to(":YQ==:");
    try (ScriptedServer server = new ScriptedServer(reply(gzipped))) {
      RawReply reply = transport.exchange(request("GET", server), LONG);

      assertArrayEquals(gzipped.body(), reply.body());
      assertEquals("gzip", reply.header("content-encoding"));
    }
  }

  @Test
  void exchange_headerLinesOfOneName_areJoinedByCommas()
      throws IOException, ExchangeFailedException {
    String text = "HTTP/1.1 200 X\r\nSignature: a=:YQ==:\r\nSIGNATURE:  igs=:YQ==: \r\n\r\n";
    try (ScriptedServer server = new ScriptedServer(raw(text))) {
      RawReply reply = transport.exchange(request("GET", server), LONG);

      assertEquals("a=:YQ==:, igs=:YQ==:", reply.header("signature"));
    }
  }

  private static String sized(int bytes) {
    return "HTTP/1.1 200 X\r\nconnection: close\r\ncontent-length: "
        + bytes
        + "\r\n\r\n"
        + "x".repeat(bytes);
  }

  private static String chunked(int bytes) {
    return "HTTP/1.1 200 X\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
        + Integer.toHexString(bytes)
        + "\r\n"
        + "x".repeat(bytes)
        + "\r\n0\r\n\r\n";
  }

  @Test
  void exchange_bodyOfTheLimit_isRead() throws IOException, ExchangeFailedException {
    try (ScriptedServer server = new ScriptedServer(raw(sized(LIMIT)), raw(chunked(LIMIT)))) {
      assertEquals(LIMIT, transport.exchange(request("GET", server), LONG).body().length);
      assertEquals(LIMIT, transport.exchange(request("GET", server), LONG).body().length);
    }
  }

  @Test
  void exchange_bodyOverTheLimit_isOversized() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(raw(sized(LIMIT + 1)), raw(chunked(LIMIT + 1)))) {
      assertFailed(Kind.OVERSIZED, true, failed(request("GET", server), LONG));
      assertFailed(Kind.OVERSIZED, true, failed(request("POST", server), LONG));
    }
  }

  /** Checks that the Content-Length alone decides: the body itself never comes. */
  @Test
  void exchange_hugeContentLength_isRefusedUnread() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer(silenceAfter("HTTP/1.1 200 X\r\ncontent-length: 9999999999\r\n\r\n"))) {
      assertFailed(Kind.OVERSIZED, true, failed(request("GET", server), LONG));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 X\r\ncontent-length: 10\r\n\r\n12345",
        "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\na\r\n12345",
        "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n5\r\n12345\r\n",
        "HTTP/1.1 200 X\r\ncontent-le",
        "HTTP/1.1 2",
        "not HTTP at all\r\n\r\n",
      })
  void exchange_truncatedAnswer_isBrokenAndSent(String answer) throws IOException {
    try (ScriptedServer server = new ScriptedServer(raw(answer), raw(answer))) {
      assertFailed(Kind.BROKEN, true, failed(request("GET", server), LONG));
      assertFailed(Kind.BROKEN, true, failed(request("POST", server), LONG));
      assertEquals(2, server.received().size());
    }
  }

  /** Checks the rest of an answer that was longer than its length, in the place of the next one. */
  @ParameterizedTest
  @ValueSource(strings = {"{\"name\":\"wang\"}", "HTTP/wang 200 X\r\n\r\n", "{\"wang\":1}\r\n\r\n"})
  void exchange_answerThatIsNotHttp_isBrokenAndNotQuoted(String answer) throws IOException {
    try (ScriptedServer server = new ScriptedServer(raw(answer))) {
      ExchangeFailedException e = failed(request("POST", server), LONG);

      assertFailed(Kind.BROKEN, true, e);
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      assertFalse(trace.toString().contains("wang\""), trace::toString);
      assertFalse(trace.toString().contains("77616e67"), trace::toString);
      assertFalse(trace.toString().contains("HTTP/wang"), trace::toString);
    }
  }

  /** Checks that this unsigned and untrusted header does not break the answer. */
  @Test
  void exchange_retryAfterBeyondAscii_isReadLikeOtherHeaders()
      throws IOException, ExchangeFailedException {
    try (ScriptedServer server = new ScriptedServer(answer(503, "retry-after", "\u00fc"))) {
      RawReply reply = transport.exchange(request("POST", server), LONG);

      assertEquals(503, reply.status());
      assertNotNull(reply.header("retry-after"));
    }
  }

  @Test
  void exchange_connectionRefused_isNotSent() throws IOException {
    try (ClosedPort closed = new ClosedPort()) {
      String authority = "127.0.0.1:" + closed.number();

      assertFailed(Kind.BROKEN, false, failed(request("POST", "http", authority, ""), LONG));
    }
  }

  @Test
  void exchange_handshakeFails_isNotSent() throws IOException {
    try (ServerSocket noTls = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> answerInTheClear(noTls), "no-tls");
      server.setDaemon(true);
      server.start();
      String authority = "127.0.0.1:" + noTls.getLocalPort();

      assertFailed(Kind.BROKEN, false, failed(request("POST", "https", authority, ""), LONG));
    }
  }

  private static void answerInTheClear(ServerSocket listening) {
    while (!listening.isClosed()) {
      try (Socket socket = listening.accept()) {
        socket.getOutputStream().write("HTTP/1.1 400 X\r\n\r\n".getBytes(UTF_8));
        socket.shutdownOutput();
        while (socket.getInputStream().read() >= 0) {
          // Reads until the client has gone, so that it reads the answer and not a reset.
        }
      } catch (IOException e) {
        // The client went away, or the test is over.
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 200 X\r\n", "HTTP/1.1 200 X\r\ncontent-length: 9\r\n\r\n1"})
  void exchange_silentServer_isTimedOutAndSent(String before)
      throws IOException, ExchangeFailedException {
    try (ScriptedServer server = new ScriptedServer(answer(200), silenceAfter(before))) {
      transport.exchange(request("GET", server), LONG);

      ExchangeFailedException e = failed(request("POST", server), SHORT);

      assertFailed(Kind.TIMED_OUT, true, e);
    }
  }

  @Test
  void exchange_interruptedBeforeItConnects_isNotSent() throws IOException {
    try (ScriptedServer server = new ScriptedServer(answer(200))) {
      Thread.currentThread().interrupt();

      ExchangeFailedException e = failed(request("POST", server), LONG);

      assertTrue(Thread.interrupted(), "the flag stays set");
      assertFailed(Kind.INTERRUPTED, false, e);
      assertEquals(0, server.received().size());
    }
  }

  @Test
  void exchange_interruptedOnAnOpenConnection_failsAsInterrupted()
      throws IOException, ExchangeFailedException {
    try (ScriptedServer server = new ScriptedServer(answer(200), answer(200))) {
      transport.exchange(request("GET", server), LONG);
      Thread.currentThread().interrupt();

      ExchangeFailedException e = failed(request("POST", server), LONG);

      assertTrue(Thread.interrupted(), "the flag stays set");
      assertEquals(Kind.INTERRUPTED, e.kind());
    }
  }

  /** Checks that the flag explains the end of a blocking read, which only the deadline ends. */
  @Test
  void exchange_interruptedWhileItWaits_failsAsInterruptedAndSent()
      throws IOException, ExchangeFailedException {
    Thread caller = Thread.currentThread();
    Step interrupts =
        (request, socket) -> {
          caller.interrupt();
          return silenceAfter("").serve(request, socket);
        };
    try (ScriptedServer server = new ScriptedServer(answer(200), interrupts)) {
      transport.exchange(request("GET", server), LONG);

      ExchangeFailedException e = failed(request("POST", server), SHORT);

      assertTrue(Thread.interrupted(), "the flag stays set");
      assertFailed(Kind.INTERRUPTED, true, e);
    }
  }
}
