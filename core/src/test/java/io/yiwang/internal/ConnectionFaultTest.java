package io.yiwang.internal;

import static io.yiwang.internal.ScriptedServer.answer;
import static io.yiwang.internal.ScriptedServer.raw;
import static io.yiwang.internal.ScriptedServer.reply;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.ClosedPort;
import io.yiwang.internal.ExchangeFailedException.Kind;
import io.yiwang.signing.Ed25519Signer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLServerSocketFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the messages for connections that give no answer of the gateway. */
@Timeout(60)
class ConnectionFaultTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private static Proxy proxy(int port) {
    return new Proxy(
        Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private static ExchangeFailedException failed(
      String scheme, String authority, @Nullable Proxy proxy, BoundedDns.Lookup names) {
    return failed(scheme, authority, proxy, names, LONG, LONG);
  }

  private static ExchangeFailedException failed(
      String scheme,
      String authority,
      @Nullable Proxy proxy,
      BoundedDns.Lookup names,
      Duration connectTimeout,
      Duration timeout) {
    HttpTransport.Settings settings =
        new HttpTransport.Settings(connectTimeout, LONG, LONG, 4, 1000, proxy, null, null);
    try (HttpTransport transport = new HttpTransport(settings, names, LONG)) {
      Signed signed =
          new RequestSigner(
                  new Ed25519Signer(
                      "w", KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate()))
              .sign(
                  new UnsignedRequest("GET", scheme, authority, "/p", "", Map.of(), new byte[0]),
                  TestGateway.NOW);
      return assertThrows(ExchangeFailedException.class, () -> transport.exchange(signed, timeout));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertSays(String text, Kind kind, boolean sent, ExchangeFailedException e) {
    assertEquals(text, e.text(), () -> String.valueOf(e.getCause()));
    assertEquals(kind, e.kind());
    assertEquals(sent, e.sent());
  }

  @Test
  void exchange_nobodyListens_saysRefused() throws IOException {
    try (ClosedPort closed = new ClosedPort()) {
      assertSays(
          "the gateway cannot be reached, the connection was refused; check the endpoint's host"
              + " and port",
          Kind.BROKEN,
          false,
          failed("https", "127.0.0.1:" + closed.number(), null, InetAddress::getAllByName));
    }
  }

  @Test
  void exchange_deadProxy_saysThatItIsTheProxy() throws IOException {
    try (ClosedPort closed = new ClosedPort()) {
      assertSays(
          "the proxy cannot be reached, the connection was refused; check the proxy's address",
          Kind.BROKEN,
          false,
          failed("https", "gw.example", proxy(closed.number()), InetAddress::getAllByName));
    }
  }

  private static InetAddress[] unknown(String host) throws UnknownHostException {
    throw new UnknownHostException(host);
  }

  @Test
  void exchange_unknownHost_saysWhoseHost() {
    assertSays(
        "the host name of the gateway is not known; check the endpoint's host and port, and DNS",
        Kind.BROKEN,
        false,
        failed("https", "gw.example", null, ConnectionFaultTest::unknown));
    assertSays(
        "the host name of the proxy is not known; check the proxy's address, and DNS",
        Kind.BROKEN,
        false,
        failed(
            "https",
            "gw.example",
            new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("p.example", 1)),
            ConnectionFaultTest::unknown));
  }

  private static BoundedDns.Lookup silentUntil(CountDownLatch end) {
    return host -> {
      try {
        end.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return unknown(host);
    };
  }

  @Test
  void exchange_silentNameServer_endsAtTheDeadlineAndNamesTheStep() {
    CountDownLatch end = new CountDownLatch(1);
    long start = System.nanoTime();

    ExchangeFailedException e =
        failed("https", "gw.example", null, silentUntil(end), LONG, Duration.ofMillis(200));

    end.countDown();
    assertTrue(System.nanoTime() - start < Duration.ofSeconds(10).toNanos());
    assertSays(
        "the deadline has passed while the host's name was looked up; check DNS",
        Kind.TIMED_OUT,
        false,
        e);
  }

  @Test
  void exchange_silentNameServerBeyondConnectTimeout_isBrokenAndSaysSo() {
    CountDownLatch end = new CountDownLatch(1);

    ExchangeFailedException e =
        failed("https", "gw.example", null, silentUntil(end), Duration.ofMillis(200), LONG);

    end.countDown();
    assertSays(
        "the name server did not answer in time when asked for the gateway's host; check DNS",
        Kind.BROKEN,
        false,
        e);
  }

  @ParameterizedTest
  @CsvSource({
    "407, text/html, 'HTTP 407, text/html', ; it asks for credentials",
    "502, text/html, HTTP 502, ' when asked for a tunnel'",
    "403, text/html, HTTP 403, ' when asked for a tunnel'"
  })
  void exchange_proxyRefusesTheTunnel_saysItsStatus(
      int status, String type, String shown, String rest) throws IOException {
    RawReply refusal =
        new RawReply(status, Map.of("content-type", type), "<html>".getBytes(ISO_8859_1));
    try (ScriptedServer server = new ScriptedServer(reply(refusal))) {
      assertSays(
          "a proxy or portal answered, not the gateway (" + shown + ")" + rest,
          Kind.BROKEN,
          false,
          failed("https", "gw.example", proxy(server.port()), InetAddress::getAllByName));
      assertEquals("CONNECT gw.example:443 HTTP/1.1", server.received().get(0).line());
    }
  }

  @Test
  void exchange_tlsToAPlainPort_saysSo() throws IOException {
    try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> answerInTheClear(plain), "plain");
      server.setDaemon(true);
      server.start();

      assertSays(
          "the port answers in something other than TLS; check the endpoint's scheme and port",
          Kind.BROKEN,
          false,
          failed("https", "127.0.0.1:" + plain.getLocalPort(), null, InetAddress::getAllByName));
    }
  }

  private static void answerInTheClear(ServerSocket listening) {
    try (Socket socket = listening.accept()) {
      socket.getOutputStream().write("HTTP/1.1 400 X\r\n\r\n".getBytes(ISO_8859_1));
      socket.shutdownOutput();
      while (socket.getInputStream().read() >= 0) {
        // Reads until the client has gone, so that it reads the answer and not a reset.
      }
    } catch (IOException e) {
      // The client went away, or the test is over.
    }
  }

  @Test
  void exchange_portSilentInTheHandshake_endsAtConnectTimeout() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertSays(
          "the peer ended the TLS handshake or was silent; check that the endpoint's port"
              + " speaks TLS",
          Kind.BROKEN,
          false,
          failed(
              "https",
              "127.0.0.1:" + silent.getLocalPort(),
              null,
              InetAddress::getAllByName,
              Duration.ofMillis(200),
              LONG));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0015\u0003\u0003\u0000\u0002\u0002P",
        "\u0015\u0003\u0001\u0000\u0002\u0002\n\r\n"
      })
  void exchange_tlsAlertForAnAnswer_saysThatThePortSpeaksTls(String alert) throws IOException {
    try (ScriptedServer server = new ScriptedServer(raw(alert))) {
      assertSays(
          "the port speaks TLS and the endpoint says http; check the endpoint's scheme",
          Kind.BROKEN,
          true,
          failed("http", server.authority(), null, InetAddress::getAllByName));
    }
  }

  @Test
  void exchange_httpToAServerOfTls_saysThatThePortSpeaksTls() throws IOException {
    try (ServerSocket tls =
        SSLServerSocketFactory.getDefault()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread server =
          new Thread(
              () -> {
                try (Socket socket = tls.accept()) {
                  socket.getInputStream().read();
                } catch (IOException e) {
                  // What the client sends is not TLS.
                }
              },
              "tls");
      server.setDaemon(true);
      server.start();

      assertSays(
          "the port speaks TLS and the endpoint says http; check the endpoint's scheme",
          Kind.BROKEN,
          true,
          failed("http", "127.0.0.1:" + tls.getLocalPort(), null, InetAddress::getAllByName));
    }
  }

  @Test
  void exchange_anotherProtocol_saysThatItIsNotHttp() throws IOException {
    try (ScriptedServer server = new ScriptedServer(raw("SSH-2.0-OpenSSH_9.2\r\n"))) {
      assertSays(
          "the answer is not HTTP; check the endpoint's port",
          Kind.BROKEN,
          true,
          failed("http", server.authority(), null, InetAddress::getAllByName));
    }
  }

  /** Checks that plain http to this machine never uses a proxy, whatever the settings are. */
  @Test
  void exchange_plainHttp_doesNotUseAProxy() throws Exception {
    try (ScriptedServer gateway = new ScriptedServer(answer(200));
        ScriptedServer proxy = new ScriptedServer(answer(200));
        HttpTransport transport =
            new HttpTransport(
                new HttpTransport.Settings(
                    LONG, LONG, LONG, 4, 1000, proxy(proxy.port()), null, null))) {
      RequestSigner signer =
          new RequestSigner(
              new Ed25519Signer(
                  "w", KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate()));
      UnsignedRequest request =
          new UnsignedRequest("GET", "http", gateway.authority(), "/p", "", Map.of(), new byte[0]);

      transport.exchange(signer.sign(request, TestGateway.NOW), LONG);

      assertEquals(1, gateway.received().size());
      assertEquals(0, proxy.received().size());
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "text/html, ', text/html'",
        "Text/HTML; charset=utf-8, ', text/html'",
        "none, ''",
        "'', ''",
        "html, ''",
        "a/b c, ''",
      })
  void intermediary_validContentType_isShown(@Nullable String type, String shown) {
    assertEquals(
        "a proxy or portal answered, not the gateway (HTTP 502" + shown + ")",
        ConnectionFault.intermediary(502, type));
  }

  @Test
  void intermediary_invalidContentType_isNotShown() {
    assertFalse(
        ConnectionFault.intermediary(502, "a/b\u001b[2J" + "x".repeat(10_000)).contains("xx"));
    assertFalse(ConnectionFault.intermediary(502, "a/" + "x".repeat(10_000)).contains("xx"));
  }
}
