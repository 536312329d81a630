package io.yiwang.identity.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.yiwang.identity.login.LoginException.Reason;
import io.yiwang.value.Confidential;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class NimbusOpenIdTest extends HostileLogin {
  @Test
  void complete_code_isSentWithVerifierAndRedirectUri() {
    login.complete(pending, back());

    Map<String, String> form = provider.tokenRequests.get(0);
    assertEquals("authorization_code", form.get("grant_type"));
    assertEquals("code-1", form.get("code"));
    assertEquals(pending.verifier(), form.get("code_verifier"));
    assertEquals(BACK, form.get("redirect_uri"));
  }

  @ParameterizedTest
  @CsvSource({
    "400,invalid_grant,LOGIN_AGAIN",
    "401,invalid_client,REFUSED",
    "400,invalid_request,REFUSED",
    "503,temporarily_unavailable,UNAVAILABLE"
  })
  void complete_tokenEndpointRefuses_hasTheReason(int status, String error, Reason reason) {
    provider.tokens =
        (exchange, form) ->
            HostileProvider.send(
                exchange,
                status,
                "application/json",
                ("{\"error\":\"" + error + "\",\"error_description\":\"code-1\"}").getBytes(UTF_8));

    assertEquals(reason, refused());
  }

  static Stream<Arguments> malformedAnswers() {
    return Stream.of(
        Arguments.of(
            "not JSON",
            (HostileProvider.Tokens)
                (exchange, form) ->
                    HostileProvider.send(exchange, 200, "application/json", new byte[] {'{'})),
        Arguments.of(
            "HTML",
            (HostileProvider.Tokens)
                (exchange, form) ->
                    HostileProvider.send(exchange, 200, "text/html", "<html>".getBytes(UTF_8))),
        Arguments.of(
            "redirect",
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
  @MethodSource("malformedAnswers")
  void complete_malformedAnswer_isUnavailable(String what, HostileProvider.Tokens tokens) {
    provider.tokens = tokens;

    assertEquals(Reason.UNAVAILABLE, refused());
  }

  @Test
  void complete_notABearerTokenOrNoIdToken_isRefused() {
    provider.response = all -> all.put("token_type", "mac");
    assertNotNull(refused());

    pending = login.begin(Assurance.BASIC);
    provider.nonce = pending.nonce();
    provider.response = all -> all.remove("id_token");
    assertEquals(Reason.FORGED, refused());
  }

  static Stream<Arguments> malformedTokens() {
    return Stream.of(
        malformed("access token with a space", all -> all.put("access_token", "a b")),
        malformed("refresh token with half a character", all -> all.put("refresh_token", "\ud842")),
        malformed("lifetime beyond the end of time", all -> all.put("expires_in", Long.MAX_VALUE)));
  }

  private static Arguments malformed(String what, Consumer<Map<String, Object>> change) {
    return Arguments.of(what, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedTokens")
  void complete_malformedToken_isUnavailable(String what, Consumer<Map<String, Object>> response) {
    provider.response = response;

    assertEquals(Reason.UNAVAILABLE, refused());
  }

  @Test
  void refresh_answerLost_isRepeatedWithTheSameToken() {
    CitizenSession session = login.complete(pending, back());
    provider.tokens =
        (exchange, form) -> {
          provider.tokens = provider::answerCorrectly;
          exchange.close();
        };
    provider.claims = all -> all.remove("nonce");

    CitizenSession renewed = login.refresh(session);

    assertEquals(Confidential.of("rt-3"), renewed.refreshToken());
    assertEquals(provider.tokenRequests.get(1), provider.tokenRequests.get(2));
  }

  @Test
  void refresh_withoutIdTokenOrNewRefreshToken_keepsThePreviousOnes() {
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
}
