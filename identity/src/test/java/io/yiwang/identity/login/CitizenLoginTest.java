package io.yiwang.identity.login;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.login.LoginException.Reason;
import io.yiwang.signing.RsaPairs;
import java.net.URI;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CitizenLoginTest extends HostileLogin {
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

  @ParameterizedTest
  @ValueSource(strings = {"igs:basic", "igs:superb", "", "igs:STRONG"})
  void complete_lowOrUnknownAcr_isNotAssured(String acr) {
    provider.claims = all -> all.put("acr", acr);

    assertEquals(Reason.NOT_ASSURED, refused());
  }

  @Test
  void complete_withoutAcr_isNotAssured() {
    provider.claims = all -> all.remove("acr");

    assertEquals(Reason.NOT_ASSURED, refused());
  }

  @Test
  void stepUp_citizenNotAuthenticatedAgain_isNotAssured() {
    CitizenSession session = login.complete(pending, back());
    pending = login.stepUp(session, Assurance.VERIFIED);
    provider.nonce = pending.nonce();
    provider.claims = all -> all.put("auth_time", Instant.now().getEpochSecond() - 3600);

    assertEquals(Reason.NOT_ASSURED, refused());
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
  void keepAlive_providerDown_keepsTheTokenWhileItIsValid() {
    provider.response = all -> all.put("expires_in", 30);
    LiveSession live = login.keepAlive(login.complete(pending, back()), changed -> {});
    provider.tokens = (exchange, form) -> exchange.close();

    for (int i = 0; i < 5; i++) {
      assertEquals(HostileProvider.ACCESS_TOKEN, live.token().value());
    }

    // The login, and one renewal that was tried twice.
    assertEquals(3, provider.tokenRequests.size());
  }

  @Test
  void builder_emptySecretClientOrKeyId_isRejected() throws Exception {
    CitizenLogin.Builder builder = CitizenLogin.builder();
    PrivateKey key = RsaPairs.next().getPrivate();
    for (String empty : List.of("", " ", "\t\n")) {
      var e = assertThrows(IllegalArgumentException.class, () -> builder.clientSecret(empty));
      assertEquals(
          "the client secret is empty; give the one that the provider has registered",
          e.getMessage());
      assertThrows(IllegalArgumentException.class, () -> builder.clientId(empty));
      assertThrows(IllegalArgumentException.class, () -> builder.key(empty, key));
    }
  }

  @Test
  void build_withoutARequiredSetting_namesIt() {
    CitizenLogin.Builder bare =
        CitizenLogin.builder().provider(provider.metadata()).redirectUri(URI.create(BACK));

    assertTrue(
        assertThrows(IllegalStateException.class, () -> CitizenLogin.builder().build())
            .getMessage()
            .contains(".provider(...)"));
    assertTrue(
        assertThrows(IllegalStateException.class, bare::build)
            .getMessage()
            .contains("one of clientSecret and key"));
    assertTrue(
        assertThrows(IllegalStateException.class, () -> bare.clientSecret("x").build())
            .getMessage()
            .contains(".clientId(...)"));
  }
}
