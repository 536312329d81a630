package io.yiwang;

import io.yiwang.GovRequest.Kind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Describes one kind of call that a client makes. The {@code OPERATIONS} of the clients together
 * list them all: whoever implements another {@link Gateway}, for another wire format, finds there
 * which requests arrive and which answers are expected.
 *
 * @param name the name in logs, errors and the OpenAPI document
 * @param kind whether it changes something; a command is repeated under the same idempotency key
 * @param path the path relative to the endpoint, with {@code {name}} for each of {@link
 *     GovRequest#segments}
 * @param body the type of {@link GovRequest#body}; null if there is none
 * @param answer the form of the answer
 * @param type the type of the object or of each item; {@link Download} for a file
 */
public record Operation(
    String name, Kind kind, String path, @Nullable Class<?> body, Answer answer, Class<?> type) {
  /** Names the form of an answer. */
  public enum Answer {
    /** One object. */
    OBJECT,
    /** A {@link Page} of items. */
    PAGE,
    /** A list of items. */
    LIST,
    /** A {@link Verbatim}: one object with the bytes that it was read from. */
    VERBATIM,
    /** A file. */
    FILE
  }

  /** Checks that nothing is missing. */
  public Operation {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(answer, "answer");
    Objects.requireNonNull(type, "type");
  }

  /** Describes a query without a body. */
  public static Operation query(String name, String path, Answer answer, Class<?> type) {
    return new Operation(name, Kind.QUERY, path, null, answer, type);
  }

  /** Describes a query with a body. */
  public static Operation query(
      String name, String path, Class<?> body, Answer answer, Class<?> type) {
    return new Operation(name, Kind.QUERY, path, body, answer, type);
  }

  /** Describes a command with a body whose answer is one object. */
  public static Operation command(String name, String path, Class<?> body, Class<?> type) {
    return new Operation(name, Kind.COMMAND, path, body, Answer.OBJECT, type);
  }

  /** Describes a command without a body whose answer is one object. */
  public static Operation command(String name, String path, Class<?> type) {
    return new Operation(name, Kind.COMMAND, path, null, Answer.OBJECT, type);
  }

  /** Returns the operation that a request calls. */
  public static Operation of(GovRequest<?> request) {
    Object body = request.body();
    Reply<?> reply = request.reply();
    return new Operation(
        request.operation(),
        request.kind(),
        request.template(),
        body == null ? null : body instanceof Content ? Content.class : body.getClass(),
        answer(reply),
        reply.type());
  }

  private static Answer answer(Reply<?> reply) {
    if (reply instanceof Reply.OnePage<?>) {
      return Answer.PAGE;
    }
    if (reply instanceof Reply.Items<?>) {
      return Answer.LIST;
    }
    if (reply instanceof Reply.WithBytes<?>) {
      return Answer.VERBATIM;
    }
    return reply instanceof Reply.File ? Answer.FILE : Answer.OBJECT;
  }

  /** Returns {@code GET} for a query without a body, otherwise {@code POST}. */
  public String method() {
    return kind == Kind.QUERY && body == null ? "GET" : "POST";
  }
}
