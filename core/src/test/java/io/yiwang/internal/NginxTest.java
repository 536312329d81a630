package io.yiwang.internal;

import static io.yiwang.internal.ScriptedServer.signed;
import static io.yiwang.internal.TestPipe.COMMAND;
import static io.yiwang.internal.TestPipe.QUERY;
import static io.yiwang.internal.TestPipe.RECEIPT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovRequest;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.internal.TestPipe.Receipt;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests calls through a real nginx, as in front of many gateways, which closes idle connections.
 */
@Tag("peer")
@Timeout(120)
class NginxTest {
  private static final int CALLS = 8;

  /** The protocol between the client and nginx. */
  enum Wire {
    HTTP_1_1(""),
    HTTPS_1_1(" ssl"),
    HTTP_2(" ssl http2");

    private final String listen;

    Wire(String listen) {
      this.listen = listen;
    }
  }

  @TempDir Path folder;
  private final TestPipe pipe = new TestPipe();
  private Process nginx;
  private int port;

  @BeforeEach
  void oneAttemptIsAll() {
    pipe.maxAttempts(1);
  }

  @AfterEach
  void close() throws Exception {
    pipe.close();
    if (nginx != null) {
      nginx.destroy();
      assertTrue(nginx.waitFor(20, TimeUnit.SECONDS));
    }
  }

  /** Starts nginx in front of the scripted gateway, as a process in the foreground. */
  private void start(Wire wire, String settings) throws Exception {
    try (ServerSocket free = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    boolean tls = wire != Wire.HTTP_1_1;
    if (tls) {
      makeCertificate();
    }
    Path configuration =
        Files.writeString(
            folder.resolve("nginx.conf"),
            """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log error.log warn;
            events {}
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              server {
                listen 127.0.0.1:%d%s;
                %s
                %s
                location / {
                  proxy_pass http://%s;
                  proxy_set_header Host $http_host;
                }
              }
            }
            """
                .formatted(
                    port,
                    wire.listen,
                    tls ? "ssl_certificate tls.pem; ssl_certificate_key tls.key;" : "",
                    settings,
                    pipe.authority()));
    String program = Files.isExecutable(Path.of("/usr/sbin/nginx")) ? "/usr/sbin/nginx" : "nginx";
    nginx =
        new ProcessBuilder(program, "-p", folder.toString(), "-c", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.log").toFile())
            .start();
    awaitListening();
    pipe.authority("127.0.0.1:" + port);
    if (tls) {
      trustCertificate();
    }
  }

  private void makeCertificate() throws Exception {
    Process openssl =
        new ProcessBuilder(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                    .concat(" -subj /CN=gw -addext subjectAltName=IP:127.0.0.1")
                    .concat(" -keyout tls.key -out tls.pem")
                    .split(" "))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("openssl.log").toFile())
            .start();
    assertTrue(openssl.waitFor(20, TimeUnit.SECONDS));
    assertEquals(0, openssl.exitValue());
  }

  private void trustCertificate() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (InputStream pem = Files.newInputStream(folder.resolve("tls.pem"))) {
      trusted.setCertificateEntry(
          "gw", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    pipe.tls(context.getSocketFactory(), (X509TrustManager) trust.getTrustManagers()[0]);
  }

  private void awaitListening() throws Exception {
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (ConnectException e) {
        assertTrue(
            nginx.isAlive(), () -> "nginx ended: " + text("out.log") + " " + text("error.log"));
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  private String text(String file) {
    try {
      return Files.readString(folder.resolve(file), UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private void answers(int times) {
    for (int i = 0; i < times; i++) {
      pipe.then(signed(pipe.gateway.answers(200, RECEIPT)));
    }
  }

  private void callAtOnce(int each) throws Exception {
    answers(CALLS * each);
    ExecutorService threads = Executors.newFixedThreadPool(CALLS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        GovRequest<Receipt> request = i % 2 == 0 ? QUERY : COMMAND;
        all.add(
            threads.submit(
                () -> {
                  for (int call = 0; call < each; call++) {
                    assertEquals(new Receipt("p-1", null), pipe.call(request));
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    pipe.reports.forEach(report -> assertEquals(1, report.attempts()));
  }

  /** Checks the sleeper after a burst, in which every connection of the burst is closed. */
  @ParameterizedTest
  @EnumSource(Wire.class)
  void call_afterABurstAndAPauseBeyondKeepAlive_isAnsweredInOneAttempt(Wire wire) throws Exception {
    start(wire, "keepalive_timeout 2s;");
    callAtOnce(3);

    // The keep-alive time of nginx has to pass.
    TimeUnit.MILLISECONDS.sleep(2500);

    callAtOnce(3);
    assertEquals(6 * CALLS, pipe.received().size(), "and nothing was sent twice");
  }

  /** Calls just when nginx closes, so that some calls are in progress at that moment. */
  @ParameterizedTest
  @EnumSource(Wire.class)
  void call_whileNginxCloses_isAnsweredInOneAttempt(Wire wire) throws Exception {
    start(wire, "keepalive_timeout 1s;");
    for (int round = 0; round < 4; round++) {
      callAtOnce(1);
      TimeUnit.MILLISECONDS.sleep(985 + 10 * round);
    }
    callAtOnce(1);
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void call_connectionsOfThreeRequestsEach_isAnsweredInOneAttempt(Wire wire) throws Exception {
    start(wire, "keepalive_requests 3;");

    callAtOnce(20);
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void call_connectionsForgottenInSilence_isAnsweredInOneAttempt(Wire wire) throws Exception {
    start(wire, "");
    pipe.firstByteTimeout(Duration.ofSeconds(2));
    try (Forwarder firewall = new Forwarder(port)) {
      pipe.authority(firewall.authority());
      callAtOnce(2);

      firewall.forgetConnections();

      callAtOnce(2);
    }
  }

  @Test
  void call_httpToATlsPort_saysThatItWasNotTheGateway() throws Exception {
    start(Wire.HTTPS_1_1, "");
    TestPipe plain = new TestPipe().authority("127.0.0.1:" + port);

    OutcomeUnknownException e =
        assertThrows(OutcomeUnknownException.class, () -> plain.call(COMMAND));

    plain.close();
    assertTrue(
        String.valueOf(e.getMessage())
            .contains("a proxy or portal answered, not the gateway (HTTP 400, text/html)"),
        e.getMessage());
  }
}
