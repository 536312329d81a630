package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The {@code fields} of a BAD_REQUEST. They name places and rules, never values. */
final class FieldProblems {
  private final List<Map<String, String>> fields = new ArrayList<>();

  void add(String pointer, String code, String in, String detail) {
    fields.add(Map.of("pointer", pointer, "code", code, "in", in, "detail", detail));
  }

  /** Adds what a value violates, below {@code prefix}. */
  void addErrors(JsonNode schema, JsonNode value, String prefix, String in) {
    for (Error error : ApiDocument.errors(schema, value)) {
      String place = prefix + error.getInstanceLocation();
      boolean ofMember =
          error.getProperty() != null
              && List.of("required", "additionalProperties").contains(error.getKeyword());
      add(
          ofMember ? place + "/" + escaped(error.getProperty()) : place,
          code(error.getKeyword()),
          in,
          "violates the keyword " + error.getKeyword());
    }
  }

  private static String escaped(String member) {
    return member.replace("~", "~0").replace("/", "~1");
  }

  private static String code(String keyword) {
    return switch (keyword) {
      case "required" -> "REQUIRED";
      case "additionalProperties", "unevaluatedProperties" -> "UNKNOWN_MEMBER";
      case "enum", "const" -> "UNKNOWN_VALUE";
      case "type" -> "WRONG_TYPE";
      case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" -> "OUT_OF_RANGE";
      case "maxLength", "maxItems" -> "TOO_LONG";
      case "minLength", "minItems" -> "TOO_SHORT";
      case "uniqueItems" -> "DUPLICATE";
      default -> "WRONG_FORM";
    };
  }

  /**
   * @throws Refusal with all of them, if there are any
   */
  void throwIfAny() {
    if (!fields.isEmpty()) {
      throw new Refusal(400, "BAD_REQUEST", fields.size() + "个字段有误").with("fields", fields);
    }
  }
}
