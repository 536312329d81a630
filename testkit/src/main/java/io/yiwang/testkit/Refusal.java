package io.yiwang.testkit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Thrown to refuse a request, which is answered with a signed problem document. */
@SuppressWarnings("serial") // Never leaves the process.
final class Refusal extends RuntimeException {
  /**
   * A field that is wrong.
   *
   * @param pointer the place of the field, as a JSON Pointer
   * @param in {@code body}, {@code query}, {@code path} or {@code header}
   */
  record Field(String pointer, String code, String in, Words detail) {
    private Map<String, String> in(String language) {
      return Map.of("pointer", pointer, "code", code, "in", in, "detail", detail.in(language));
    }
  }

  private final int status;
  private final String code;
  private final Map<String, Object> members = new LinkedHashMap<>();
  private final @Nullable String english;
  private List<Field> fields = List.of();
  private @Nullable Duration retryAfter;

  /** Makes a refusal that has no detail in English besides its code. */
  Refusal(int status, String code, String detail) {
    this(status, code, detail, null);
  }

  Refusal(int status, String code, String detail, @Nullable String english) {
    super(detail);
    this.status = status;
    this.code = code;
    this.english = english;
  }

  /** Returns the refusal of a request whose shape is right and whose value at one place is not. */
  static Refusal badRequest(String pointer, String code, String in, Words detail) {
    return new Refusal(400, "BAD_REQUEST", detail.chinese(), detail.english())
        .fields(List.of(new Field(pointer, code, in, detail)));
  }

  /** Returns the refusal of a request whose body is wrong at one place. */
  static Refusal badRequest(String pointer, String code, Words detail) {
    return badRequest(pointer, code, "body", detail);
  }

  /** Adds a member to the problem document: a JSON tree, text, number or list. */
  Refusal with(String member, Object value) {
    members.put(member, value);
    return this;
  }

  /** Adds the fields that are wrong. */
  Refusal fields(List<Field> wrong) {
    fields = List.copyOf(wrong);
    return this;
  }

  /** Adds {@code Retry-After}. */
  Refusal retryAfter(Duration wait) {
    retryAfter = wait;
    return this;
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  /** Returns the detail in a language; absent if the code is enough. */
  @Nullable String detail(String language) {
    return language.equals("en") ? english : getMessage();
  }

  /** Returns the further members of the problem document, in a language. */
  Map<String, Object> members(String language) {
    Map<String, Object> all = new LinkedHashMap<>(members);
    if (!fields.isEmpty()) {
      all.put("fields", fields.stream().map(field -> field.in(language)).toList());
    }
    return all;
  }

  @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
