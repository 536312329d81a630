package io.yiwang.identity.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.yiwang.signing.RsaPairs;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Acts as a provider that gives correct answers, except for what a test changes. It signs with the
 * JDK only.
 */
final class HostileProvider implements AutoCloseable {
  static final String CLIENT = "wallet";
  static final String ACCESS_TOKEN = "at-6sPq";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** Answers the token endpoint. */
  interface Tokens {
    void answer(HttpExchange exchange, Map<String, String> form) throws Exception;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private static final Map<String, KeyPair> MADE_ONCE = new ConcurrentHashMap<>();
  private final Map<String, KeyPair> keys = new LinkedHashMap<>();
  final List<Map<String, String>> tokenRequests = new CopyOnWriteArrayList<>();
  final AtomicInteger keysFetched = new AtomicInteger();
  final String issuer;

  /** Changes the claims of the id token before it is signed. */
  volatile Consumer<Map<String, Object>> claims = all -> {};

  /** Changes the header of the id token. */
  volatile Consumer<Map<String, Object>> header = all -> {};

  /** Changes the answer that contains the id token. */
  volatile Consumer<Map<String, Object>> response = all -> {};

  volatile String algorithm = "ES256";
  volatile String keyId = "ES256";
  volatile String nonce = "";

  /** Further keys, listed before its own. */
  volatile List<Object> otherKeys = List.of();

  /** Bytes that are appended to each signature. */
  volatile byte[] afterSignature = {};

  /** The number of times that fetching its keys fails. */
  volatile int keysFail;

  volatile Tokens tokens = this::answerCorrectly;

  HostileProvider() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    issuer = "http://127.0.0.1:" + server.getAddress().getPort();
    for (String each : List.of("ES256", "RS256", "PS256", "EdDSA")) {
      keys.put(each, MADE_ONCE.computeIfAbsent(each, HostileProvider::pair));
    }
    server.createContext("/jwks", this::keys);
    server.createContext("/token", this::token);
    server.start();
  }

  private static KeyPair pair(String algorithm) {
    try {
      if (algorithm.equals("RS256") || algorithm.equals("PS256")) {
        return RsaPairs.next();
      }
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(algorithm.equals("ES256") ? "EC" : "Ed25519");
      if (algorithm.equals("ES256")) {
        generator.initialize(256);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has these algorithms", e);
    }
  }

  OpenIdConfiguration metadata() {
    return new OpenIdConfiguration(
        URI.create(issuer),
        URI.create(issuer + "/authorize"),
        URI.create(issuer + "/token"),
        URI.create(issuer + "/jwks"),
        null,
        null,
        List.of("S256"),
        true);
  }

  /** From now on signs with an unlisted key, under the name of a listed one. */
  void signsWithAnotherKey() {
    keys.put("another", pair("ES256"));
    algorithm = "another";
  }

  private void keys(HttpExchange exchange) throws IOException {
    if (keysFetched.getAndIncrement() < keysFail) {
      exchange.close();
      return;
    }
    List<Object> set = new ArrayList<>(otherKeys);
    for (String name : List.of("ES256", "RS256", "PS256", "EdDSA")) {
      Map<String, Object> jwk = new LinkedHashMap<>(Map.of("kid", name, "use", "sig"));
      if (keys.get(name).getPublic() instanceof ECPublicKey ec) {
        jwk.putAll(Map.of("kty", "EC", "crv", "P-256"));
        jwk.put("x", number(ec.getW().getAffineX(), 32));
        jwk.put("y", number(ec.getW().getAffineY(), 32));
      } else if (keys.get(name).getPublic() instanceof RSAPublicKey rsa) {
        jwk.put("kty", "RSA");
        jwk.put("n", number(rsa.getModulus(), 256));
        jwk.put("e", number(rsa.getPublicExponent(), 3));
      } else {
        byte[] encoded = ((EdECPublicKey) keys.get(name).getPublic()).getEncoded();
        jwk.putAll(Map.of("kty", "OKP", "crv", "Ed25519"));
        jwk.put("x", BASE64.encodeToString(Arrays.copyOfRange(encoded, 12, 44)));
      }
      set.add(jwk);
    }
    send(exchange, 200, "application/json", JSON.writeValueAsBytes(Map.of("keys", set)));
  }

  private static String number(BigInteger number, int length) {
    byte[] bytes = new byte[length];
    byte[] all = number.toByteArray();
    int kept = Math.min(length, all.length);
    System.arraycopy(all, all.length - kept, bytes, length - kept, kept);
    return BASE64.encodeToString(bytes);
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> form = new LinkedHashMap<>();
    for (String part : new String(exchange.getRequestBody().readAllBytes(), UTF_8).split("&")) {
      String[] words = part.split("=", 2);
      form.put(words[0], URLDecoder.decode(words[1], UTF_8));
    }
    tokenRequests.add(form);
    try {
      tokens.answer(exchange, form);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      send(exchange, 500, "text/plain", e.toString().getBytes(UTF_8));
    }
  }

  /** Answers correctly, except for what the test has changed. */
  void answerCorrectly(HttpExchange exchange, Map<String, String> form) throws Exception {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("access_token", ACCESS_TOKEN);
    all.put("token_type", "Bearer");
    all.put("expires_in", 600);
    all.put("refresh_token", "rt-" + tokenRequests.size());
    all.put("id_token", idToken());
    response.accept(all);
    send(exchange, 200, "application/json", JSON.writeValueAsBytes(all));
  }

  static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private String idToken() throws Exception {
    Map<String, Object> all = new LinkedHashMap<>();
    long now = Instant.now().getEpochSecond();
    all.put("iss", issuer);
    all.put("sub", "citizen-1");
    all.put("aud", CLIENT);
    all.put("iat", now);
    all.put("exp", now + 300);
    all.put("auth_time", now);
    all.put("acr", "igs:verified");
    all.put("nonce", nonce);
    // Ed25519 uses SHA-512.
    String hash = algorithm.equals("EdDSA") ? "SHA-512" : "SHA-256";
    byte[] digest = MessageDigest.getInstance(hash).digest(ACCESS_TOKEN.getBytes(UTF_8));
    all.put("at_hash", BASE64.encodeToString(Arrays.copyOf(digest, digest.length / 2)));
    claims.accept(all);
    String name = algorithm.equals("another") ? "ES256" : algorithm;
    Map<String, Object> before = new LinkedHashMap<>(Map.of("alg", name, "kid", keyId));
    header.accept(before);
    String signed =
        BASE64.encodeToString(JSON.writeValueAsBytes(before))
            + "."
            + BASE64.encodeToString(JSON.writeValueAsBytes(all));
    byte[] signature = signature(signed.getBytes(UTF_8));
    byte[] longer = Arrays.copyOf(signature, signature.length + afterSignature.length);
    System.arraycopy(afterSignature, 0, longer, signature.length, afterSignature.length);
    return signed + "." + BASE64.encodeToString(longer);
  }

  private byte[] signature(byte[] signed) throws GeneralSecurityException {
    if (algorithm.equals("none")) {
      return new byte[0];
    }
    if (algorithm.equals("HS256")) {
      // An HMAC with the public key, which everybody knows.
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(keys.get("RS256").getPublic().getEncoded(), "HmacSHA256"));
      return mac.doFinal(signed);
    }
    Signature engine =
        Signature.getInstance(
            switch (algorithm) {
              case "RS256" -> "SHA256withRSA";
              case "RS512" -> "SHA512withRSA";
              case "PS256" -> "RSASSA-PSS";
              case "EdDSA" -> "Ed25519";
              default -> "SHA256withECDSAinP1363Format";
            });
    if (algorithm.equals("PS256")) {
      engine.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    engine.initSign(keys.get(algorithm.equals("RS512") ? "RS256" : algorithm).getPrivate());
    engine.update(signed);
    return engine.sign();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
