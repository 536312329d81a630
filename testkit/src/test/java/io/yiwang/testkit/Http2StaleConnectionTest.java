package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.CallListener;
import io.yiwang.GovClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests calls after a kept HTTP/2 connection was dropped on the way. Isolated, since OkHttp's
 * reader needs the time to notice the end before the call.
 */
@Isolated
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class Http2StaleConnectionTest {
  /** Names how the idle connection ends. */
  private enum End {
    FIN,
    RST,
    /** A firewall drops all packets without notice. */
    SILENCE
  }

  /** Relays bytes between client and gateway until it ends the connections. */
  private static final class Relay implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
    private final Set<Socket> silent = ConcurrentHashMap.newKeySet();
    private final int target;

    Relay(int target) throws IOException {
      this.target = target;
      threads.execute(this::listen);
    }

    private void listen() {
      try {
        while (!server.isClosed()) {
          Socket client = server.accept();
          Socket gateway = new Socket(InetAddress.getLoopbackAddress(), target);
          clients.add(client);
          threads.execute(() -> carry(client, client, gateway));
          threads.execute(() -> carry(client, gateway, client));
        }
      } catch (IOException e) {
        // Closed.
        return;
      }
    }

    private void carry(Socket client, Socket from, Socket to) {
      byte[] bytes = new byte[16_384];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
          if (!silent.contains(client)) {
            out.write(bytes, 0, read);
            out.flush();
          }
        }
      } catch (IOException e) {
        // One of the two has closed.
        return;
      }
    }

    /** Ends the open connections; new ones are relayed. */
    void give(End end) throws IOException {
      for (Socket client : List.copyOf(clients)) {
        clients.remove(client);
        if (end == End.SILENCE) {
          silent.add(client);
        } else {
          if (end == End.RST) {
            client.setSoLinger(true, 0);
          }
          client.close();
        }
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket client : clients) {
        client.close();
      }
      for (Socket client : silent) {
        client.close();
      }
      threads.shutdownNow();
    }
  }

  private final GovSandbox sandbox = GovSandbox.builder().services(0).tls(true).start();
  private final List<CallListener.Report> reports = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    sandbox.close();
  }

  private GovClient through(Relay relay) {
    URI direct = sandbox.endpoint();
    return sandbox
        .clientBuilder()
        .endpoint(
            URI.create(
                "https://"
                    + direct.getHost()
                    + ":"
                    + relay.server.getLocalPort()
                    + direct.getPath()))
        // Two pings are sent in that time and must be answered.
        .firstByteTimeout(Duration.ofMillis(600))
        .maxAttempts(1)
        .callListener(reports::add)
        .build();
  }

  /** Fails unless the server chooses HTTP/2, without which these tests prove nothing. */
  private void assertHttp2() throws Exception {
    SSLContext anybody = SSLContext.getInstance("TLS");
    anybody.init(null, new TrustManager[] {new Anybody()}, null);
    try (SSLSocket socket =
        (SSLSocket)
            anybody
                .getSocketFactory()
                .createSocket(sandbox.endpoint().getHost(), sandbox.endpoint().getPort())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      assertEquals("h2", socket.getApplicationProtocol());
    }
  }

  /** Trusts every certificate, since only the protocol is tested. */
  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void call_droppedConnection_costsNoAttempt(End end) throws Exception {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    try (Relay relay = new Relay(sandbox.endpoint().getPort());
        GovClient gov = through(relay)) {
      Calls.Penalty penalty = gov.call(Calls.lookup(fine));

      relay.give(end);
      Calls.Payment held = gov.call(Calls.hold(fine, penalty.total()));

      assertEquals("HELD", held.status());
      assertEquals(List.of(1, 1), reports.stream().map(CallListener.Report::attempts).toList());
      assertHttp2();
      assertEquals(List.of(), sandbox.contractViolations());
    }
  }

  @Test
  void call_manyOnAResetConnection_succeedInOneAttempt() throws Exception {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Relay relay = new Relay(sandbox.endpoint().getPort());
        GovClient gov = through(relay)) {
      gov.call(Calls.lookup(fine));
      relay.give(End.RST);

      Callable<Calls.Penalty> lookup = () -> gov.call(Calls.lookup(fine));
      List<Future<Calls.Penalty>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(threads.submit(lookup));
      }
      for (Future<Calls.Penalty> each : all) {
        assertEquals("PAYABLE", each.get().status());
      }

      assertEquals(
          List.of(1), reports.stream().map(CallListener.Report::attempts).distinct().toList());
      assertHttp2();
    } finally {
      threads.shutdownNow();
    }
  }
}
