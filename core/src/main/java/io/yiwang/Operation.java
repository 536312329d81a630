package io.yiwang;

import io.yiwang.GovRequest.Kind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Describes one kind of call that a client makes. The {@code OPERATIONS} of the clients are the
 * whole table: whoever puts another {@link Gateway} beneath them, which speaks another wire form,
 * finds there what arrives and what has to come back.
 *
 * @param name as in logs and errors, and in the OpenAPI document
 * @param kind whether it changes something; a command is repeated under one idempotency key
 * @param path relative to the endpoint, with {@code {name}} for each of {@link GovRequest#segments}
 * @param body the type of {@link GovRequest#body}; absent where there is none
 * @param answer what is given back
 * @param type of the object or of each item; {@link Download} for a file
 */
public record Operation(
    String name, Kind kind, String path, @Nullable Class<?> body, Answer answer, Class<?> type) {
  /** Says in which form an answer is given. */
  public enum Answer {
    /** One object. */
    OBJECT,
    /** A {@link Page} of items. */
    PAGE,
    /** A list of items. */
    LIST,
    /** A {@link Verbatim}: one object with its own bytes. */
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

  /** Describes a command with a body, which is answered by one object. */
  public static Operation command(String name, String path, Class<?> body, Class<?> type) {
    return new Operation(name, Kind.COMMAND, path, body, Answer.OBJECT, type);
  }

  /** Describes a command without a body, which is answered by one object. */
  public static Operation command(String name, String path, Class<?> type) {
    return new Operation(name, Kind.COMMAND, path, null, Answer.OBJECT, type);
  }

  /** Returns the row of the table that a request is an instance of. */
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
