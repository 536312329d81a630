package io.yiwang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.CallListener.Report;
import io.yiwang.signing.Ed25519Signer;
import io.yiwang.signing.Ed25519Verifier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GovClientTest {
  private static final URI ENDPOINT = URI.create("https://gw.example.gov.cn/igs/v1/");

  private final KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  private final Ed25519Signer signer = new Ed25519Signer("wallet-2026", keys.getPrivate());
  private final KeyRing ring = KeyRing.pinned(new Ed25519Verifier("gw-1", keys.getPublic()));

  GovClientTest() throws GeneralSecurityException {}

  private GovClient.Builder complete() {
    return GovClient.builder().endpoint(ENDPOINT).signer(signer).keyRing(ring);
  }

  private static void assertMissing(String name, GovClient.Builder builder) {
    IllegalStateException e = assertThrows(IllegalStateException.class, builder::build);

    assertEquals(
        "GovClient needs " + name + "; call ." + name + "(...) before .build()", e.getMessage());
  }

  @Test
  void build_settingMissing_isNamed() {
    assertMissing("endpoint", GovClient.builder().signer(signer).keyRing(ring));
    assertMissing("signer", GovClient.builder().endpoint(ENDPOINT).keyRing(ring));
    assertMissing("keyRing", GovClient.builder().endpoint(ENDPOINT).signer(signer));
    assertMissing("endpoint", GovClient.builder());
  }

  @Test
  void build_complete_showsOnlyHostAndKeyId() {
    try (GovClient client = complete().build()) {
      assertEquals("GovClient[gw.example.gov.cn, wallet-2026]", client.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://gw.example.gov.cn", "https://gw.example.gov.cn/", "https://gw.example:8443/a/b",
        "https://10.1.2.3/", "https://[2001:db8::1]/", "http://localhost:8080/",
        "http://127.0.0.1/", "http://[::1]:9/", "https://h/a.b/..c/d../.well-known/"
      })
  void endpoint_httpsOrLoopback_isAccepted(String endpoint) {
    try (GovClient client = complete().endpoint(URI.create(endpoint)).build()) {
      assertTrue(client.toString().startsWith("GovClient["));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://gw.example.gov.cn/",
        "http://127.0.0.2/",
        "http://localhost.example/",
        "ftp://localhost/",
        "ws://localhost/"
      })
  void endpoint_notEncrypted_isRefused(String endpoint) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> complete().endpoint(URI.create(endpoint)).build());

    assertEquals(
        "endpoint must be https (http is allowed only to this machine), got scheme "
            + URI.create(endpoint).getScheme(),
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https:///path",
        "/igs/v1/",
        "gw.example",
        "mailto:x@example",
        "https://user:SECRET@h/",
        "https://h/?a=SECRET",
        "https://h/?",
        "https://h/#SECRET",
        "https://h/a/../b/",
        "https://h/..",
        "https://h/.",
        "https://h/a/./b",
        "https://h/%2e%2E/b",
        "https://a_b/"
      })
  void endpoint_ofAnotherForm_isRefusedWithoutBeingQuoted(String endpoint) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> complete().endpoint(URI.create(endpoint)).build());

    assertEquals(
        "endpoint must be https://host[:port]/prefix, without user, query, fragment or dot segment",
        e.getMessage());
  }

  @Test
  void build_outOfBounds_isNamed() {
    assertOutOfBounds("callTimeout", complete().callTimeout(Duration.ZERO));
    assertOutOfBounds("callTimeout", complete().callTimeout(Duration.ofSeconds(-1)));
    assertOutOfBounds("connectTimeout", complete().connectTimeout(Duration.ZERO));
    assertOutOfBounds("keepAlive", complete().keepAlive(Duration.ZERO));
    assertOutOfBounds("firstByteTimeout", complete().firstByteTimeout(Duration.ofNanos(-1)));
    assertOutOfBounds("maxAttempts", complete().maxAttempts(0));
    assertOutOfBounds("maxIdleConnections", complete().maxIdleConnections(-1));
    assertOutOfBounds("maxReplyBytes", complete().maxReplyBytes(-1));
  }

  @Test
  void build_shortestTimes_areAccepted() {
    complete()
        .keepAlive(Duration.ofNanos(1))
        .firstByteTimeout(Duration.ofNanos(1))
        .maxIdleConnections(0)
        .build()
        .close();
  }

  /**
   * Checks that incomplete settings fail, since the JVM's own would be used otherwise, without the
   * client certificate or with other trust.
   */
  @Test
  void tls_partMissing_isRefused() throws GeneralSecurityException {
    SSLSocketFactory sockets = SSLContext.getDefault().getSocketFactory();
    X509TrustManager nobody =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };

    for (GovClient.Builder builder :
        List.of(
            complete().tls(sockets, null),
            complete().tls(null, nobody),
            complete().tls(null, null))) {
      assertEquals(
          "GovClient needs both parts of its TLS settings; call .tls(sockets, trustManager) with"
              + " neither of them null",
          assertThrows(IllegalStateException.class, builder::build).getMessage());
    }
    complete().tls(sockets, nobody).build().close();
  }

  @Test
  void proxy_plainHttp_isRefused() {
    InetSocketAddress address = InetSocketAddress.createUnresolved("proxy.example", 8080);
    URI here = URI.create("http://localhost:8080/");

    for (Proxy.Type type : List.of(Proxy.Type.HTTP, Proxy.Type.SOCKS)) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> complete().endpoint(here).proxy(new Proxy(type, address)).build());

      assertEquals(
          "a plain http endpoint is this machine itself and is not reached through a proxy;"
              + " remove .proxy(...), or use https",
          e.getMessage());
      complete().proxy(new Proxy(type, address)).build().close();
    }
    complete().endpoint(here).proxy(Proxy.NO_PROXY).build().close();
  }

  private static void assertOutOfBounds(String name, GovClient.Builder builder) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, builder::build);

    assertTrue(String.valueOf(e.getMessage()).startsWith(name + " must be "), e.getMessage());
  }

  @Test
  void call_settings_reachTheCall() throws IOException {
    List<Report> reports = new ArrayList<>();
    try (ClosedPort closed = new ClosedPort();
        GovClient client =
            complete()
                .endpoint(URI.create("http://127.0.0.1:" + closed.number()))
                .maxAttempts(1)
                .requestIds(() -> "r-1")
                .callListener(reports::add)
                .build()) {
      NotSentException e =
          assertThrows(
              NotSentException.class,
              () -> client.call(GovRequest.query("a.b", "x", String.class)));

      assertEquals(NotSentException.Reason.NO_CONNECTION, e.reason());
      assertEquals("a.b", e.operation());
      assertEquals("r-1", e.requestId());
      assertEquals(1, e.attempts());
      assertEquals(
          "a.b: not sent, the gateway cannot be reached, the connection was refused; check the"
              + " endpoint's host and port [requestId=r-1]",
          e.getMessage());
      assertEquals("r-1", reports.get(0).requestId());
    }
  }
}
