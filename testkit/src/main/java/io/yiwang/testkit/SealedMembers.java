package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.yiwang.signing.Sealed;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens the sealed members of a body (IGS/1 section 2.6). */
final class SealedMembers {
  private static final Set<String> PARTS = Set.of("kid", "alg", "ek", "iv", "ct", "tag");

  private final Function<String, @Nullable SealingKey> keys;
  private final FieldProblems problems = new FieldProblems();

  private SealedMembers(Function<String, @Nullable SealingKey> keys) {
    this.keys = keys;
  }

  /**
   * Replaces each sealed member by its text.
   *
   * @param keys returns the key of a key id; null if there is none
   * @throws Refusal naming the members that do not open
   */
  static void open(ObjectNode body, Function<String, @Nullable SealingKey> keys) {
    SealedMembers members = new SealedMembers(keys);
    members.descend(body, "");
    members.problems.throwIfAny();
  }

  /** Returns the texts of the sealed members that open, by JSON Pointer. */
  static Map<String, String> texts(ObjectNode body, Function<String, @Nullable SealingKey> keys) {
    Map<String, String> texts = new LinkedHashMap<>();
    collect(body, "", keys, texts);
    return texts;
  }

  private static void collect(
      JsonNode node,
      String pointer,
      Function<String, @Nullable SealingKey> keys,
      Map<String, String> texts) {
    if (isSealed(node)) {
      Sealed sealed = sealed(node);
      SealingKey opener = keys.apply(sealed.kid());
      if (opener != null) {
        try {
          texts.put(pointer, opener.open(sealed, pointer));
        } catch (GeneralSecurityException e) {
          // Left out: it did not open for the gateway either.
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        collect(array.get(i), pointer + "/" + i, keys, texts);
      }
    } else {
      node.properties()
          .forEach(
              member -> collect(member.getValue(), pointer + "/" + member.getKey(), keys, texts));
    }
  }

  private void descend(JsonNode node, String pointer) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> member : object.properties().stream().toList()) {
        String place = pointer + "/" + member.getKey();
        if (isSealed(member.getValue())) {
          member.setValue(TextNode.valueOf(opened(member.getValue(), place)));
        } else {
          descend(member.getValue(), place);
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        descend(array.get(i), pointer + "/" + i);
      }
    }
  }

  private static boolean isSealed(JsonNode node) {
    Set<String> names = new TreeSet<>();
    node.fieldNames().forEachRemaining(names::add);
    return node.isObject() && names.equals(PARTS);
  }

  private static Sealed sealed(JsonNode node) {
    return new Sealed(
        node.get("kid").asText(),
        node.get("alg").asText(),
        node.get("ek").asText(),
        node.get("iv").asText(),
        node.get("ct").asText(),
        node.get("tag").asText());
  }

  private String opened(JsonNode node, String pointer) {
    Sealed sealed = sealed(node);
    SealingKey opener = keys.apply(sealed.kid());
    if (opener == null) {
      problems.add(
          pointer,
          "SEAL_KEY_UNKNOWN",
          "body",
          "加密所用的密钥不是本网关的",
          "is sealed for a key that this gateway does not have");
      return "";
    }
    try {
      return opener.open(sealed, pointer);
    } catch (GeneralSecurityException e) {
      problems.add(
          pointer,
          "SEAL_UNREADABLE",
          "body",
          "在此位置无法解密：请核对密钥与附加数据（成员的 JSON Pointer）",
          "does not open in this place; check the key, and that the additional data is the member's JSON Pointer");
      return "";
    }
  }
}
