package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.List;

/** Collects the {@code fields} of a BAD_REQUEST, which name places and rules and never values. */
final class FieldProblems {
  private final List<Refusal.Field> fields = new ArrayList<>();

  void add(String pointer, String code, String in, String chinese, String english) {
    fields.add(new Refusal.Field(pointer, code, in, new Words(chinese, english)));
  }

  /** Adds the violations of a value, whose place is {@code prefix}. */
  void addErrors(JsonNode schema, JsonNode value, String prefix, String in) {
    for (Error error : ApiDocument.errors(schema, value)) {
      String place = prefix + error.getInstanceLocation();
      boolean ofMember =
          error.getProperty() != null
              && List.of("required", "additionalProperties").contains(error.getKeyword());
      Words rule = rule(error);
      add(
          ofMember ? place + "/" + escaped(error.getProperty()) : place,
          code(error.getKeyword()),
          in,
          rule.chinese(),
          rule.english());
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

  /** Returns what the document requires; it quotes the limits, and never the value. */
  private static Words rule(Error error) {
    JsonNode node = error.getSchemaNode();
    String limit = node == null || node.isContainerNode() ? "" : " " + node.asText();
    return switch (error.getKeyword()) {
      case "required" -> new Words("缺少此项", "is missing");
      case "additionalProperties", "unevaluatedProperties" ->
          new Words("接口文档中没有此项", "is not a member that the document lists");
      case "enum", "const" -> new Words("不是接口文档列出的取值", "is not a value that the document lists");
      case "type" -> new Words("类型应为" + limit, "must be of type" + limit);
      case "minimum" -> new Words("不得小于" + limit, "must be at least" + limit);
      case "maximum" -> new Words("不得大于" + limit, "must be at most" + limit);
      case "exclusiveMinimum" -> new Words("应大于" + limit, "must be more than" + limit);
      case "exclusiveMaximum" -> new Words("应小于" + limit, "must be less than" + limit);
      case "maxLength" ->
          new Words("最多" + limit + " 个字符", "must have at most" + limit + " characters");
      case "minLength" ->
          new Words("至少" + limit + " 个字符", "must have at least" + limit + " characters");
      case "maxItems" -> new Words("最多" + limit + " 项", "must have at most" + limit + " items");
      case "minItems" -> new Words("至少" + limit + " 项", "must have at least" + limit + " items");
      case "uniqueItems" -> new Words("各项不得重复", "must not have an item twice");
      case "pattern" -> new Words("格式应符合" + limit, "must match" + limit);
      case "format" -> new Words("格式应为" + limit, "must be a" + limit);
      default ->
          new Words(
              "不符合接口文档（" + error.getKeyword() + "）",
              "violates the document's rule " + error.getKeyword());
    };
  }

  /**
   * Throws the problems, if there are any.
   *
   * @throws Refusal with all problems
   */
  void throwIfAny() {
    if (!fields.isEmpty()) {
      int count = fields.size();
      throw new Refusal(
              400,
              "BAD_REQUEST",
              count + "个字段有误",
              count == 1 ? "1 field is wrong" : count + " fields are wrong")
          .fields(fields);
    }
  }
}
