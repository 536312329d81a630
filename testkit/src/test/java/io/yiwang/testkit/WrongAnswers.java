package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Signer;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Changes answers of the sandbox so that they break rules of the interface. */
final class WrongAnswers {
  private WrongAnswers() {}

  static Fault.Work changed(UnaryOperator<Answer> change) {
    return attempt -> attempt.signature().on(change.apply(attempt.process()));
  }

  static JsonNode json(Answer answer) {
    try {
      return answer.content().length == 0
          ? Json.MAPPER.missingNode()
          : Json.MAPPER.readTree(answer.content());
    } catch (IOException e) {
      return Json.MAPPER.missingNode();
    }
  }

  static Answer with(Answer answer, byte[] content) {
    return new Answer(answer.status(), answer.contentType(), content, answer.headers());
  }

  /** Changes a body that is an object. */
  static Fault.Work body(Consumer<ObjectNode> change) {
    return changed(
        answer -> {
          if (json(answer) instanceof ObjectNode object) {
            change.accept(object);
            return with(answer, Json.bytes(object));
          }
          return answer;
        });
  }

  static Fault.Work put(String member, String value) {
    return body(json -> json.put(member, value));
  }

  static Fault.Work header(String name, String value) {
    return changed(
        answer -> {
          Map<String, String> headers = new LinkedHashMap<>(answer.headers());
          headers.keySet().removeIf(name::equalsIgnoreCase);
          if (!value.isEmpty()) {
            headers.put(name, value);
          }
          return new Answer(answer.status(), answer.contentType(), answer.content(), headers);
        });
  }

  static Fault.Work refuse(int status, String code) {
    return attempt ->
        attempt.signature().on(attempt.refuse(new Refusal(status, code, "wrongly refused")));
  }

  static Fault.Work unsignedWhere(Predicate<Answer> which) {
    return attempt -> {
      Answer answer = attempt.process();
      Sent signed = attempt.signature().on(answer);
      return which.test(answer) ? signed.without("Signature", "Signature-Input") : signed;
    };
  }

  /** Signs with the right key, but uses the digest of another scheme. */
  static Fault.Work otherDigest() {
    return attempt -> {
      AnswerSignature right = attempt.signature();
      Signer signer = right.signer();
      Signer other =
          new Signer() {
            @Override
            public String keyId() {
              return signer.keyId();
            }

            @Override
            public String algorithm() {
              return signer.algorithm();
            }

            @Override
            public ContentDigest digest() {
              return SandboxScheme.SM2.digest();
            }

            @Override
            public byte[] sign(byte[] message) throws GeneralSecurityException, IOException {
              return signer.sign(message);
            }
          };
      return right.by(other).on(attempt.process());
    };
  }

  /** Sends the headers that a client acts on without signing them. */
  static Fault.Work unsignedHeaders() {
    return attempt -> {
      Answer answer = attempt.process();
      Answer bare = new Answer(answer.status(), answer.contentType(), answer.content(), Map.of());
      Sent sent = attempt.signature().on(bare);
      Map<String, String> headers = new LinkedHashMap<>(sent.headers());
      headers.putAll(answer.headers());
      return Sent.whole(sent.status(), headers, sent.body());
    };
  }

  static Fault.Work entries(Consumer<ArrayNode> change) {
    return body(json -> change.accept((ArrayNode) json.path("keys")));
  }

  static Fault.Work withoutUse(String use) {
    return entries(
        keys -> {
          for (int i = keys.size() - 1; i >= 0; i--) {
            if (keys.get(i).path("use").asText().equals(use)) {
              keys.remove(i);
            }
          }
        });
  }

  /** Changes the list once it has a second signing key, which is passed along. */
  static Fault.Work onceRotated(BiConsumer<ArrayNode, JsonNode> change) {
    return entries(
        keys -> {
          for (JsonNode each : keys) {
            if (each.path("keyid").asText().equals("gw-2")) {
              change.accept(keys, each);
              return;
            }
          }
        });
  }

  static int indexOf(ArrayNode keys, String keyId) {
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).path("keyid").asText().equals(keyId)) {
        return i;
      }
    }
    return -1;
  }

  static ArrayNode otherChain() {
    CertificateAuthority other = new CertificateAuthority("Another root", false, Instant.now());
    return Json.array()
        .add(Base64.getEncoder().encodeToString(CertificateAuthority.der(other.root())));
  }

  static Fault.Work itemsTwice() {
    return body(
        json -> {
          ArrayNode items = (ArrayNode) json.path("items");
          items.addAll(items.deepCopy());
        });
  }

  static Fault.Work qr(UnaryOperator<String> change) {
    return body(
        json -> {
          if (json.has("qr")) {
            json.put("qr", change.apply(json.path("qr").asText()));
          }
        });
  }
}
