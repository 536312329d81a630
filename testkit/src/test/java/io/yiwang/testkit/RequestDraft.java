package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/** A request to sign and send, of which a test changes one thing. */
final class RequestDraft {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  final GovSandbox sandbox;
  String method = "POST";
  URI uri;
  byte[] body = "{\"status\":\"PAYABLE\"}".getBytes(UTF_8);
  byte[] sentBody = body;
  String label = "igs";
  final List<String> covered = new ArrayList<>();
  final Map<String, String> headers = new LinkedHashMap<>();

  /** The values that are signed instead of those that are sent. */
  final Map<String, String> signed = new LinkedHashMap<>();

  final Map<String, Object> parameters = new LinkedHashMap<>();

  /** Changes the text to sign. */
  Function<String, String> text = whole -> whole;

  /** Changes the header Signature-Input. */
  Function<String, String> input = whole -> whole;

  Function<byte[], byte[]> sign;
  Function<byte[], String> encode = bytes -> ":" + Base64.getEncoder().encodeToString(bytes) + ":";

  RequestDraft(GovSandbox sandbox) {
    this.sandbox = sandbox;
    uri = sandbox.endpoint().resolve("penalties/search");
    headers.put("content-type", "application/json");
    headers.put("content-digest", Digests.header(sandbox.platformSigner().digest(), body));
    headers.put(
        "authorization", "Bearer " + sandbox.accessToken(sandbox.seed().citizens().get(0)).value());
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
    sign = by(key(sandbox.scheme()));
  }

  private String value(String component) {
    String changed = signed.get(component);
    if (changed != null) {
      return changed;
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

  private static PrivateKey key(SandboxScheme scheme) {
    return KeyPool.pair(scheme, GovSandbox.PLATFORM_KEY_ID).getPrivate();
  }

  static Function<byte[], byte[]> by(PrivateKey key) {
    SandboxScheme scheme =
        key.getAlgorithm().startsWith("Ed") ? SandboxScheme.ED25519 : SandboxScheme.SM2;
    return message -> {
      try {
        return scheme.signing(key).sign(message);
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    };
  }

  /** Returns what signs by SM2 with a user id, in DER or as r and s. */
  static Function<byte[], byte[]> sm2(String userId, boolean der) {
    return message -> {
      try {
        SM2Signer signer =
            new SM2Signer(
                der ? StandardDSAEncoding.INSTANCE : PlainDSAEncoding.INSTANCE, new SM3Digest());
        signer.init(
            true,
            new ParametersWithID(
                new ParametersWithRandom(
                    PrivateKeyFactory.createKey(key(SandboxScheme.SM2).getEncoded())),
                userId.getBytes(UTF_8)));
        signer.update(message, 0, message.length);
        return signer.generateSignature();
      } catch (IOException | CryptoException e) {
        throw new AssertionError(e);
      }
    };
  }
}
