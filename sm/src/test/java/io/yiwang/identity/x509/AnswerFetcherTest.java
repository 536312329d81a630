package io.yiwang.identity.x509;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AnswerFetcherTest {
  /** Checks that a fetch ends, since every verification would leave a thread behind otherwise. */
  @Test
  @Timeout(60)
  void fetch_endlessHeaders_endsAtItsTimeout() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread drips =
          new Thread(
              () -> {
                try (Socket client = server.accept()) {
                  client.getOutputStream().write("HTTP/1.1 200 OK\r\nX: ".getBytes(US_ASCII));
                  while (true) {
                    client.getOutputStream().write('x');
                    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                  }
                } catch (IOException e) {
                  return; // The connection was closed.
                }
              });
      drips.setDaemon(true);
      drips.start();
      URI address = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/crl");

      assertThrows(
          IOException.class,
          () -> new AnswerFetcher(true, Duration.ofMillis(500)).fetch(address, null));
    }
  }

  /** Checks the JVM's authenticator, which may give its password to anybody. */
  @Test
  @Timeout(60)
  void fetch_serverThatAsksForAPassword_doesNotGetTheApplications() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    List<String> given = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          given.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
          exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"x\"");
          exchange.sendResponseHeaders(401, -1);
          exchange.close();
        });
    server.start();
    Authenticator before = Authenticator.getDefault();
    try {
      Authenticator.setDefault(
          new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
              asked.incrementAndGet();
              return new PasswordAuthentication("user", "password".toCharArray());
            }
          });
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/crl");

      assertThrows(IOException.class, () -> new AnswerFetcher(true).fetch(address, null));

      assertEquals(List.of(), given);
      assertEquals(0, asked.get());
    } finally {
      Authenticator.setDefault(before);
      server.stop(0);
    }
  }
}
