package io.yiwang.identity.login;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.yiwang.Gateway;
import io.yiwang.GatewayErrors;
import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.NotSentException;
import io.yiwang.identity.login.LoginException.Reason;
import io.yiwang.signing.RsaPairs;
import io.yiwang.value.Confidential;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What OpenID Connect Core, section 16, and the OAuth security practice (RFC 9700) know of attacks,
 * as far as a platform can meet them, by a provider and a browser that do their worst.
 */
class CitizenLoginAttacksTest {
  private static final String BACK = "https://app.example.com/gov/login";

  private static final String X = "MsSuLB8ZgRlfmQRGajnJlI_jC7_yZgvhcVpFiTM0x0c";
  private static final String Y = "vDc2ovT2d5xZvc7ja2khU9Cph3zGKkdAAt8y5SE58KA";

  /** Keys that the library does not know, or that are broken. */
  private static final List<Object> UNREADABLE =
      List.of(
          Map.of("kty", "EC", "crv", "SM2", "kid", "1", "alg", "SM2", "x", X, "y", Y),
          Map.of("kty", "EC", "crv", "P-256", "kid", "2", "x", X, "y", Y),
          Map.of("kty", "EC", "crv", "P-256", "kid", "3", "x", X),
          Map.of("kty", "RSA", "kid", "4", "n", X),
          Map.of("kty", "OKP", "crv", "Ed25519", "kid", "5", "x", "AAAA"),
          Map.of("kty", "OKP", "crv", "Ed448", "kid", "6", "x", X),
          Map.of("kty", "OKP", "crv", "X25519", "kid", "7", "x", X),
          Map.of("kty", "AKP", "alg", "ML-DSA-44", "kid", "8", "pub", X),
          Map.of("kty", "oct", "kid", "9", "k", X),
          Map.of("kty", 1),
          Map.of(),
          List.of(),
          "key",
          7);

  private HostileProvider provider;
  private CitizenLogin login;
  private PendingLogin pending;

  @BeforeEach
  void begin() throws Exception {
    provider = new HostileProvider();
    login = login(provider.metadata()).build();
    pending = login.begin(Assurance.VERIFIED, "igs:penalties");
    provider.nonce = pending.nonce();
  }

  @AfterEach
  void close() {
    provider.close();
  }

  private static CitizenLogin.Builder login(OpenIdConfiguration metadata) {
    return CitizenLogin.builder()
        .provider(metadata)
        .client(HostileProvider.CLIENT)
        .secret("s3cret-Of-Ours")
        .redirectUri(URI.create(BACK))
        .timeout(Duration.ofSeconds(2));
  }

  private URI back() {
    return back("code=code-1&state=" + pending.state() + "&iss=" + provider.issuer);
  }

  private static URI back(String query) {
    return URI.create(BACK + "?" + query);
  }

  private LoginException refused(URI called) {
    LoginException e = assertThrows(LoginException.class, () -> login.complete(pending, called));
    for (String secret :
        List.of(
            "code-1",
            pending.state(),
            pending.nonce(),
            pending.verifier(),
            HostileProvider.ACCESS_TOKEN,
            "s3cret-Of-Ours",
            "citizen-1")) {
      for (Throwable each = e; each != null; each = each.getCause()) {
        assertFalse(String.valueOf(each.getMessage()).contains(secret), each::toString);
      }
    }
    return e;
  }

  private Reason refused() {
    return refused(back()).reason();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "RS256", "PS256", "EdDSA"})
  void complete_signedWithWhatTheInterfaceAllows_isTaken(String algorithm) {
    provider.algorithm = algorithm;
    provider.keyId = algorithm;

    assertEquals("citizen-1", login.complete(pending, back()).subject());
  }

  @Test
  void begin_request_hasChallengeStateNonceAndLevels() throws Exception {
    Map<String, String> query = new LinkedHashMap<>();
    for (String part : pending.url().getRawQuery().split("&")) {
      query.put(part.split("=", 2)[0], URLDecoder.decode(part.split("=", 2)[1], UTF_8));
    }

    assertEquals("code", query.get("response_type"));
    assertEquals("openid igs:penalties", query.get("scope"));
    assertEquals("igs:verified igs:strong", query.get("acr_values"));
    assertEquals("S256", query.get("code_challenge_method"));
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(pending.verifier().getBytes(US_ASCII));
    assertEquals(
        Base64.getUrlEncoder().withoutPadding().encodeToString(hash), query.get("code_challenge"));
    assertEquals(pending.state(), query.get("state"));
    assertEquals(pending.nonce(), query.get("nonce"));
    assertEquals(43, pending.state().length());
    PendingLogin next = login.begin(Assurance.VERIFIED);
    assertEquals(
        6,
        Stream.of(pending, next)
            .flatMap(each -> Stream.of(each.state(), each.nonce(), each.verifier()))
            .distinct()
            .count());
  }

  @Test
  void complete_code_goesToTheTokenEndpointWithVerifierAndRedirect() {
    login.complete(pending, back());

    Map<String, String> form = provider.asked.get(0);
    assertEquals("authorization_code", form.get("grant_type"));
    assertEquals("code-1", form.get("code"));
    assertEquals(pending.verifier(), form.get("code_verifier"));
    assertEquals(BACK, form.get("redirect_uri"));
  }

  static Stream<Arguments> lies() {
    return Stream.of(
        lie("issuer of another", all -> all.put("iss", "https://evil.example")),
        lie("no issuer", all -> all.remove("iss")),
        lie("audience of another platform", all -> all.put("aud", "other-app")),
        lie("no audience", all -> all.remove("aud")),
        lie(
            "made for another of several audiences",
            all -> {
              all.put("aud", List.of(HostileProvider.CLIENT, "other-app"));
              all.put("azp", "other-app");
            }),
        lie(
            "for several audiences without saying for whom",
            all -> all.put("aud", List.of(HostileProvider.CLIENT, "other-app"))),
        lie("ended", all -> all.put("exp", Instant.now().getEpochSecond() - 120)),
        lie("without an end", all -> all.remove("exp")),
        lie("of the future", all -> all.put("iat", Instant.now().getEpochSecond() + 600)),
        lie("nonce of another login", all -> all.put("nonce", "attackers")),
        lie("without nonce", all -> all.remove("nonce")),
        lie("without subject", all -> all.remove("sub")),
        lie("with an empty subject", all -> all.put("sub", "")),
        lie("with a blank subject", all -> all.put("sub", " ")),
        lie("not in force yet", all -> all.put("nbf", Instant.now().getEpochSecond() + 90)),
        lie("of another access token", all -> all.put("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")),
        lie("a name that is no text", all -> all.put("name", List.of("a"))),
        lie("half a character in a name", all -> all.put("name", "\ud842")),
        lie("an acr that is no text", all -> all.put("acr", 7)));
  }

  private static Arguments lie(String what, Consumer<Map<String, Object>> claims) {
    return Arguments.of(what, claims);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lies")
  void complete_idTokenThatDoesNotHold_isForged(String what, Consumer<Map<String, Object>> claims) {
    provider.claims = claims;

    assertEquals(Reason.FORGED, refused());
  }

  @Test
  void complete_idTokenInForceWithinAMinute_isTaken() {
    provider.claims = all -> all.put("nbf", Instant.now().getEpochSecond() + 30);

    assertEquals("citizen-1", login.complete(pending, back()).subject());
  }

  /** The JDK takes zeros behind a signature of Ed25519 for a part of it. */
  @ParameterizedTest
  @ValueSource(strings = {"ES256", "EdDSA", "RS256", "PS256"})
  void complete_zeroBehindTheSignature_isForged(String algorithm) {
    provider.algorithm = algorithm;
    provider.keyId = algorithm;
    provider.behindSignature = new byte[1];

    assertEquals(Reason.FORGED, refused());
  }

  /** RFC 7515 section 4.1.11: what is critical and not understood makes the whole invalid. */
  @ParameterizedTest
  @ValueSource(strings = {"ES256", "EdDSA", "RS256", "PS256"})
  void complete_criticalHeaderThatNobodyKnows_isForged(String algorithm) {
    provider.algorithm = algorithm;
    provider.keyId = algorithm;
    provider.header = all -> all.putAll(Map.of("crit", List.of("for"), "for", "somebody else"));

    assertEquals(Reason.FORGED, refused());
  }

  /** A token of the same provider that is for something else (RFC 8725 section 3.11). */
  @ParameterizedTest
  @ValueSource(strings = {"at+jwt", "logout+jwt", "dpop+jwt"})
  void complete_tokenOfAnotherType_isForged(String type) {
    provider.header = all -> all.put("typ", type);

    assertEquals(Reason.FORGED, refused());
  }

  /** RFC 7517 section 5, and the very list of a provider that also has a key of SM2. */
  @ParameterizedTest
  @ValueSource(strings = {"ES256", "RS256", "PS256", "EdDSA"})
  void complete_keysThatCannotBeReadBesideAGoodOne_isTaken(String algorithm) {
    provider.algorithm = algorithm;
    provider.keyId = algorithm;
    provider.otherKeys = UNREADABLE;

    assertEquals("citizen-1", login.complete(pending, back()).subject());
  }

  @Test
  void complete_keyThatCannotBeReadUnderTheNameOfTheGoodOne_isTaken() {
    provider.otherKeys =
        UNREADABLE.stream()
            .filter(Map.class::isInstance)
            .map(
                key -> {
                  Map<Object, Object> named = new LinkedHashMap<>((Map<?, ?>) key);
                  named.put("kid", "ES256");
                  return (Object) named;
                })
            .toList();

    assertEquals("citizen-1", login.complete(pending, back()).subject());
  }

  @Test
  void readableKeys_list_readsWhatItCanAndCountsTheRest() throws Exception {
    String good =
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"1\","
            + "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
            + "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}";
    String text = new ObjectMapper().writeValueAsString(UNREADABLE);

    ReadableKeys read =
        ReadableKeys.of("{\"keys\":[" + good + "," + text.substring(1) + ",\"more\":1}");

    assertEquals(1, read.keys().size());
    assertEquals(UNREADABLE.size(), read.skipped());
    for (String none : List.of("", "[]", "{}", "{\"keys\":1}", "{\"keys\":null}", "null")) {
      assertThrows(IOException.class, () -> ReadableKeys.of(none), none);
    }
  }

  @ParameterizedTest
  @CsvSource({"none,ES256", "HS256,RS256", "RS512,RS256", "ES256,unknown", "EdDSA,RS256"})
  void complete_algorithmOrKeyThatIsNotAllowed_isForged(String algorithm, String keyId) {
    provider.algorithm = algorithm;
    provider.keyId = keyId;

    assertEquals(Reason.FORGED, refused());
  }

  @Test
  void complete_keyOfAStrangerUnderAKnownName_isForged() {
    provider.signsWithAnotherKey();

    assertEquals(Reason.FORGED, refused());
  }

  @Test
  void complete_unknownKeysAgainAndAgain_fetchesTheListSeldom() {
    provider.keyId = "unknown";
    for (int i = 0; i < 10; i++) {
      pending = login.begin(Assurance.BASIC);
      provider.nonce = pending.nonce();
      assertNotNull(refused());
    }

    assertTrue(provider.keysFetched.get() <= 2, provider.keysFetched::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"igs:basic", "igs:superb", "", "igs:STRONG"})
  void complete_acrThatIsNotEnoughOrNotKnown_isNotAssured(String acr) {
    provider.claims = all -> all.put("acr", acr);

    assertEquals(Reason.NOT_ASSURED, refused());
  }

  @Test
  void complete_withoutAcr_isNotAssured() {
    provider.claims = all -> all.remove("acr");

    assertEquals(Reason.NOT_ASSURED, refused());
  }

  /** Its verifier and its code would go to a provider that never asked for them. */
  @Test
  void complete_loginThatWasBegunWithAnotherProvider_asksNobody() {
    pending =
        new PendingLogin(
            URI.create("https://login.elsewhere.gov.cn/authorize?client_id=app"),
            pending.state(),
            pending.nonce(),
            pending.verifier(),
            pending.wanted(),
            pending.begunAt(),
            null);

    assertEquals(Reason.NOT_THIS_LOGIN, refused());
    assertEquals(List.of(), provider.asked);
  }

  @Test
  void complete_stateIssuerOrPlaceOfAnother_asksNobody() {
    String state = "state=" + pending.state();
    String iss = "iss=" + provider.issuer;
    for (URI called :
        List.of(
            back("code=code-1&" + iss),
            back("code=code-1&state=attackers&" + iss),
            back("code=code-1&" + state),
            back("code=code-1&" + state + "&iss=https://evil.example"),
            back("code=code-1&" + state + "&" + iss + "/"),
            back("code=code-1&code=code-2&" + state + "&" + iss),
            back(state + "&" + iss),
            back("code=&" + state + "&" + iss),
            back("code=code-1&access_token=x&token_type=Bearer&" + state + "&" + iss),
            URI.create("https://evil.example/gov/login?code=code-1&" + state + "&" + iss),
            URI.create("http://app.example.com/gov/login?code=code-1&" + state + "&" + iss),
            URI.create("https://app.example.com/gov/login/?code=code-1&" + state + "&" + iss),
            URI.create(BACK + "?code=code-1&" + state + "&" + iss + "#fragment"),
            URI.create(BACK))) {
      assertEquals(Reason.NOT_THIS_LOGIN, refused(called).reason(), called::toString);
    }
    assertEquals(List.of(), provider.asked);
    // None of them has used the login up.
    assertEquals("citizen-1", login.complete(pending, back()).subject());
  }

  @ParameterizedTest
  @CsvSource({
    "access_denied,DENIED",
    "login_required,LOGIN_AGAIN",
    "unmet_authentication_requirements,NOT_ASSURED",
    "temporarily_unavailable,UNAVAILABLE",
    "unauthorized_client,REFUSED",
    "%3Cscript%3E,REFUSED"
  })
  void complete_errorOfTheProvider_saysWhoMustAct(String error, Reason reason) {
    LoginException e =
        refused(back("error=" + error + "&state=" + pending.state() + "&iss=" + provider.issuer));

    assertEquals(reason, e.reason());
    assertFalse(String.valueOf(e.getMessage()).contains("<"));
  }

  @ParameterizedTest
  @CsvSource({
    "400,invalid_grant,LOGIN_AGAIN",
    "401,invalid_client,REFUSED",
    "400,invalid_request,REFUSED",
    "503,temporarily_unavailable,UNAVAILABLE"
  })
  void complete_tokenEndpointRefuses_saysWhoMustAct(int status, String error, Reason reason) {
    provider.tokens =
        (exchange, form) ->
            HostileProvider.send(
                exchange,
                status,
                "application/json",
                ("{\"error\":\"" + error + "\",\"error_description\":\"code-1\"}").getBytes(UTF_8));

    assertEquals(reason, refused());
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of(
            "no json",
            (HostileProvider.Tokens)
                (exchange, form) ->
                    HostileProvider.send(exchange, 200, "application/json", new byte[] {'{'})),
        Arguments.of(
            "a page",
            (HostileProvider.Tokens)
                (exchange, form) ->
                    HostileProvider.send(exchange, 200, "text/html", "<html>".getBytes(UTF_8))),
        Arguments.of(
            "sent on elsewhere",
            (HostileProvider.Tokens)
                (exchange, form) -> {
                  exchange.getResponseHeaders().set("Location", "https://evil.example/token");
                  exchange.sendResponseHeaders(307, -1);
                }),
        Arguments.of(
            "endless",
            (HostileProvider.Tokens)
                (exchange, form) -> {
                  exchange.getResponseHeaders().set("Content-Type", "application/json");
                  exchange.sendResponseHeaders(200, 0);
                  byte[] part = new byte[1 << 16];
                  Arrays.fill(part, (byte) ' ');
                  try (OutputStream out = exchange.getResponseBody()) {
                    for (int i = 0; i < 1000; i++) {
                      out.write(part);
                    }
                  }
                }),
        Arguments.of("silent", (HostileProvider.Tokens) (exchange, form) -> {}),
        Arguments.of(
            "cut off",
            (HostileProvider.Tokens)
                (exchange, form) -> {
                  exchange.sendResponseHeaders(200, 100);
                  exchange.close();
                }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void complete_tokenEndpointAnswersWhatIsNone_isUnavailable(
      String what, HostileProvider.Tokens tokens) {
    provider.tokens = tokens;

    assertEquals(Reason.UNAVAILABLE, refused());
  }

  @Test
  void complete_tokenThatIsNoBearerOrNoIdToken_isRefused() {
    provider.response = all -> all.put("token_type", "mac");
    assertNotNull(refused());

    pending = login.begin(Assurance.BASIC);
    provider.nonce = pending.nonce();
    provider.response = all -> all.remove("id_token");
    assertEquals(Reason.FORGED, refused());
  }

  static Stream<Arguments> tokens() {
    return Stream.of(
        lie("a token with a space", all -> all.put("access_token", "a b")),
        lie("a refresh token of half a character", all -> all.put("refresh_token", "\ud842")),
        lie("good for longer than time is", all -> all.put("expires_in", Long.MAX_VALUE)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tokens")
  void complete_tokensOfNoKnownForm_isUnavailable(
      String what, Consumer<Map<String, Object>> response) {
    provider.response = response;

    assertEquals(Reason.UNAVAILABLE, refused());
  }

  @Test
  void stepUp_citizenNotAskedAgain_isNotAssured() {
    CitizenSession session = login.complete(pending, back());
    pending = login.stepUp(session, Assurance.VERIFIED);
    provider.nonce = pending.nonce();
    provider.claims = all -> all.put("auth_time", Instant.now().getEpochSecond() - 3600);

    assertEquals(Reason.NOT_ASSURED, refused());
  }

  @Test
  void refresh_answerLost_isAskedOnceMoreWithTheSameToken() {
    CitizenSession session = login.complete(pending, back());
    provider.tokens =
        (exchange, form) -> {
          provider.tokens = provider::well;
          exchange.close();
        };
    provider.claims = all -> all.remove("nonce");

    CitizenSession renewed = login.refresh(session);

    assertEquals(Confidential.of("rt-3"), renewed.refreshToken());
    assertEquals(provider.asked.get(1), provider.asked.get(2));
  }

  @Test
  void keepAlive_providerDown_theTokenWillDoWhileItIsGood() {
    provider.response = all -> all.put("expires_in", 30);
    LiveSession live = login.keepAlive(login.complete(pending, back()), changed -> {});
    provider.tokens = (exchange, form) -> exchange.close();

    for (int i = 0; i < 5; i++) {
      assertEquals(HostileProvider.ACCESS_TOKEN, live.token().value());
    }

    // The login, and one renewal that was asked for twice.
    assertEquals(3, provider.asked.size());
  }

  @Test
  void complete_keysNotToBeHadAtFirst_areAskedForAgain() {
    provider.keysFail = 1;

    assertEquals("citizen-1", login.complete(pending, back()).subject());
  }

  @Test
  void refresh_otherCitizen_isRefused() {
    CitizenSession session = login.complete(pending, back());
    provider.claims =
        all -> {
          all.remove("nonce");
          all.put("sub", "citizen-2");
        };

    LoginException e = assertThrows(LoginException.class, () -> login.refresh(session));
    assertEquals(Reason.OTHER_CITIZEN, e.reason());
  }

  @Test
  void refresh_withoutIdTokenOrNewRefreshToken_keepsWhatItHas() {
    CitizenSession session = login.complete(pending, back());
    provider.response =
        all -> {
          all.remove("id_token");
          all.remove("refresh_token");
          all.put("access_token", "at-2");
        };

    CitizenSession renewed = login.refresh(session);

    assertEquals("at-2", renewed.token().value());
    assertEquals(session.refreshToken(), renewed.refreshToken());
    assertEquals(session.subject(), renewed.subject());
  }

  static Stream<Arguments> metadata() {
    URI good = URI.create("https://login.example.gov.cn/x");
    URI plain = URI.create("http://login.example.gov.cn/x");
    List<String> s256 = List.of("S256");
    return Stream.of(
        Arguments.of("issuer", provider(plain, good, good, good, s256)),
        Arguments.of("authorization_endpoint", provider(good, plain, good, good, s256)),
        Arguments.of("token_endpoint", provider(good, good, plain, good, s256)),
        Arguments.of("jwks_uri", provider(good, good, good, plain, s256)),
        Arguments.of("token_endpoint", provider(good, good, URI.create("token"), good, s256)),
        Arguments.of(
            "authorization_endpoint",
            provider(good, URI.create("https://a@evil.example/"), good, good, s256)),
        Arguments.of("PKCE", provider(good, good, good, good, List.of("plain"))));
  }

  private static OpenIdConfiguration provider(
      URI issuer, URI authorization, URI token, URI keys, List<String> challenges) {
    return new OpenIdConfiguration(
        issuer, authorization, token, keys, null, null, challenges, null);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("metadata")
  void build_providerThatCannotBeTrusted_isRefusedAndNamed(
      String what, OpenIdConfiguration metadata) {
    var e = assertThrows(IllegalArgumentException.class, () -> login(metadata));

    assertTrue(String.valueOf(e.getMessage()).contains(what), e::getMessage);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("metadata")
  void begin_providerThatCannotBeTrusted_isUnavailableAndNamed(
      String what, OpenIdConfiguration metadata) {
    CitizenLogin late = login(provider.metadata()).provider(() -> metadata).build();

    var e = assertThrows(LoginException.class, () -> late.begin(Assurance.BASIC));

    assertEquals(Reason.UNAVAILABLE, e.reason());
    assertTrue(String.valueOf(e.getMessage()).contains(what), e::getMessage);
  }

  @Test
  void build_provider_isAskedAtFirstUseAndAgainUntilItAnswers() {
    AtomicInteger asked = new AtomicInteger();
    Gateway down =
        new Gateway() {
          @Override
          @SuppressWarnings("unchecked") // It is asked for nothing else.
          public <T> T call(GovRequest<T> request) {
            if (asked.incrementAndGet() < 3) {
              throw GatewayErrors.notSent(
                  new GovException.Call(request.operation(), "request-1", 1),
                  NotSentException.Reason.NO_CONNECTION,
                  "no network",
                  null);
            }
            return (T) provider.metadata();
          }
        };
    CitizenLogin late = login(provider.metadata()).provider(OpenIdProvider.of(down)).build();
    assertEquals(0, asked.get());

    for (int i = 1; i <= 2; i++) {
      LoginException e = assertThrows(LoginException.class, () -> late.begin(Assurance.VERIFIED));
      assertEquals(Reason.UNAVAILABLE, e.reason());
      assertEquals(i, asked.get());
    }
    pending = late.begin(Assurance.VERIFIED);
    provider.nonce = pending.nonce();

    assertEquals("citizen-1", late.complete(pending, back()).subject());
    assertEquals(3, asked.get());
  }

  @Test
  void secretClientOrKeyId_empty_isRefusedWhenGiven() throws Exception {
    CitizenLogin.Builder builder = CitizenLogin.builder();
    PrivateKey key = RsaPairs.next().getPrivate();
    for (String empty : List.of("", " ", "\t\n")) {
      var e = assertThrows(IllegalArgumentException.class, () -> builder.secret(empty));
      assertEquals(
          "the client secret is empty; give the one that the provider has registered",
          e.getMessage());
      assertThrows(IllegalArgumentException.class, () -> builder.client(empty));
      assertThrows(IllegalArgumentException.class, () -> builder.key(empty, key));
    }
  }

  @Test
  void build_withSomethingMissing_saysWhat() {
    CitizenLogin.Builder bare =
        CitizenLogin.builder().provider(provider.metadata()).redirectUri(URI.create(BACK));

    assertTrue(
        assertThrows(IllegalStateException.class, () -> CitizenLogin.builder().build())
            .getMessage()
            .contains(".provider(...)"));
    assertTrue(
        assertThrows(IllegalStateException.class, bare::build)
            .getMessage()
            .contains("one of secret and key"));
    assertTrue(
        assertThrows(IllegalStateException.class, () -> bare.secret("x").build())
            .getMessage()
            .contains(".client(...)"));
  }

  /** As browsers, proxies and servers hand it over, none of which a URI takes. */
  @Test
  void complete_textAsTheBrowserSentIt_isTaken() {
    String query = "code=code-1&state=" + pending.state() + "&iss=" + provider.issuer;
    for (String extra : List.of("&x=a b", "&x={|}^", "&x=100%", "&x=%zz", "&x=中", "&x[]=\"<>")) {
      for (String called : List.of(BACK + "?" + query + extra, "/gov/login?" + query + extra)) {
        PendingLogin own = login.begin(Assurance.VERIFIED, "igs:penalties");
        String text = called.replace(pending.state(), own.state());
        assertEquals("citizen-1", completed(own, text), extra);
      }
    }
    PendingLogin own = login.begin(Assurance.VERIFIED, "igs:penalties");
    String encoded = provider.issuer.replace(":", "%3A").replace("/", "%2F");
    assertEquals(
        "citizen-1", completed(own, "code=code%2D1&state=" + own.state() + "&iss=" + encoded));
  }

  private String completed(PendingLogin own, String called) {
    provider.nonce = own.nonce();
    return login.complete(own, called).subject();
  }

  @Test
  void complete_textOfSomethingElse_isRefused() {
    String query = "code=code-1&state=" + pending.state() + "&iss=" + provider.issuer;
    for (String text :
        List.of(
            "",
            "?",
            "/",
            "/gov/login",
            "/gov/login#" + query,
            BACK + "?" + query + "#fragment",
            BACK + "?" + query + "&code=code-2",
            BACK + "?" + query + "&%63ode=code-2",
            "//evil.example/gov/login?" + query,
            "https://evil.example/gov/login?" + query,
            "https://app.example.com:8443/gov/login?" + query,
            "javascript:alert(1)",
            BACK + "?" + query + "&x=" + "a".repeat(1_000_000),
            "https://[::1?" + query,
            "\ud800")) {
      LoginException e = assertThrows(LoginException.class, () -> login.complete(pending, text));
      assertEquals(Reason.NOT_THIS_LOGIN, e.reason(), text.length() > 300 ? "long" : text);
    }
  }
}
