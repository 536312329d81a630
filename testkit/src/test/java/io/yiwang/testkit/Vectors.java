package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Sealed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * Makes the files of docs/vectors from the text of docs/igs-1.md, with the published keys of
 * keys.json. A random signature or sealed value is taken from the present file if it is right.
 */
final class Vectors {
  static final Path FOLDER = Path.of("..", "docs", "vectors");
  static final long NOW = 1_700_000_000L;

  /** The ids of the keys that sign. */
  static final List<String> SIGNING =
      List.of("test-ed25519", "test-sm2", "test-p256", "test-rsa-pss", "test-rsa");

  /** A key of keys.json. */
  record Key(String id, String alg, PrivateKey privateKey, PublicKey publicKey) {
    SandboxScheme scheme() {
      return Arrays.stream(SandboxScheme.values())
          .filter(each -> each.algorithm().equals(alg))
          .findFirst()
          .orElseThrow();
    }

    /** Returns the pair of keys, which seals fields. */
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
    return Objects.requireNonNull(keys.get(id), id);
  }

  /** Returns the files by name, without keys.json. */
  Map<String, JsonNode> files() throws IOException, GeneralSecurityException {
    Map<String, JsonNode> files = new LinkedHashMap<>();
    files.put("digests.json", digests());
    files.put("requests.json", new RequestVectors(this).json());
    files.put("answers.json", new AnswerVectors(this).json());
    files.put("callbacks.json", new CallbackVectors(this).json());
    files.put("sealed.json", sealed());
    files.put("qr-codes.json", new CodeVectors(this).json());
    files.put("canonical-json.json", canonical());
    files.put("decision-numbers.json", numbers());
    return files;
  }

  static String text(JsonNode json) throws IOException {
    return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
  }

  static ObjectNode file(String section) {
    return Json.object().put("section", section);
  }

  static String base64(byte[] bytes) {
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

  /** Returns the old value if it opens to the same text, or a new one. */
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

  /** Returns the canonical form of a number, as section 4 has it. */
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
