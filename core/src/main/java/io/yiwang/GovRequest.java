package io.yiwang;

import io.yiwang.value.AccessToken;
import io.yiwang.value.Id;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Language;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One operation described: what it is called, where it goes, what it carries and what comes back.
 * Immutable; each method that adds a part returns a new request.
 *
 * <p>A <em>query</em> changes nothing and may be asked again freely. A <em>command</em> changes
 * something and carries an idempotency key, the same on every attempt. An operation that Yiwang has
 * not typed is called the same way as those it has:
 *
 * <pre>{@code
 * Payment payment =
 *     gov.call(GovRequest.query("fine.payment", "payments/{id}", Payment.class).segment("id", id));
 * }</pre>
 *
 * @param <T> what the answer is read as
 */
public final class GovRequest<T> {
  private static final Pattern OPERATION = Pattern.compile("[A-Za-z0-9]+(\\.[A-Za-z0-9]+)*");
  private static final Pattern TEMPLATE =
      Pattern.compile("(\\{[A-Za-z]+}|[A-Za-z0-9._~-]+)(/(\\{[A-Za-z]+}|[A-Za-z0-9._~-]+))*");

  /** Whether the operation changes something. */
  public enum Kind {
    /** Changes nothing. */
    QUERY,
    /** Changes something; carries an idempotency key. */
    COMMAND
  }

  /** What the items of the answer are read as. */
  public enum Shape {
    /** The answer is one object. */
    ONE,
    /** The answer is a {@link Page}. */
    PAGE,
    /** The answer is {@code {"items": [...]}} without pages, read as a list. */
    LIST
  }

  /** One query parameter. */
  public record Parameter(String name, String value) {}

  private final String operation;
  private final Kind kind;
  private final String method;
  private final String template;
  private final @Nullable Object body;
  private final Class<?> replyType;
  private final Shape shape;
  private final Map<String, String> segments;
  private final List<Parameter> parameters;
  private final @Nullable IdempotencyKey idempotencyKey;
  private final @Nullable AccessToken bearer;
  private final @Nullable Language language;

  private GovRequest(
      String operation,
      Kind kind,
      String method,
      String template,
      @Nullable Object body,
      Class<?> replyType,
      Shape shape,
      Map<String, String> segments,
      List<Parameter> parameters,
      @Nullable IdempotencyKey idempotencyKey,
      @Nullable AccessToken bearer,
      @Nullable Language language) {
    this.operation = operation;
    this.kind = kind;
    this.method = method;
    this.template = template;
    this.body = body;
    this.replyType = replyType;
    this.shape = shape;
    this.segments = segments;
    this.parameters = parameters;
    this.idempotencyKey = idempotencyKey;
    this.bearer = bearer;
    this.language = language;
  }

  private static <T> GovRequest<T> first(
      String operation,
      Kind kind,
      String method,
      String path,
      @Nullable Object body,
      Class<?> reply,
      Shape shape) {
    if (!OPERATION.matcher(operation).matches()) {
      throw new IllegalArgumentException("operation must be words joined by dots: " + operation);
    }
    // What travels is without dot segments, and would not be what was signed.
    if (!TEMPLATE.matcher(path).matches()
        || path.contains("..")
        || ("/" + path + "/").contains("/./")) {
      throw new IllegalArgumentException(
          "path must be segments joined by /, without a leading one, each of A-Z a-z 0-9 . _ ~ -"
              + " or {name}, and no dot segment: "
              + path);
    }
    return new GovRequest<>(
        operation,
        kind,
        method,
        path,
        body,
        reply,
        shape,
        Map.of(),
        List.of(),
        kind == Kind.COMMAND ? IdempotencyKey.random() : null,
        null,
        null);
  }

  /**
   * A GET.
   *
   * @param operation the name in logs, metrics and errors, such as {@code fine.payment}
   * @param path relative to the endpoint, with {@code {name}} where a segment is filled in
   */
  public static <T> GovRequest<T> query(String operation, String path, Class<T> reply) {
    return first(operation, Kind.QUERY, "GET", path, null, reply, Shape.ONE);
  }

  /** A POST that changes nothing, as where what is asked for is personal and must be sealed. */
  public static <T> GovRequest<T> query(
      String operation, String path, Object body, Class<T> reply) {
    return first(operation, Kind.QUERY, "POST", path, body, reply, Shape.ONE);
  }

  /** A GET whose answer is a page of items. */
  public static <E> GovRequest<Page<E>> page(String operation, String path, Class<E> item) {
    return first(operation, Kind.QUERY, "GET", path, null, item, Shape.PAGE);
  }

  /** A POST that changes nothing and whose answer is a page of items. */
  public static <E> GovRequest<Page<E>> page(
      String operation, String path, Object body, Class<E> item) {
    return first(operation, Kind.QUERY, "POST", path, body, item, Shape.PAGE);
  }

  /** A GET whose answer is a whole list of items. */
  public static <E> GovRequest<List<E>> list(String operation, String path, Class<E> item) {
    return first(operation, Kind.QUERY, "GET", path, null, item, Shape.LIST);
  }

  /**
   * A POST that changes something. It gets a random idempotency key; give it its own with {@link
   * #idempotencyKey} where the intent outlives this object.
   */
  public static <T> GovRequest<T> command(
      String operation, String path, Object body, Class<T> reply) {
    return first(operation, Kind.COMMAND, "POST", path, body, reply, Shape.ONE);
  }

  /** A POST that changes something and carries no body. */
  public static <T> GovRequest<T> command(String operation, String path, Class<T> reply) {
    return first(operation, Kind.COMMAND, "POST", path, null, reply, Shape.ONE);
  }

  private GovRequest<T> copy(
      Map<String, String> segments,
      List<Parameter> parameters,
      @Nullable IdempotencyKey idempotencyKey,
      @Nullable AccessToken bearer,
      @Nullable Language language) {
    return new GovRequest<>(
        operation,
        kind,
        method,
        template,
        body,
        replyType,
        shape,
        segments,
        parameters,
        idempotencyKey,
        bearer,
        language);
  }

  /**
   * Fills a {@code {name}} of the path.
   *
   * @throws IllegalArgumentException if the path has no such name, or the id is not one
   */
  public GovRequest<T> segment(String name, String id) {
    if (!template.contains("{" + name + "}")) {
      throw new IllegalArgumentException(operation + ": the path has no {" + name + "}");
    }
    Map<String, String> filled = new LinkedHashMap<>(segments);
    filled.put(name, Id.check(id, operation + " " + name));
    return copy(filled, parameters, idempotencyKey, bearer, language);
  }

  /** Adds a query parameter; one whose value is absent is left out. */
  public GovRequest<T> parameter(String name, @Nullable Object value) {
    if (value == null) {
      return this;
    }
    List<Parameter> more = new ArrayList<>(parameters);
    more.add(new Parameter(name, value.toString()));
    return copy(segments, List.copyOf(more), idempotencyKey, bearer, language);
  }

  /**
   * Names the intent, so that repeating it does it once.
   *
   * @throws IllegalArgumentException on a query, which has no intent
   */
  public GovRequest<T> idempotencyKey(IdempotencyKey key) {
    if (kind != Kind.COMMAND) {
      throw new IllegalArgumentException(operation + " is a query and takes no idempotency key");
    }
    return copy(segments, parameters, key, bearer, language);
  }

  /** Makes the call in the name of a citizen. */
  public GovRequest<T> bearer(AccessToken token) {
    return copy(segments, parameters, idempotencyKey, token, language);
  }

  /** The language of this answer; the client's own where none is given. */
  public GovRequest<T> language(Language language) {
    return copy(segments, parameters, idempotencyKey, bearer, language);
  }

  /** The name in logs, metrics and errors. */
  public String operation() {
    return operation;
  }

  /** Whether it changes something. */
  public Kind kind() {
    return kind;
  }

  /** {@code GET} or {@code POST}. */
  public String method() {
    return method;
  }

  /**
   * The path relative to the endpoint, every segment filled in. It needs no further escaping.
   *
   * @throws IllegalArgumentException if a {@code {name}} has not been filled
   */
  public String path() {
    StringBuilder path = new StringBuilder(template.length() + 32);
    int at = 0;
    for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', at)) {
      int close = template.indexOf('}', open);
      String name = template.substring(open + 1, close);
      String id = segments.get(name);
      if (id == null) {
        throw new IllegalArgumentException(operation + " needs " + name + "; call .segment(...)");
      }
      path.append(template, at, open).append(id);
      at = close + 1;
    }
    return path.append(template, at, template.length()).toString();
  }

  /** The query parameters in order, not escaped. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** What the codec writes as JSON. */
  public @Nullable Object body() {
    return body;
  }

  /** The type of the answer, or of its items. */
  public Class<?> replyType() {
    return replyType;
  }

  /** Whether the answer is one object or many items. */
  public Shape shape() {
    return shape;
  }

  /** The key of the intent; absent on a query. */
  public @Nullable IdempotencyKey idempotencyKey() {
    return idempotencyKey;
  }

  /** The citizen in whose name the call is made. */
  public @Nullable AccessToken bearer() {
    return bearer;
  }

  /** The language asked for; absent where the client's own is meant. */
  public @Nullable Language language() {
    return language;
  }

  /** The operation alone: a path can hold ids, a body anything. */
  @Override
  public String toString() {
    return operation;
  }
}
