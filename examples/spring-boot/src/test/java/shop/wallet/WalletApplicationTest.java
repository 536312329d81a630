package shop.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import io.yiwang.spring.GovSandboxTest;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@GovSandboxTest
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class WalletApplicationTest {
  @TempDir static Path folder;
  @Autowired GovSandbox sandbox;

  @Value("${local.server.port}")
  int port;

  private final HttpClient browser =
      HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

  @DynamicPropertySource
  static void journal(DynamicPropertyRegistry registry) {
    // Anybody may see all details.
    registry.add("management.endpoints.web.exposure.include", () -> "*");
    registry.add("management.endpoint.configprops.show-values", () -> "always");
    registry.add("yiwang.journal.file", () -> folder.resolve("wallet.journal").toString());
  }

  @BeforeEach
  void callBack() {
    sandbox.callbackControls().deliverTo(URI.create("http://127.0.0.1:" + port + "/gov/callbacks"));
  }

  private HttpResponse<String> send(String method, String path, String language)
      throws IOException, InterruptedException {
    return browser.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Accept-Language", language)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String of(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Test
  void services_byText_areFound() throws Exception {
    assertThat(send("GET", "/services?text=" + of("护照"), "zh-CN").body()).contains("护照");
  }

  @Test
  void pay_quotedFine_isSettledOnceAndShowsInHealthAndMetrics() throws Exception {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    send("POST", "/quote?decision=" + of(fine.decisionNumber()) + "&plate=" + of(fine.plate()), "zh-CN");

    assertThat(send("POST", "/pay?orderNo=W1", "zh-CN").body()).contains("Settled");

    assertThat(sandbox.treasury().timesPaid(fine.decisionNumber())).isEqualTo(1);
    assertThat(sandbox.callbackControls().deliver()).allMatch(delivery -> delivery.status() == 204);
    assertThat(send("GET", "/events", "en").body()).contains("igs.payment.settled");
    assertThat(send("GET", "/actuator/health", "en").body()).contains("\"yiwang\"").contains("running");
    assertThat(send("GET", "/actuator/metrics/yiwang.call", "en").body()).contains("fine.confirm");
  }

  @Test
  void message_submitted_isReceived() throws Exception {
    assertThat(send("POST", "/messages?title=" + of("路灯不亮") + "&body=" + of("文三路路灯不亮。"), "zh-CN").body())
        .contains("messageId");
    assertThat(sandbox.messageControls().received()).isNotEmpty();
  }

  @Test
  void quote_unknownNumber_isAProblemInTheCitizensLanguage() throws Exception {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(1);
    String path = "/quote?decision=" + of(fine.decisionNumber()) + "&plate=" + of("浙A00000");

    HttpResponse<String> chinese = send("POST", path, "zh-CN");
    HttpResponse<String> english = send("POST", path, "en");

    assertThat(chinese.statusCode()).isEqualTo(422);
    assertThat(chinese.body()).contains("PENALTY_NOT_FOUND").contains("未找到该决定书");
    assertThat(english.body()).contains("No such decision was found");
  }

  @Test
  void loginBack_withoutAnAnswer_isAProblemInTheCitizensLanguage() throws Exception {
    send("GET", "/login", "zh-CN");
    assertThat(send("GET", "/login/back?code=x&state=y", "zh-CN").statusCode()).isEqualTo(401);
  }

  @Test
  void login_thenSign_startsASigningOfTheCitizen() throws Exception {
    String url = send("GET", "/login", "zh-CN").headers().firstValue("Location").orElseThrow();
    HttpResponse<Void> back =
        browser.send(
            HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding());
    URI called = URI.create(back.headers().firstValue("Location").orElseThrow());

    assertThat(send("GET", "/login/back?" + called.getRawQuery(), "zh-CN").body()).contains("acr");
    assertThat(send("POST", "/sign", "zh-CN").body()).contains("signingId");
  }

  @Test
  void env_values_haveNoSecrets() throws Exception {
    String body = send("GET", "/actuator/env", "en").body();

    assertThat(body)
        .contains("yiwang.gateways.gov.private-key")
        .doesNotContain("PRIVATE KEY")
        .doesNotContain(sandbox.loginControls().clientSecret());
  }

  @Test
  void configprops_values_haveNoSecrets() throws Exception {
    String body = send("GET", "/actuator/configprops", "en").body();

    assertThat(body)
        .contains("\"channel\":\"wallet\"")
        .doesNotContain("PRIVATE KEY")
        .doesNotContain(sandbox.loginControls().clientSecret());
  }
}
