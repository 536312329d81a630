package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(GovSandboxExtension.class)
@Timeout(60)
class AdminGuardTest {
  private static final String TOKEN = "0123456789abcdef";

  /** Sends a head unchanged, since an HTTP client would not send another Host. */
  private static String raw(GovSandbox sandbox, String head) throws Exception {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), sandbox.endpoint().getPort())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write((head.replace("\n", "\r\n") + "\r\n\r\n").getBytes(UTF_8));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static String port(GovSandbox sandbox) {
    return ":" + sandbox.endpoint().getPort();
  }

  private static String faults(GovSandbox sandbox, String host, String more) throws Exception {
    return raw(
        sandbox,
        "DELETE /_sandbox/api/faults HTTP/1.1\nHost: "
            + host
            + "\nConnection: close\nContent-Length: 0"
            + more);
  }

  private static final String JSON = "\nContent-Type: application/json";

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "LOCALHOST"})
  void check_hostOfThisMachine_isAllowed(String host, GovSandbox sandbox) throws Exception {
    assertTrue(faults(sandbox, host + port(sandbox), JSON).startsWith("HTTP/1.1 200"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.example#127.0.0.1",
        "0.0.0.0"
      })
  void check_nameOfAnotherSite_isRefused(String host, GovSandbox sandbox) throws Exception {
    String answer = faults(sandbox, host + port(sandbox), JSON);

    assertFalse(answer.startsWith("HTTP/1.1 200"), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\nOrigin: https://evil.example",
        "\nOrigin: null",
        "\nOrigin: http://127.0.0.1:1",
        "\nOrigin: http://127.0.0.1",
        "\nSec-Fetch-Site: cross-site",
        "\nSec-Fetch-Site: same-site"
      })
  void check_pageOfAnotherSite_isRefused(String header, GovSandbox sandbox) throws Exception {
    String answer = faults(sandbox, "127.0.0.1" + port(sandbox), JSON + header);

    assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
    assertFalse(answer.toLowerCase(java.util.Locale.ROOT).contains("access-control"), answer);
  }

  @Test
  void check_ownPage_isAllowed(GovSandbox sandbox) throws Exception {
    String host = "127.0.0.1" + port(sandbox);
    String origin = "\nOrigin: http://" + host + "\nSec-Fetch-Site: same-origin";

    assertTrue(faults(sandbox, host, JSON + origin).startsWith("HTTP/1.1 200"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\nContent-Type: text/plain",
        "\nContent-Type: application/x-www-form-urlencoded",
        "\nContent-Type: text/plain; application/json"
      })
  void check_contentTypeOfAForm_isRefused(String type, GovSandbox sandbox) throws Exception {
    String answer = faults(sandbox, "127.0.0.1" + port(sandbox), type);

    assertTrue(answer.startsWith("HTTP/1.1 415"), answer);
  }

  @Test
  void check_preflight_isRefused(GovSandbox sandbox) throws Exception {
    String answer =
        raw(
            sandbox,
            "OPTIONS /_sandbox/api/faults HTTP/1.1\nHost: 127.0.0.1"
                + port(sandbox)
                + "\nConnection: close\nOrigin: https://evil.example"
                + "\nAccess-Control-Request-Method: DELETE");

    assertFalse(answer.startsWith("HTTP/1.1 2"), answer);
    assertFalse(answer.toLowerCase(java.util.Locale.ROOT).contains("access-control"), answer);
  }

  @Test
  void check_token_isNeededByEverybody() throws Exception {
    try (GovSandbox sandbox = GovSandbox.builder().services(10).adminToken(TOKEN).start()) {
      String host = "127.0.0.1" + port(sandbox);
      assertTrue(faults(sandbox, host, JSON).startsWith("HTTP/1.1 401"));
      assertTrue(
          faults(sandbox, host, JSON + "\nAuthorization: Bearer " + TOKEN + "x")
              .startsWith("HTTP/1.1 401"));
      assertTrue(
          faults(sandbox, host, JSON + "\nAuthorization: Bearer " + TOKEN)
              .startsWith("HTTP/1.1 200"));
    }
  }

  @Test
  void check_listeningElsewhereWithoutToken_isOffForAll() throws Exception {
    try (GovSandbox sandbox = GovSandbox.builder().services(10).host("0.0.0.0").start()) {
      String answer = faults(sandbox, "127.0.0.1" + port(sandbox), JSON);

      assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
      assertTrue(answer.contains("--admin-token-file"), answer);
      String open = raw(sandbox, "GET / HTTP/1.1\nHost: x" + port(sandbox) + "\nConnection: close");
      assertTrue(open.startsWith("HTTP/1.1 200"), open);
    }
  }

  @Test
  void wireMockAdmin_anyPath_isOff(GovSandbox sandbox) throws Exception {
    int stubs = sandbox.wireMock().listAllStubMappings().getMappings().size();
    for (String call :
        List.of(
            "GET /__admin/mappings",
            "POST /__admin/mappings",
            "DELETE /__admin/mappings",
            "POST /__admin/reset",
            "POST /__admin/shutdown",
            "GET /__admin/requests",
            "POST /__admin/settings")) {
      String answer =
          raw(
              sandbox,
              call
                  + " HTTP/1.1\nHost: 127.0.0.1"
                  + port(sandbox)
                  + "\nConnection: close\nContent-Type: application/json\nContent-Length: 0");
      assertTrue(answer.startsWith("HTTP/1.1 401"), () -> call + ": " + answer);
    }
    assertEquals(stubs, sandbox.wireMock().listAllStubMappings().getMappings().size());
  }
}
