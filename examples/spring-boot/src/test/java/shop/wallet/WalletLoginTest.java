package shop.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import io.yiwang.spring.GovSandboxTest;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Tests the wallet behind Spring Security, 6.5 on Spring Boot 3.5 and 7 on Spring Boot 4, with a login at the gateway. */
@GovSandboxTest
@ActiveProfiles("citizens")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class WalletLoginTest {
  private static final String SERVICES = "/services?text=" + URLEncoder.encode("护照", StandardCharsets.UTF_8);

  @TempDir static Path folder;

  @Value("${local.server.port}")
  int port;

  private final HttpClient browser = browser();

  @DynamicPropertySource
  static void journal(DynamicPropertyRegistry registry) {
    registry.add("yiwang.journal.file", () -> folder.resolve("wallet.journal").toString());
  }

  private static HttpClient browser() {
    return HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
  }

  private static HttpResponse<String> get(HttpClient browser, URI uri) throws Exception {
    return browser.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI wallet(String pathAndQuery) {
    return URI.create("http://127.0.0.1:" + port + pathAndQuery);
  }

  private static URI location(HttpResponse<?> answer) {
    assertThat(answer.statusCode()).isEqualTo(302);
    return answer.uri().resolve(answer.headers().firstValue("Location").orElseThrow());
  }

  /** Opens a page, which leads to the gateway, and returns the redirect from there. */
  private URI returnFromGateway() throws Exception {
    URI gateway = location(get(browser, wallet(SERVICES)));
    URI back = location(get(browser, gateway));
    return wallet(back.getPath() + "?" + back.getRawQuery());
  }

  @Test
  void page_afterLogin_isShown() throws Exception {
    URI page = location(get(browser, returnFromGateway()));

    HttpResponse<String> shown = get(browser, page);

    assertThat(page.getPath()).isEqualTo("/services");
    assertThat(shown.statusCode()).isEqualTo(200);
    assertThat(shown.body()).contains("护照");
    assertThat(get(browser(), page).statusCode()).as("another browser").isEqualTo(302);
  }

  @Test
  void return_usedOrFromAnotherBrowser_isRefused() throws Exception {
    URI back = returnFromGateway();

    assertThat(get(browser(), back).statusCode()).isEqualTo(401);
    location(get(browser, back));
    assertThat(get(browser, back).statusCode()).isEqualTo(401);
  }
}
