package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.yiwang.signing.ContentDigest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request is signed by hand with one mistake, and the answer names what to change. */
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

  private static String pem(java.security.KeyPair pair) {
    return Pem.of("PUBLIC KEY", pair.getPublic().getEncoded());
  }

  /** A request as it is signed and sent, of which a test changes one thing. */
  private static final class Draft {
    final GovSandbox sandbox;
    String method = "POST";
    URI uri;
    byte[] body = "{\"status\":\"PAYABLE\"}".getBytes(UTF_8);
    byte[] sentBody = body;
    String label = "igs";
    final List<String> covered = new ArrayList<>();
    final Map<String, String> headers = new LinkedHashMap<>();

    /** What is signed instead of what is sent. */
    final Map<String, String> signed = new LinkedHashMap<>();

    final Map<String, Object> parameters = new LinkedHashMap<>();
    Function<String, String> text = whole -> whole;
    Function<String, String> input = whole -> whole;
    Function<byte[], byte[]> sign;
    Function<byte[], String> encode =
        bytes -> ":" + Base64.getEncoder().encodeToString(bytes) + ":";

    Draft(GovSandbox sandbox) {
      this.sandbox = sandbox;
      uri = sandbox.endpoint().resolve("penalties/search");
      headers.put("content-type", "application/json");
      headers.put("content-digest", Digests.header(sandbox.platformSigner().digest(), body));
      headers.put(
          "authorization",
          "Bearer " + sandbox.accessToken(sandbox.seed().citizens().get(0)).value());
      covered.addAll(
          List.of(
              "@method",
              "@authority",
              "@path",
              "@query",
              "content-type",
              "content-digest",
              "authorization"));
      long now = sandbox.clock().instant().getEpochSecond();
      parameters.put("created", now);
      parameters.put("expires", now + 300);
      parameters.put("nonce", Nonces.next());
      parameters.put("keyid", GovSandbox.PLATFORM_KEY_ID);
      parameters.put("alg", sandbox.scheme().algorithm());
      parameters.put("tag", "igs-request");
      sign = by(key(sandbox));
    }

    private String value(String component) {
      String instead = signed.get(component);
      if (instead != null) {
        return instead;
      }
      return switch (component) {
        case "@method" -> method;
        case "@authority" -> uri.getAuthority();
        case "@path" -> uri.getRawPath();
        case "@query" -> "?" + (uri.getRawQuery() == null ? "" : uri.getRawQuery());
        default -> headers.getOrDefault(component, "");
      };
    }

    HttpResponse<String> send(String language) throws Exception {
      StringBuilder base = new StringBuilder();
      StringBuilder list = new StringBuilder();
      for (String component : covered) {
        base.append('"').append(component).append("\": ").append(value(component)).append('\n');
        list.append(list.isEmpty() ? "(\"" : " \"").append(component).append('"');
      }
      list.append(')');
      parameters.forEach(
          (name, value) ->
              list.append(';')
                  .append(name)
                  .append('=')
                  .append(value instanceof Number ? value : "\"" + value + "\""));
      String params = signed.getOrDefault("@signature-params", list.toString());
      String whole = text.apply(base + "\"@signature-params\": " + params);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri)
              .timeout(Duration.ofSeconds(20))
              .method(
                  method,
                  sentBody.length == 0
                      ? BodyPublishers.noBody()
                      : BodyPublishers.ofByteArray(sentBody))
              .header("accept-language", language)
              .header("signature-input", input.apply(label + "=" + list))
              .header("signature", label + "=" + encode.apply(sign.apply(whole.getBytes(UTF_8))));
      headers.forEach(request::header);
      return HTTP.send(request.build(), BodyHandlers.ofString());
    }
  }

  private static PrivateKey key(GovSandbox sandbox) {
    return KeyPool.pair(sandbox.scheme(), GovSandbox.PLATFORM_KEY_ID).getPrivate();
  }

  private static Function<byte[], byte[]> by(PrivateKey key) {
    SandboxScheme scheme =
        key.getAlgorithm().startsWith("Ed") ? SandboxScheme.ED25519 : SandboxScheme.SM2;
    return message -> {
      try {
        return scheme.signing(key).sign(message);
      } catch (java.security.GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    };
  }

  private static Function<byte[], byte[]> sm2(String userId, boolean der) {
    return message -> {
      try {
        SM2Signer signer =
            new SM2Signer(
                der ? StandardDSAEncoding.INSTANCE : PlainDSAEncoding.INSTANCE, new SM3Digest());
        signer.init(
            true,
            new ParametersWithID(
                new ParametersWithRandom(PrivateKeyFactory.createKey(key(SM2).getEncoded())),
                userId.getBytes(UTF_8)));
        signer.update(message, 0, message.length);
        return signer.generateSignature();
      } catch (java.io.IOException | org.bouncycastle.crypto.CryptoException e) {
        throw new AssertionError(e);
      }
    };
  }

  private static Arguments mistake(
      String name, String code, String scheme, Consumer<Draft> change, String... words) {
    return Arguments.of(name, code, scheme, change, List.of(words));
  }

  private static Arguments invalid(String name, Consumer<Draft> change, String... words) {
    return mistake(name, "SIGNATURE_INVALID", "both", change, words);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        invalid(
            "the host without its port",
            draft -> draft.signed.put("@authority", "127.0.0.1"),
            "@authority",
            "`127.0.0.1`"),
        invalid(
            "another name of the host",
            draft -> draft.signed.put("@authority", "localhost:" + draft.uri.getPort()),
            "@authority",
            "`localhost:"),
        invalid(
            "the path without the base",
            draft -> draft.signed.put("@path", "/penalties/search"),
            "@path",
            "`/penalties/search`",
            "`/igs/v1/penalties/search`"),
        invalid(
            "the whole address as path",
            draft -> draft.signed.put("@path", draft.uri.toString()),
            "@path",
            "`http://127.0.0.1"),
        invalid(
            "an empty query without its question mark",
            draft -> draft.signed.put("@query", ""),
            "@query",
            "``",
            "`?`"),
        invalid(
            "a query without its question mark",
            draft -> {
              draft.uri = URI.create(draft.uri + "?limit=5");
              draft.signed.put("@query", "limit=5");
            },
            "@query",
            "`limit=5`",
            "`?limit=5`"),
        invalid(
            "the method in lower case",
            draft -> draft.signed.put("@method", "post"),
            "@method",
            "`post`",
            "`POST`"),
        invalid(
            "the content type as a library sends it",
            draft -> {
              draft.headers.put("content-type", "application/json; charset=utf-8");
              draft.signed.put("content-type", "application/json");
            },
            "content-type",
            "`application/json; charset=utf-8`"),
        invalid(
            "the digest of an empty body",
            draft ->
                draft.signed.put(
                    "content-digest", Digests.header(ContentDigest.SHA_256, new byte[0])),
            "content-digest",
            "47DEQpj8"),
        invalid(
            "the token without Bearer",
            draft ->
                draft.signed.put("authorization", draft.headers.get("authorization").substring(7)),
            "authorization"),
        invalid(
            "a line end after the last line",
            draft -> draft.text = whole -> whole + "\n",
            "@signature-params"),
        invalid(
            "line ends of two characters",
            draft -> draft.text = whole -> whole.replace("\n", "\r\n"),
            "CRLF"),
        invalid(
            "no blanks after the colons",
            draft -> draft.text = whole -> whole.replace("\": ", "\":"),
            "`\"@method\": POST`"),
        invalid(
            "no last line",
            draft -> draft.text = whole -> whole.substring(0, whole.lastIndexOf('\n')),
            "@signature-params"),
        invalid(
            "the label in the last line",
            draft -> draft.text = whole -> whole.replace("params\": ", "params\": igs="),
            "@signature-params",
            "`igs=("),
        invalid(
            "the parameters in another order in the last line",
            draft ->
                draft.text =
                    whole ->
                        whole
                            .replaceFirst("(;alg=\"[^\"]*\")(;tag=\"[^\"]*\")", "$2$1")
                            .replaceFirst(
                                "(;created=\\d+)(.*)(;keyid=\"[^\"]*\")(;tag=\"[^\"]*\")(;alg=\"[^\"]*\")",
                                "$3$5$1$2$4"),
            "@signature-params"),
        invalid(
            "two mistakes at once",
            draft -> {
              draft.signed.put("@query", "");
              draft.text = whole -> whole + "\n";
            },
            "@query",
            "@signature-params"),
        invalid(
            "the signature in hexadecimal in base64",
            draft ->
                draft.encode =
                    bytes ->
                        ":"
                            + Base64.getEncoder()
                                .encodeToString(HexFormat.of().formatHex(bytes).getBytes(UTF_8))
                            + ":",
            "Base64|base64"),
        invalid(
            "the signature without colons",
            draft -> draft.encode = bytes -> Base64.getEncoder().encodeToString(bytes),
            "`igs=:"),
        invalid("another label", draft -> draft.label = "sig1", "igs"),
        invalid(
            "a component left out",
            draft -> draft.covered.remove("authorization"),
            "authorization"),
        invalid(
            "components in another order",
            draft -> Collections.swap(draft.covered, 1, 2),
            "@method @authority @path @query"),
        invalid("a parameter left out", draft -> draft.parameters.remove("expires"), "expires"),
        invalid(
            "a time in milliseconds",
            draft -> draft.parameters.computeIfPresent("created", (k, v) -> (Long) v * 1000),
            "created"),
        invalid(
            "a time as a string",
            draft -> draft.parameters.computeIfPresent("created", (k, v) -> v.toString()),
            "created"),
        invalid(
            "too long a life",
            draft -> draft.parameters.computeIfPresent("expires", (k, v) -> (Long) v + 300),
            "expires",
            "600"),
        invalid("a short nonce", draft -> draft.parameters.put("nonce", "17"), "nonce"),
        invalid("another tag", draft -> draft.parameters.put("tag", "igs"), "tag"),
        invalid(
            "blanks between the parameters",
            draft -> draft.input = whole -> whole.replace(";", "; "),
            "created=1700000000"),
        invalid(
            "components without quotes",
            draft -> draft.input = whole -> whole.replace("\"@method\"", "@method"),
            "Signature-Input"),
        invalid(
            "the key of another id",
            draft -> draft.sign = by(KeyPool.pair(SandboxScheme.ED25519, "second").getPrivate()),
            "wallet-2027",
            "keyid"),
        invalid(
            "a key that nobody knows",
            draft -> draft.sign = by(KeyPool.pair(SandboxScheme.ED25519, "stranger").getPrivate()),
            "signatureBase",
            "wallet-2026"),
        invalid(
            "the digest instead of the text",
            draft -> {
              Function<byte[], byte[]> right = draft.sign;
              ContentDigest digest = draft.sandbox.platformSigner().digest();
              draft.sign = message -> right.apply(digest.digest(message));
            },
            "SHA-256|SM3"),
        mistake(
            "SM2 in DER",
            "SIGNATURE_INVALID",
            "sm2",
            draft -> draft.sign = sm2("1234567812345678", true),
            "DER",
            "64"),
        mistake(
            "SM2 without user id",
            "SIGNATURE_INVALID",
            "sm2",
            draft -> draft.sign = sm2("", false),
            "1234567812345678"),
        mistake(
            "SM2 with the key id as user id",
            "SIGNATURE_INVALID",
            "sm2",
            draft -> draft.sign = sm2(GovSandbox.PLATFORM_KEY_ID, false),
            "`wallet-2026`",
            "1234567812345678"),
        mistake(
            "a key id with a typing error",
            "KEY_UNKNOWN",
            "both",
            draft -> draft.parameters.put("keyid", "wallet-2025"),
            "wallet-2026",
            "keyid"),
        mistake(
            "another algorithm",
            "ALGORITHM_REFUSED",
            "both",
            draft -> draft.parameters.put("alg", "rsa-pss-sha512"),
            "alg",
            "wallet-2026"),
        mistake(
            "a clock of another time zone",
            "CLOCK_SKEW",
            "both",
            draft -> {
              draft.parameters.computeIfPresent("created", (k, v) -> (Long) v + 8 * 3600);
              draft.parameters.computeIfPresent("expires", (k, v) -> (Long) v + 8 * 3600);
            },
            "created",
            "28800|28799",
            "UTC"),
        mistake(
            "a signature made long before it was sent",
            "SIGNATURE_EXPIRED",
            "both",
            draft -> {
              draft.parameters.computeIfPresent("created", (k, v) -> (Long) v - 100);
              draft.parameters.computeIfPresent("expires", (k, v) -> (Long) v - 390);
            },
            "expires"),
        mistake(
            "a body written again after it was signed",
            "DIGEST_MISMATCH",
            "both",
            draft -> draft.sentBody = "{\"status\": \"PAYABLE\"}".getBytes(UTF_8),
            "Content-Digest",
            "21"),
        mistake(
            "a digest in hexadecimal",
            "DIGEST_MISMATCH",
            "both",
            draft ->
                draft.headers.put(
                    "content-digest",
                    draft.sandbox.platformSigner().digest().algorithm()
                        + "=:"
                        + HexFormat.of()
                            .formatHex(draft.sandbox.platformSigner().digest().digest(draft.body))
                        + ":"),
            "Content-Digest",
            "Base64|base64"),
        mistake(
            "a digest under a name that nobody knows",
            "DIGEST_MISMATCH",
            "both",
            draft -> draft.headers.put("content-digest", "SHA256=:AAAA:"),
            "sha-256"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void check_oneMistake_isNamedInBothLanguages(
      String name, String code, String scheme, Consumer<Draft> change, List<String> words)
      throws Exception {
    for (GovSandbox sandbox : scheme.equals("sm2") ? List.of(SM2) : List.of(ED25519, SM2)) {
      for (String language : List.of("en", "zh-CN")) {
        Draft draft = new Draft(sandbox);
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
      Draft draft = new Draft(sandbox);
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
    Draft draft = new Draft(ED25519);
    assertEquals(200, draft.send("en").statusCode());

    String detail = Json.MAPPER.readTree(draft.send("en").body()).get("detail").textValue();

    assertTrue(detail.contains("nonce") && detail.contains("afresh"), detail);
  }

  @Test
  void token_missingOrWrong_errorSaysHowToSendIt() throws Exception {
    for (String value : List.of("Basic eDp5", "Bearer nothing")) {
      Draft draft = new Draft(ED25519);
      draft.headers.put("authorization", value);

      JsonNode problem = Json.MAPPER.readTree(draft.send("en").body());

      assertEquals("TOKEN_INVALID", problem.get("code").textValue());
      assertTrue(problem.get("detail").textValue().contains("token"), problem::toString);
    }
  }
}
