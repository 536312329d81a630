package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Sealed;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/**
 * Makes the files of docs/vectors from the text of docs/igs-1.md, with keys that are published
 * there in keys.json. A signature or sealed value that is random is taken from the file that is
 * there, as long as it is right.
 */
final class Vectors {
  static final Path FOLDER = Path.of("..", "docs", "vectors");
  static final long NOW = 1_700_000_000L;

  private static final List<String> SIGNING =
      List.of("test-ed25519", "test-sm2", "test-p256", "test-rsa-pss", "test-rsa");
  private static final String LOOKUP =
      "{\"decisionNumber\":\"3301062026000001\",\"proof\":{\"kind\":\"PLATE\",\"value\":{}}}";
  private static final String PROBLEM =
      "{\"type\":\"https://gw.example.gov.cn/igs/v1/problems/HOLD_LOST\",\"title\":\"占用已失效\","
          + "\"status\":409,\"code\":\"HOLD_LOST\",\"traceId\":\"t-1\"}";
  private static final String EVENT =
      "{\"specversion\":\"1.0\",\"id\":\"evt-1\",\"source\":\"https://gw.example.gov.cn/igs/v1\","
          + "\"type\":\"igs.payment.settled\",\"time\":\"2023-11-15T06:13:20+08:00\","
          + "\"datacontenttype\":\"application/json\",\"platform\":\"wallet\","
          + "\"subject\":\"pay-1\",\"data\":{\"paymentId\":\"pay-1\",\"orderNo\":\"order-1\","
          + "\"amount\":15000,\"status\":\"SETTLED\",\"revision\":2}}";

  /** A key of keys.json. */
  record Key(String id, String alg, PrivateKey privateKey, PublicKey publicKey) {
    SandboxScheme scheme() {
      return Arrays.stream(SandboxScheme.values())
          .filter(each -> each.algorithm().equals(alg))
          .findFirst()
          .orElseThrow();
    }

    /** Both halves, for a key that fields are sealed for. */
    SealingKey sealing() {
      SandboxScheme scheme =
          alg.equals(SandboxScheme.SM2.sealAlgorithm()) ? SandboxScheme.SM2 : SandboxScheme.RSA;
      return new SealingKey(
          id, scheme, new KeyPair(publicKey, new Pkcs8(privateKey, privateKey.getEncoded())));
    }
  }

  private final Map<String, Key> keys = new LinkedHashMap<>();

  Vectors() throws IOException {
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter().setProvider(Bc.PROVIDER);
    for (JsonNode key : read("keys.json").path("keys")) {
      keys.put(
          key.path("keyid").asText(),
          new Key(
              key.path("keyid").asText(),
              key.path("alg").asText(),
              converter.getPrivateKey(PrivateKeyInfo.getInstance(der(key, "privateKey"))),
              CheckSettings.publicKey(der(key, "publicKey"))));
    }
  }

  private static byte[] der(JsonNode key, String member) {
    String pem = key.path(member).asText();
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }

  static JsonNode read(String file) throws IOException {
    Path path = FOLDER.resolve(file);
    return Files.exists(path) ? Json.MAPPER.readTree(path.toFile()) : Json.object();
  }

  Key key(String id) {
    return java.util.Objects.requireNonNull(keys.get(id), id);
  }

  /** Returns the files by name, without keys.json. */
  Map<String, JsonNode> files() throws IOException, GeneralSecurityException {
    Map<String, JsonNode> files = new LinkedHashMap<>();
    files.put("digests.json", digests());
    files.put("requests.json", new File("requests.json").requests());
    files.put("answers.json", new File("answers.json").answers());
    files.put("callbacks.json", new File("callbacks.json").callbacks());
    files.put("sealed.json", sealed());
    files.put("qr-codes.json", new File("qr-codes.json").codes());
    files.put("canonical-json.json", canonical());
    files.put("decision-numbers.json", numbers());
    return files;
  }

  static String text(JsonNode json) throws IOException {
    return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
  }

  private static ObjectNode file(String section) {
    return Json.object().put("section", section);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static JsonNode digests() {
    ObjectNode file = file("2.3");
    ArrayNode vectors = file.putArray("vectors");
    for (String text : List.of("", "abc", "{\"a\":1}", "一网通办", "0123456789".repeat(100))) {
      byte[] bytes = text.getBytes(UTF_8);
      ObjectNode vector = vectors.addObject().put("text", text);
      for (ContentDigest digest : List.of(ContentDigest.SHA_256, SandboxScheme.SM2.digest())) {
        vector.put(digest.algorithm(), HexFormat.of().formatHex(digest.digest(bytes)));
        vector.put(digest.algorithm() + " header", Digests.header(digest, bytes));
      }
    }
    return file;
  }

  /** A file of signed messages; what of the old one is right is kept. */
  private final class File {
    private final JsonNode old;
    private final ObjectNode json;
    private final ArrayNode vectors;

    File(String name) throws IOException {
      old = read(name);
      String section =
          switch (name) {
            case "requests.json" -> "2.1";
            case "answers.json" -> "2.2";
            case "callbacks.json" -> "7";
            default -> "9";
          };
      json = file(section).put("now", NOW);
      vectors = json.putArray("vectors");
    }

    /** Returns the old signature of that name where it is right, or a new one. */
    private byte[] signature(String name, Key key, String base) throws GeneralSecurityException {
      for (JsonNode vector : old.path("vectors")) {
        if (vector.path("name").asText().equals(name)
            && vector.path("base").asText().equals(base)) {
          byte[] signature =
              Base64.getDecoder()
                  .decode(vector.path("signature").asText().replaceAll("^igs=:|:$", ""));
          try {
            key.scheme().verifying(key.publicKey()).verify(base.getBytes(UTF_8), signature);
            return signature;
          } catch (GeneralSecurityException e) {
            // Made again below.
          }
        }
      }
      return key.scheme().signing(key.privateKey()).sign(base.getBytes(UTF_8));
    }

    /** Signs what the message covers, and adds base, header and signature to it. */
    private void sign(
        ObjectNode message, Key key, List<String> covered, Map<String, Object> parameters)
        throws GeneralSecurityException {
      SignedParts parts = SignedParts.of(covered, parameters);
      String base = parts.base(component -> component(message, component));
      byte[] signature = signature(message.path("name").asText(), key, base);
      message.put("base", base).put("signatureInput", "igs=" + parts.text());
      message.put("signature", "igs=:" + base64(signature) + ":").put("valid", true);
      vectors.add(message);
    }

    private static @Nullable String component(ObjectNode message, String component) {
      return switch (component) {
        case "@method" -> message.path("method").asText();
        case "@authority" -> message.path("authority").asText();
        case "@path" -> message.path("path").asText();
        case "@query" ->
            message.path("query").asText().isEmpty() ? "?" : message.path("query").asText();
        case "@status" -> message.path("status").asText();
        case SignedParts.BINDING ->
            message.path("requestSignature").asText().replaceFirst("^igs=", "");
        default -> message.path("headers").path(component).asText();
      };
    }

    /** Adds the same message, changed after it was signed. */
    private void changed(String from, String why, String refusal, Consumer<ObjectNode> change) {
      for (JsonNode vector : vectors) {
        if (vector.path("name").asText().equals(from)) {
          ObjectNode other = vector.deepCopy();
          other.put("name", from + ", " + why).put("valid", false).put("refusal", refusal);
          other.remove("base");
          change.accept(other);
          vectors.add(other);
          return;
        }
      }
      throw new IllegalStateException("no vector " + from);
    }

    private ObjectNode request(String name, String method, String path, String query) {
      ObjectNode message = Json.object().put("name", name).put("method", method);
      message.put("authority", "gw.example.gov.cn").put("path", "/igs/v1/" + path);
      message.put("query", query);
      message.putObject("headers");
      return message;
    }

    private void body(ObjectNode message, Key key, String type, String body) {
      ((ObjectNode) message.path("headers"))
          .put("content-type", type)
          .put("content-digest", Digests.header(key.scheme().digest(), body.getBytes(UTF_8)));
      message.put("body", body);
    }

    private Map<String, Object> parameters(Key key, String tag, String nonceOf) {
      Map<String, Object> parameters = new LinkedHashMap<>();
      parameters.put("created", NOW);
      parameters.put("expires", NOW + 300);
      byte[] random = Arrays.copyOf(ContentDigest.SHA_256.digest(nonceOf.getBytes(UTF_8)), 16);
      parameters.put("nonce", Base64.getUrlEncoder().withoutPadding().encodeToString(random));
      parameters.put("keyid", key.id());
      parameters.put("alg", key.alg());
      parameters.put("tag", tag);
      return parameters;
    }

    /** Section 2.1: what a request covers, in order. */
    private List<String> covered(ObjectNode message) {
      List<String> covered =
          new ArrayList<>(List.of("\"@method\"", "\"@authority\"", "\"@path\"", "\"@query\""));
      for (String header :
          List.of("content-type", "content-digest", "idempotency-key", "authorization")) {
        if (message.path("headers").has(header)) {
          covered.add('"' + header + '"');
        }
      }
      return covered;
    }

    private void signRequest(ObjectNode message, Key key) throws GeneralSecurityException {
      String name = message.path("name").asText();
      sign(message, key, covered(message), parameters(key, "igs-request", name));
    }

    JsonNode requests() throws GeneralSecurityException {
      for (String id : SIGNING) {
        Key key = key(id);
        ObjectNode post = request("post " + id, "POST", "penalties/lookup", "");
        body(post, key, "application/json", LOOKUP);
        signRequest(post, key);
        changed(
            "post " + id,
            "one bit of the signature changed",
            "SIGNATURE_INVALID",
            message -> message.put("signature", flipped(message.path("signature").asText())));
      }
      for (String id : List.of("test-ed25519", "test-sm2")) {
        Key key = key(id);
        signRequest(request("get " + id, "GET", "keys", ""), key);
        signRequest(
            request(
                "get with query " + id,
                "GET",
                "services",
                "?text=" + URLEncoder.encode("停车", UTF_8) + "&region=330100&limit=5"),
            key);
        ObjectNode command = request("command " + id, "POST", "payments/pay-1/release", "");
        ((ObjectNode) command.path("headers")).put("idempotency-key", "key-1");
        body(command, key, "application/json", "{\"reason\":\"付款人取消\"}");
        signRequest(command, key);
        ObjectNode citizen = request("token " + id, "POST", "penalties/search", "");
        ((ObjectNode) citizen.path("headers")).put("authorization", "Bearer made-up-token");
        body(citizen, key, "application/json", "{\"status\":\"PAYABLE\"}");
        signRequest(citizen, key);
        wrongRequests(id, key);
      }
      changed(
          "post test-sm2",
          "the signature in DER",
          "SIGNATURE_INVALID",
          message -> message.put("signature", der(message.path("signature").asText())));
      return json;
    }

    private void wrongRequests(String id, Key key) throws GeneralSecurityException {
      changed(
          "get with query " + id,
          "another query",
          "SIGNATURE_INVALID",
          message -> message.put("query", "?text=x"));
      changed(
          "command " + id,
          "another Idempotency-Key",
          "SIGNATURE_INVALID",
          message -> ((ObjectNode) message.path("headers")).put("idempotency-key", "key-2"));
      changed(
          "command " + id,
          "another body",
          "DIGEST_MISMATCH",
          message -> message.put("body", "{\"reason\":\"other\"}"));
      changed(
          "post " + id,
          "another alg",
          "ALGORITHM_REFUSED",
          message ->
              message.put(
                  "signatureInput",
                  message
                      .path("signatureInput")
                      .asText()
                      .replace("alg=\"" + key.alg(), "alg=\"" + "rsa-v1_5-sha256")));
      changed(
          "post " + id,
          "an unknown key",
          "KEY_UNKNOWN",
          message ->
              message.put(
                  "signatureInput", message.path("signatureInput").asText().replace(id, "other")));
      ObjectNode less = request("get " + id + ", without @query", "GET", "keys/1", "");
      Map<String, Object> parameters = parameters(key, "igs-request", "less");
      sign(less, key, List.of("\"@method\"", "\"@authority\"", "\"@path\""), parameters);
      refused(less, "SIGNATURE_INVALID");
      wrongParameter(id, key, "tag", "igs-response", "SIGNATURE_INVALID");
      wrongParameter(id, key, "nonce", "c2hvcnQ", "SIGNATURE_INVALID");
      wrongParameter(id, key, "expires", NOW + 301, "SIGNATURE_INVALID");
      wrongParameter(id, key, "expires", NOW - 1, "SIGNATURE_INVALID");
      wrongParameter(id, key, "created", NOW + 301, "SIGNATURE_INVALID");
      ObjectNode old = request("get " + id + ", 301 s old", "GET", "keys/1", "");
      parameters = parameters(key, "igs-request", "old");
      parameters.put("created", NOW - 301);
      parameters.put("expires", NOW - 1);
      sign(old, key, covered(old), parameters);
      refused(old, "CLOCK_SKEW");
    }

    private void wrongParameter(String id, Key key, String name, Object value, String refusal)
        throws GeneralSecurityException {
      ObjectNode message = request("get " + id + ", " + name + "=" + value, "GET", "keys/1", "");
      Map<String, Object> parameters = parameters(key, "igs-request", name);
      parameters.put(name, value);
      sign(message, key, covered(message), parameters);
      refused(message, refusal);
    }

    /** The signature is good; the message is refused all the same. */
    private void refused(ObjectNode message, String refusal) {
      message.put("valid", false).put("refusal", refusal);
    }

    private ObjectNode answer(String name, int status, Key key, String type, String body) {
      ObjectNode message = Json.object().put("name", name).put("status", status);
      message.put("requestSignature", "igs=:" + base64(name.getBytes(UTF_8)) + ":");
      message.putObject("headers");
      if (!body.isEmpty()) {
        body(message, key, type, body);
      }
      return message;
    }

    private void signAnswer(ObjectNode message, Key key) throws GeneralSecurityException {
      List<String> covered = new ArrayList<>(List.of("\"@status\""));
      for (String header :
          List.of(
              "content-type",
              "content-digest",
              "retry-after",
              "etag",
              "igs-cursor",
              "idempotency-replayed")) {
        if (message.path("headers").has(header)) {
          covered.add('"' + header + '"');
        }
      }
      covered.add(SignedParts.BINDING);
      Map<String, Object> parameters = parameters(key, "igs-response", "");
      parameters.keySet().removeAll(List.of("expires", "nonce"));
      sign(message, key, covered, parameters);
    }

    JsonNode answers() throws GeneralSecurityException {
      for (String id : SIGNING) {
        Key key = key(id);
        signAnswer(answer("ok " + id, 200, key, "application/json", "{\"items\":[]}"), key);
        changed(
            "ok " + id,
            "one bit of the signature changed",
            "the signature does not verify",
            message -> message.put("signature", flipped(message.path("signature").asText())));
      }
      for (String id : List.of("test-ed25519", "test-sm2")) {
        Key key = key(id);
        signAnswer(answer("refusal " + id, 409, key, "application/problem+json", PROBLEM), key);
        signAnswer(answer("no body " + id, 204, key, "", ""), key);
        ObjectNode again = answer("repeated " + id, 201, key, "application/json", "{}");
        ((ObjectNode) again.path("headers")).put("idempotency-replayed", "true");
        signAnswer(again, key);
        ObjectNode all = answer("snapshot " + id, 200, key, "application/x-ndjson", "{}\n");
        ((ObjectNode) all.path("headers")).put("etag", "\"c.1\"").put("igs-cursor", "c.1");
        signAnswer(all, key);
        changed(
            "ok " + id,
            "to another request",
            "it is bound to another request",
            message -> message.put("requestSignature", "igs=:b3RoZXI=:"));
        changed(
            "refusal " + id,
            "another status",
            "the signature does not verify",
            message -> message.put("status", 200));
        changed(
            "refusal " + id,
            "another body",
            "the digest is of another body",
            message -> message.put("body", PROBLEM.replace("LOST", "KEPT")));
        changed(
            "repeated " + id,
            "another Idempotency-Replayed",
            "the signature does not verify",
            message -> ((ObjectNode) message.path("headers")).put("idempotency-replayed", "false"));
        changed(
            "ok " + id,
            "unsigned",
            "it is not signed",
            message -> message.remove(List.of("signature", "signatureInput")));
      }
      return json;
    }

    JsonNode callbacks() throws GeneralSecurityException {
      for (String id : SIGNING) {
        Key key = key(id);
        ObjectNode message = Json.object().put("name", "settled " + id).put("method", "POST");
        message.put("path", "/gov/callbacks").putObject("headers");
        body(message, key, "application/cloudevents+json", EVENT);
        sign(
            message,
            key,
            List.of("\"@method\"", "\"@path\"", "\"content-type\"", "\"content-digest\""),
            parameters(key, "igs-callback", "settled " + id));
        String name = "settled " + id;
        changed(
            name,
            "one bit of the signature changed",
            "the signature does not verify",
            other -> other.put("signature", flipped(other.path("signature").asText())));
        changed(
            name,
            "to another path",
            "the signature does not verify",
            other -> other.put("path", "/other"));
        changed(
            name,
            "another amount",
            "the digest is of another body",
            other -> other.put("body", EVENT.replace("15000", "1")));
      }
      return json;
    }

    private ObjectNode code(String name, Key key, String target, long expiry)
        throws GeneralSecurityException {
      String base = "https://" + target + "?x=" + expiry + "&k=" + key.id();
      byte[] signature = signature(name, key, base);
      ObjectNode vector = Json.object().put("name", name).put("base", base);
      vector.put("signature", base64(signature));
      vector.put("host", "gw.example.gov.cn");
      vector.put(
          "text", base + "&s=" + Base64.getUrlEncoder().withoutPadding().encodeToString(signature));
      vectors.add(vector.put("valid", true).put("expires", expiry));
      return vector;
    }

    JsonNode codes() throws GeneralSecurityException {
      String host = "gw.example.gov.cn";
      long later = NOW + 86_400;
      for (String id : SIGNING) {
        code("penalty " + id, key(id), host + "/q/p/3301062026000001", later)
            .put("kind", "p")
            .put("id", "3301062026000001");
      }
      for (String id : List.of("test-ed25519", "test-sm2")) {
        Key key = key(id);
        String number = "杭西综执罚字〔2017〕第000123号";
        code("Chinese " + id, key, host + "/q/p/" + URLEncoder.encode(number, UTF_8), later)
            .put("kind", "p")
            .put("id", number);
        code("service " + id, key, host + "/q/s/svc-1", later).put("kind", "s").put("id", "svc-1");
        code("campaign " + id, key, host + "/q/c/c-1", later).put("kind", "c").put("id", "c-1");
        code("signing " + id, key, host + "/q/g/sig-1", later).put("kind", "g").put("id", "sig-1");
        refused(code("old " + id, key, host + "/q/p/1", NOW - 1), "EXPIRED");
        refused(code("elsewhere " + id, key, "gw.example.com/q/p/1", later), "WRONG_HOST");
        changed(
            "penalty " + id,
            "another number",
            "WRONG_SIGNATURE",
            message ->
                message.put("text", message.path("text").asText().replace("26000001", "26000002")));
      }
      return json;
    }
  }

  /** Returns the header with one bit of the signature changed. */
  private static String flipped(String header) {
    byte[] bytes = Base64.getDecoder().decode(header.substring(5, header.length() - 1));
    bytes[bytes.length / 2] ^= 1;
    return "igs=:" + base64(bytes) + ":";
  }

  /** Returns the header with r and s as ASN.1 writes them. */
  private static String der(String header) {
    byte[] raw = Base64.getDecoder().decode(header.substring(5, header.length() - 1));
    try {
      byte[] der =
          new org.bouncycastle.asn1.DERSequence(
                  new org.bouncycastle.asn1.ASN1Encodable[] {
                    new org.bouncycastle.asn1.ASN1Integer(
                        new java.math.BigInteger(1, Arrays.copyOf(raw, 32))),
                    new org.bouncycastle.asn1.ASN1Integer(
                        new java.math.BigInteger(1, Arrays.copyOfRange(raw, 32, 64)))
                  })
              .getEncoded();
      return "igs=:" + base64(der) + ":";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private JsonNode sealed() throws IOException, GeneralSecurityException {
    JsonNode old = read("sealed.json");
    ObjectNode file = file("2.6");
    ArrayNode vectors = file.putArray("vectors");
    for (String id : List.of("test-seal-sm2", "test-seal-rsa")) {
      for (String[] each :
          new String[][] {
            {"plate", "/proof/value", "浙A12345"},
            {"name", "/payerName", "张三"},
            {"long", "/idNumber", "中".repeat(100)}
          }) {
        String name = each[0] + " " + id;
        JsonNode value = kept(old, name, id, each[1], each[2]);
        ObjectNode vector = vectors.addObject().put("name", name).put("key", id);
        vector.put("pointer", each[1]).put("text", each[2]);
        vector.set("sealed", value);
        vector.put("valid", true);
        ObjectNode elsewhere = vectors.addObject().put("name", name + ", in another place");
        elsewhere.put("key", id).put("pointer", "/other").set("sealed", value);
        elsewhere.put("valid", false);
      }
    }
    return file;
  }

  /** Returns the old value where it opens to the same text, or a new one. */
  private JsonNode kept(JsonNode old, String name, String id, String pointer, String text)
      throws GeneralSecurityException {
    SealingKey key = key(id).sealing();
    for (JsonNode vector : old.path("vectors")) {
      if (vector.path("name").asText().equals(name)) {
        JsonNode value = vector.path("sealed");
        if (key.open(sealed(value), pointer).equals(text)) {
          return value;
        }
      }
    }
    return Json.MAPPER.valueToTree(key.seal(text, pointer));
  }

  static Sealed sealed(JsonNode value) {
    return Json.MAPPER.convertValue(value, Sealed.class);
  }

  private static JsonNode canonical() {
    ObjectNode file = file("4");
    ArrayNode vectors = file.putArray("vectors");
    for (String[] each :
        new String[][] {
          {"{ \"b\" : 1 , \"a\" : [ true , null , \"x\" ] }", "{\"a\":[true,null,\"x\"],\"b\":1}"},
          {"{\"\\u20ac\":1,\"\\r\":2,\"1\":3}", "{\"\\r\":2,\"1\":3,\"€\":1}"},
          {"{\"payer\":\"张*\",\"amount\":15000}", "{\"amount\":15000,\"payer\":\"张*\"}"},
          {"{\"t\":\"\\u0007\\/\\u0041\\\\\"}", "{\"t\":\"\\u0007/A\\\\\"}"},
          {"{\"n\":-0,\"m\":9007199254740991}", "{\"m\":9007199254740991,\"n\":0}"},
          {"{\"\\ud83d\\ude00\":1,\"\\ufb33\":2}", "{\"😀\":1,\"\ufb33\":2}"}
        }) {
      vectors.addObject().put("json", each[0]).put("canonical", each[1]);
    }
    return file;
  }

  private static JsonNode numbers() {
    ObjectNode file = file("4");
    ArrayNode numbers = file.putArray("decisionNumbers");
    for (String typed :
        List.of(
            "0301717010100001",
            "0301 7170 1010 0001",
            "０３０１７１７０１０１００００１",
            "0301-7170-1010-0001",
            "\u200b0301717010100001\u202c",
            "330106123456789",
            "杭西综执罚字〔2017〕第000123号",
            "杭西综执罚字[2017]第000123号",
            "杭西综执罚字（2017）第000123号",
            "杭西综执罚字【2017】第 000123 号",
            "杭西综执罚字［2017］第000123号",
            "杭西综执罚字﹝2017﹞第000123号",
            "杭罚字〔二○二六〕第1-12号",
            "杭罚字〔二〇二六〕第11-2号")) {
      numbers.addObject().put("typed", typed).put("wire", number(typed));
    }
    ArrayNode proofs = file.putArray("proofs");
    for (String[] each :
        new String[][] {
          {"PLATE", "浙A12345"},
          {"PLATE", " 浙a·12345 "},
          {"PLATE", "浙A-１２３４５"},
          {"PLATE", "浙A • 12345"},
          {"PARTY_ID_TAIL", "123x"},
          {"PARTY_ID_TAIL", "１２３Ｘ"},
          {"PARTY_NAME", "\u200b张三 "},
          {"PARTY_NAME", "买买提·艾力"}
        }) {
      proofs
          .addObject()
          .put("kind", each[0])
          .put("typed", each[1])
          .put("wire", proof(each[0], each[1]));
    }
    return file;
  }

  /** Section 4, word for word. */
  private static String number(String typed) {
    String text =
        Normalizer.normalize(typed, Normalizer.Form.NFKC)
            .replaceAll("[\\s\\p{Z}\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]", "")
            .replaceAll("[\\[(（【［〔﹝]([0-9〇○零一二三四五六七八九]{4})[\\])）】］〕﹞]", "〔$1〕")
            .replace('○', '〇');
    return text.matches("[0-9-]*") ? text.replace("-", "") : text;
  }

  private static String proof(String kind, String typed) {
    String text =
        Normalizer.normalize(typed, Normalizer.Form.NFKC)
            .replaceAll("[\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]", "")
            .strip();
    return switch (kind) {
      case "PLATE" -> text.replaceAll("[·•・‧\\-—\\s]", "").toUpperCase(Locale.ROOT);
      case "PARTY_ID_TAIL" -> text.toUpperCase(Locale.ROOT);
      default -> text;
    };
  }
}
