package io.yiwang.identity.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.yiwang.identity.login.LoginException.Reason;
import io.yiwang.identity.sm.Peer;
import io.yiwang.value.Confidential;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests logins with oidc-provider, a certified OpenID provider for Node. */
@Tag("peer")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
class CitizenLoginPeerTest {
  private static final URI BACK = URI.create("https://app.example.com/gov/login");
  private static final URI BYE = URI.create("https://app.example.com/bye");
  private static final String SECRET = "a-secret-of-this-test-alone-0123456789";

  private Process process;
  private OpenIdConfiguration provider;
  private KeyPair ec;
  private KeyPair rsa;

  @BeforeAll
  void start() throws Exception {
    KeyPairGenerator p256 = KeyPairGenerator.getInstance("EC");
    p256.initialize(256);
    ec = p256.generateKeyPair();
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    rsa = generator.generateKeyPair();
    JWKSet keys =
        new JWKSet(
            List.of(
                new ECKey.Builder(Curve.P_256, (ECPublicKey) ec.getPublic()).keyID("ec").build(),
                new RSAKey.Builder((RSAPublicKey) rsa.getPublic()).keyID("rsa").build()));
    Path scripts = Peer.SCRIPTS;
    assertTrue(
        Files.isDirectory(scripts.resolve("node_modules")),
        scripts + " has no node_modules; run .ci/peers");
    process =
        new ProcessBuilder(
                "node",
                "openid-provider.mjs",
                BACK.toString(),
                BYE.toString(),
                SECRET,
                keys.toString())
            .directory(scripts.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String issuer = said.readLine();
    while (issuer != null && !issuer.startsWith("http://")) {
      // It first prints warnings that do not matter in a test.
      issuer = said.readLine();
    }
    assertNotNull(issuer, "oidc-provider did not start");
    String metadata = get(URI.create(issuer + "/.well-known/openid-configuration"));
    provider =
        JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build()
            .readValue(metadata, OpenIdConfiguration.class);
    assertEquals(URI.create(issuer), provider.issuer());
  }

  @AfterAll
  void end() throws IOException {
    process.getOutputStream().close();
  }

  private static String get(URI url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private void citizen(String query) throws Exception {
    get(provider.issuer().resolve("/citizen" + query));
  }

  private CitizenLogin.Builder login(String client) {
    return CitizenLogin.builder().provider(provider).clientId(client).redirectUri(BACK);
  }

  private CitizenLogin login() {
    return login("wallet-ES256").clientSecret(SECRET).build();
  }

  /** Follows the redirects in a new browser until it returns to the platform. */
  private static URI browse(URI url) throws Exception {
    HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    URI at = url;
    for (int i = 0; i < 10; i++) {
      HttpResponse<String> answer =
          browser.send(HttpRequest.newBuilder(at).build(), HttpResponse.BodyHandlers.ofString());
      String next = answer.headers().firstValue("location").orElse(null);
      assertNotNull(next, () -> answer.statusCode() + " " + answer.body());
      at = at.resolve(next);
      if (String.valueOf(at.getHost()).equals(BACK.getHost())) {
        return at;
      }
    }
    throw new AssertionError("the redirects do not end");
  }

  private static CitizenSession complete(CitizenLogin login, PendingLogin pending)
      throws Exception {
    return login.complete(pending, browse(pending.url()));
  }

  private static Reason refused(Callable<?> work) {
    return assertThrows(LoginException.class, work::call).reason();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "RS256", "PS256", "EdDSA"})
  void complete_idTokenOfEachAlgorithm_returnsTheCitizensSession(String algorithm)
      throws Exception {
    citizen("");
    CitizenLogin login = login("wallet-" + algorithm).clientSecret(SECRET).build();

    CitizenSession session = complete(login, login.begin(Assurance.VERIFIED, "igs:penalties"));

    assertEquals("citizen-1", session.subject());
    assertEquals(Confidential.of("李**"), session.name());
    assertEquals("330106", session.region());
    assertEquals("igs:verified", session.acr());
  }

  @Test
  void complete_platformAuthenticatesWithAKey_isAccepted() throws Exception {
    citizen("");
    CitizenLogin byEc = login("wallet-by-ES256").key("ec", ec.getPrivate()).build();
    CitizenLogin byRsa = login("wallet-by-PS256").key("rsa", rsa.getPrivate()).build();

    assertEquals("citizen-1", complete(byEc, byEc.begin(Assurance.BASIC)).subject());
    assertEquals("citizen-1", complete(byRsa, byRsa.begin(Assurance.BASIC)).subject());
  }

  @Test
  void complete_wrongSecret_isRefused() throws Exception {
    citizen("");
    CitizenLogin wrong = login("wallet-ES256").clientSecret("another-secret-0123456789").build();

    assertEquals(Reason.REFUSED, refused(() -> complete(wrong, wrong.begin(Assurance.BASIC))));
  }

  @Test
  void complete_citizenDeniesOrIsLessAssured_saysSo() throws Exception {
    CitizenLogin login = login();
    citizen("?denies=yes");
    assertEquals(Reason.DENIED, refused(() -> complete(login, login.begin(Assurance.BASIC))));

    citizen("?acr=igs:basic");
    assertEquals(Reason.NOT_ASSURED, refused(() -> complete(login, login.begin(Assurance.STRONG))));
  }

  @Test
  void complete_codeInjectedOrUsedTwice_isRefused() throws Exception {
    citizen("");
    CitizenLogin login = login();
    PendingLogin victims = login.begin(Assurance.BASIC);
    PendingLogin attackers = login.begin(Assurance.BASIC);
    URI injected =
        URI.create(browse(attackers.url()).toString().replace(attackers.state(), victims.state()));
    assertEquals(Reason.LOGIN_AGAIN, refused(() -> login.complete(victims, injected)));

    PendingLogin pending = login.begin(Assurance.BASIC);
    URI back = browse(pending.url());
    login.complete(pending, back);
    assertEquals(Reason.LOGIN_AGAIN, refused(() -> login().complete(pending, back)));
  }

  @Test
  void refresh_untilLogout_rotatesTheToken() throws Exception {
    citizen("");
    CitizenLogin login = login();
    CitizenSession session = complete(login, login.begin(Assurance.BASIC));

    CitizenSession renewed = login.refresh(session);
    assertNotEquals(session.token(), renewed.token());
    assertNotEquals(session.refreshToken(), renewed.refreshToken());
    assertEquals(Reason.LOGIN_AGAIN, refused(() -> login.refresh(session)));

    CitizenSession again = complete(login, login.begin(Assurance.BASIC));
    URI place = login.logOut(again, BYE).orElseThrow();
    assertTrue(get(place).contains("form"), "the provider asks whether to log out");
    assertEquals(Reason.LOGIN_AGAIN, refused(() -> login.refresh(again)));
  }

  @Test
  void stepUp_sameCitizen_reachesTheHigherLevel() throws Exception {
    citizen("");
    CitizenLogin login = login();
    CitizenSession session = complete(login, login.begin(Assurance.BASIC));
    citizen("?acr=igs:strong");

    CitizenSession strong = complete(login, login.stepUp(session, Assurance.STRONG));

    assertTrue(strong.isAtLeast(Assurance.STRONG));
  }
}
