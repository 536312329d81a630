package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request that has passed the gateway's checks: signed, fresh, of the document's shape.
 *
 * @param operationId as in the OpenAPI document
 * @param path the path parameters
 * @param query the query parameters, decoded
 * @param headers by lower-case name
 * @param body the JSON body, in which each sealed member is replaced by its text; absent for a GET
 *     and for an attachment
 * @param content the raw body
 * @param platform the key id under which the request was signed
 * @param citizen the citizen in whose name the call is made
 * @param language {@code zh-CN} or {@code en}
 * @param now the time by the sandbox's clock
 */
@SuppressWarnings("ArrayRecordComponent") // Passed along once; never compared.
record Exchange(
    String operationId,
    Map<String, String> path,
    Map<String, List<String>> query,
    Map<String, String> headers,
    @Nullable ObjectNode body,
    byte[] content,
    String platform,
    @Nullable Citizen citizen,
    String language,
    Instant now) {

  /** Returns a path parameter. */
  String pathParameter(String name) {
    return Objects.requireNonNull(path.get(name), name);
  }

  /** Returns a query parameter; absent if it is missing or blank. */
  @Nullable String queryParameter(String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.isEmpty() || values.get(0).isBlank() ? null : values.get(0);
  }

  /** Returns the query parameter {@code limit}. */
  @Nullable Integer limit() {
    String limit = queryParameter("limit");
    return limit == null ? null : Integer.valueOf(limit);
  }

  /** Returns a query parameter that is true or false. */
  @Nullable Boolean flag(String name) {
    String value = queryParameter(name);
    return value == null ? null : Boolean.valueOf(value);
  }

  /** Returns the body of an operation whose document requires one. */
  ObjectNode requiredBody() {
    return Objects.requireNonNull(body, "body");
  }

  /** Returns whether the answer is to be in English. */
  boolean isEnglish() {
    return language.equals("en");
  }
}
