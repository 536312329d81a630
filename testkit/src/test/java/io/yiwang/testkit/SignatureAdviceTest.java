package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyPair;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends requests that are signed with one mistake, whose answers say what to change. */
@Timeout(60)
class SignatureAdviceTest {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static final GovSandbox ED25519 = start(SandboxScheme.ED25519);
  private static final GovSandbox SM2 = start(SandboxScheme.SM2);

  private static GovSandbox start(SandboxScheme scheme) {
    GovSandbox sandbox = GovSandbox.builder().services(10).scheme(scheme).start();
    sandbox.registerPlatformKey(
        "wallet-2027", SandboxScheme.ED25519, pem(KeyPool.pair(SandboxScheme.ED25519, "second")));
    return sandbox;
  }

  @AfterAll
  static void stop() {
    ED25519.close();
    SM2.close();
  }

  private static String pem(KeyPair pair) {
    return Pem.of("PUBLIC KEY", pair.getPublic().getEncoded());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.yiwang.testkit.SignatureMistakes#mistakes")
  void check_oneMistake_isNamedInBothLanguages(
      String name, String code, String scheme, Consumer<RequestDraft> change, List<String> words)
      throws Exception {
    for (GovSandbox sandbox : scheme.equals("sm2") ? List.of(SM2) : List.of(ED25519, SM2)) {
      for (String language : List.of("en", "zh-CN")) {
        RequestDraft draft = new RequestDraft(sandbox);
        change.accept(draft);

        HttpResponse<String> answer = draft.send(language);

        JsonNode problem = Json.MAPPER.readTree(answer.body());
        assertEquals(401, answer.statusCode(), answer.body());
        assertEquals(code, problem.get("code").textValue(), answer.body());
        String detail = problem.get("detail").textValue();
        for (String word : words) {
          assertTrue(
              Stream.of(word.split("\\|")).anyMatch(detail::contains),
              () -> name + ": `" + word + "` is not in: " + detail);
        }
        assertTrue(detail.contains("/_sandbox/igs-1.md#2"), detail);
        assertEquals(
            language.equals("en"), detail.matches("[\\x00-\\x7f‖…]*"), () -> "language: " + detail);
        String token = draft.headers.get("authorization").substring(7);
        assertFalse(answer.body().contains(token), "the token is in the answer");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=utf-8",
        "application/json; charset=UTF-8",
        "Application/JSON"
      })
  void check_noMistake_isAnswered(String contentType) throws Exception {
    for (GovSandbox sandbox : List.of(ED25519, SM2)) {
      RequestDraft draft = new RequestDraft(sandbox);
      draft.headers.put("content-type", contentType);

      HttpResponse<String> answer = draft.send("en");

      assertEquals(200, answer.statusCode(), answer.body());
    }
  }

  @Test
  void check_unsigned_showsTheTextToSign() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(ED25519.endpoint().resolve("services?text=x"))
            .header("accept-language", "en")
            .build();

    JsonNode problem = Json.MAPPER.readTree(HTTP.send(request, BodyHandlers.ofString()).body());

    String detail = problem.get("detail").textValue();
    assertEquals("SIGNATURE_MISSING", problem.get("code").textValue());
    assertTrue(detail.contains("Signature-Input, Signature"), detail);
    String base = problem.get("signatureBase").textValue();
    assertTrue(
        base.startsWith(
            "\"@method\": GET\n\"@authority\": "
                + ED25519.endpoint().getAuthority()
                + "\n\"@path\": /igs/v1/services\n\"@query\": ?text=x\n\"@signature-params\": "
                + "(\"@method\" \"@authority\" \"@path\" \"@query\");created="),
        base);
    assertTrue(base.contains("keyid=\"wallet-2026\";alg=\"ed25519\";tag=\"igs-request\""), base);
  }

  @Test
  void check_sameBytesTwice_saysToSignAfresh() throws Exception {
    RequestDraft draft = new RequestDraft(ED25519);
    assertEquals(200, draft.send("en").statusCode());

    String detail = Json.MAPPER.readTree(draft.send("en").body()).get("detail").textValue();

    assertTrue(detail.contains("nonce") && detail.contains("afresh"), detail);
  }

  @Test
  void token_missingOrWrong_errorSaysHowToSendIt() throws Exception {
    for (String value : List.of("Basic eDp5", "Bearer nothing")) {
      RequestDraft draft = new RequestDraft(ED25519);
      draft.headers.put("authorization", value);

      JsonNode problem = Json.MAPPER.readTree(draft.send("en").body());

      assertEquals("TOKEN_INVALID", problem.get("code").textValue());
      assertTrue(problem.get("detail").textValue().contains("token"), problem::toString);
    }
  }
}
