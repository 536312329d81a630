package io.yiwang;

import io.yiwang.internal.shared.Id;
import io.yiwang.value.AccessToken;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Language;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Describes one call: its operation, its path, its body and the form of its answer. Immutable; each
 * method that adds a part returns a new request.
 *
 * <p>A <em>query</em> changes nothing and may be repeated freely. A <em>command</em> changes
 * something and carries an idempotency key, the same on every attempt. An operation for which
 * Yiwang has no typed client is called in the same way:
 *
 * <pre>{@code
 * Payment payment =
 *     gov.call(GovRequest.query("fine.payment", "payments/{id}", Payment.class).segment("id", id));
 * }</pre>
 *
 * @param <T> the type of the answer
 */
public final class GovRequest<T> {
  /** Says whether an operation changes something. */
  public enum Kind {
    /** Changes nothing. */
    QUERY,
    /** Changes something; carries an idempotency key. */
    COMMAND
  }

  /** Holds one parameter of the query string. */
  public record Parameter(String name, String value) {
    /** Leaves out the value, which can be a citizen's secret or what a citizen searches for. */
    @Override
    public String toString() {
      return "Parameter[" + name + "]";
    }
  }

  /** Holds the parts that methods add, and is copied for each of them. */
  private static final class Options {
    private Map<String, String> segments = Map.of();
    private List<Parameter> parameters = List.of();
    private Map<String, String> headers = Map.of();
    private @Nullable IdempotencyKey idempotencyKey;
    private @Nullable AccessToken bearer;
    private @Nullable Language language;
    private @Nullable Duration timeout;
    private Duration longPoll = Duration.ZERO;

    Options(@Nullable IdempotencyKey idempotencyKey) {
      this.idempotencyKey = idempotencyKey;
    }

    Options(Options other) {
      segments = other.segments;
      parameters = other.parameters;
      headers = other.headers;
      idempotencyKey = other.idempotencyKey;
      bearer = other.bearer;
      language = other.language;
      timeout = other.timeout;
      longPoll = other.longPoll;
    }
  }

  private final String operation;
  private final Kind kind;
  private final String method;
  private final String template;
  private final @Nullable Object body;
  private final Reply<T> reply;
  private final Options options;

  private GovRequest(
      String operation,
      Kind kind,
      String method,
      String template,
      @Nullable Object body,
      Reply<T> reply,
      Options options) {
    this.operation = operation;
    this.kind = kind;
    this.method = method;
    this.template = template;
    this.body = body;
    this.reply = reply;
    this.options = options;
  }

  private static <T> GovRequest<T> create(
      String operation,
      Kind kind,
      String method,
      String path,
      @Nullable Object body,
      Reply<T> reply) {
    RequestSyntax.checkOperation(operation);
    RequestSyntax.checkTemplate(operation, path);
    return new GovRequest<>(
        operation,
        kind,
        method,
        path,
        body,
        reply,
        new Options(kind == Kind.COMMAND ? IdempotencyKey.random() : null));
  }

  /**
   * Returns a GET request.
   *
   * @param operation its name in logs, metrics and errors, such as {@code fine.payment}
   * @param path the path relative to the endpoint, with {@code {name}} for each segment to fill in
   */
  public static <T> GovRequest<T> query(String operation, String path, Class<T> reply) {
    return create(operation, Kind.QUERY, "GET", path, null, new Reply.One<>(reply));
  }

  /**
   * Returns a POST request that changes nothing, for a query whose personal data must be sealed.
   */
  public static <T> GovRequest<T> query(
      String operation, String path, Object body, Class<T> reply) {
    return create(operation, Kind.QUERY, "POST", path, body, new Reply.One<>(reply));
  }

  /** Returns a GET request whose answer is a page of items. */
  public static <E> GovRequest<Page<E>> page(String operation, String path, Class<E> item) {
    return create(operation, Kind.QUERY, "GET", path, null, new Reply.OnePage<>(item));
  }

  /** Returns a POST request that changes nothing and whose answer is a page of items. */
  public static <E> GovRequest<Page<E>> page(
      String operation, String path, Object body, Class<E> item) {
    return create(operation, Kind.QUERY, "POST", path, body, new Reply.OnePage<>(item));
  }

  /** Returns a GET request whose answer is a complete list of items. */
  public static <E> GovRequest<List<E>> list(String operation, String path, Class<E> item) {
    return create(operation, Kind.QUERY, "GET", path, null, new Reply.Items<>(item));
  }

  /**
   * Returns a GET request whose answer is one object together with the bytes that it was read from.
   */
  public static <E> GovRequest<Verbatim<E>> verbatim(
      String operation, String path, Class<E> reply) {
    return create(operation, Kind.QUERY, "GET", path, null, new Reply.WithBytes<>(reply));
  }

  /**
   * Returns a GET request whose answer is a file. The file is written next to its target and moved
   * there only after its signature and digest have been verified; an existing file is replaced
   * atomically. After a failure nothing has changed; after a crash, a file whose name ends in
   * {@code .part} may be left next to the target.
   *
   * @param target the path of the file, in a folder that exists
   * @param maxBytes the largest size that is accepted, compressed and decompressed
   */
  public static GovRequest<Download> download(
      String operation, String path, Path target, long maxBytes) {
    return create(operation, Kind.QUERY, "GET", path, null, new Reply.File(target, maxBytes));
  }

  /**
   * Returns a POST request that changes something. It gets a random idempotency key; set one with
   * {@link #idempotencyKey} if the intent outlives this object.
   */
  public static <T> GovRequest<T> command(
      String operation, String path, Object body, Class<T> reply) {
    return create(operation, Kind.COMMAND, "POST", path, body, new Reply.One<>(reply));
  }

  /** Returns a POST request that changes something and has no body. */
  public static <T> GovRequest<T> command(String operation, String path, Class<T> reply) {
    return create(operation, Kind.COMMAND, "POST", path, null, new Reply.One<>(reply));
  }

  private GovRequest<T> with(Consumer<Options> change) {
    Options changed = new Options(options);
    change.accept(changed);
    return new GovRequest<>(operation, kind, method, template, body, reply, changed);
  }

  /**
   * Fills in a {@code {name}} of the path.
   *
   * @throws IllegalArgumentException if the path has no such name, or the id is not a valid one
   */
  public GovRequest<T> segment(String name, String id) {
    if (!template.contains("{" + name + "}")) {
      throw new IllegalArgumentException(operation + ": the path has no {" + name + "}");
    }
    Id.check(id, operation + " " + name);
    Map<String, String> filled = new LinkedHashMap<>(options.segments);
    filled.put(name, id);
    return with(changed -> changed.segments = filled);
  }

  /** Adds a query parameter, unless the value is null. */
  public GovRequest<T> parameter(String name, @Nullable Object value) {
    if (value == null) {
      return this;
    }
    List<Parameter> more = new ArrayList<>(options.parameters);
    more.add(new Parameter(name, value.toString()));
    return with(changed -> changed.parameters = List.copyOf(more));
  }

  /**
   * Sets the idempotency key, under which repeated calls have one effect.
   *
   * @throws IllegalArgumentException if this is a query
   */
  public GovRequest<T> idempotencyKey(IdempotencyKey key) {
    if (kind != Kind.COMMAND) {
      throw new IllegalArgumentException(operation + " is a query and takes no idempotency key");
    }
    return with(changed -> changed.idempotencyKey = key);
  }

  /** Sets the access token of the citizen on whose behalf the call is made. */
  public GovRequest<T> bearer(AccessToken token) {
    return with(changed -> changed.bearer = token);
  }

  /** Sets the language of the answer; the client's language by default. */
  public GovRequest<T> language(Language language) {
    return with(changed -> changed.language = language);
  }

  /**
   * Sets the longest time that this call may take, including all attempts and waits, if the
   * client's timeout does not suit it, as with a large file or a long poll.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public GovRequest<T> timeout(Duration timeout) {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must be positive, got " + timeout);
    }
    return with(changed -> changed.timeout = timeout);
  }

  /**
   * Sets how long the gateway is asked to hold back its answer while it has nothing to report.
   * Silence during that time is not a sign of a dead connection.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public GovRequest<T> longPoll(Duration longest) {
    if (longest.isNegative()) {
      throw new IllegalArgumentException("longPoll must not be negative, got " + longest);
    }
    return with(changed -> changed.longPoll = longest);
  }

  /**
   * Adds a header, such as {@code If-None-Match}, unless the value is null. No signature covers it,
   * so an intermediary can change it.
   *
   * @throws IllegalArgumentException if it is not a valid header, or one that the client sets
   *     itself
   */
  public GovRequest<T> header(String name, @Nullable String value) {
    RequestSyntax.checkHeader(operation, name);
    if (value == null) {
      return this;
    }
    RequestSyntax.checkHeaderValue(operation, name, value);
    Map<String, String> more = new LinkedHashMap<>(options.headers);
    more.put(name.toLowerCase(Locale.ROOT), value);
    return with(changed -> changed.headers = more);
  }

  /** Returns the name of the operation in logs, metrics and errors. */
  public String operation() {
    return operation;
  }

  /** Returns whether the operation changes something. */
  public Kind kind() {
    return kind;
  }

  /** Returns {@code GET} or {@code POST}. */
  public String method() {
    return method;
  }

  /** Returns the path relative to the endpoint, with {@code {name}} for each segment to fill in. */
  public String template() {
    return template;
  }

  /**
   * Returns the path relative to the endpoint, with every segment filled in. It needs no further
   * escaping.
   *
   * @throws IllegalArgumentException if a {@code {name}} has not been filled in
   */
  public String path() {
    StringBuilder path = new StringBuilder(template.length() + 32);
    int at = 0;
    for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', at)) {
      int close = template.indexOf('}', open);
      String name = template.substring(open + 1, close);
      String id = options.segments.get(name);
      if (id == null) {
        throw new IllegalArgumentException(operation + " needs " + name + "; call .segment(...)");
      }
      path.append(template, at, open).append(id);
      at = close + 1;
    }
    return path.append(template, at, template.length()).toString();
  }

  /** Returns the ids that fill in the names of the path. */
  public Map<String, String> segments() {
    return Collections.unmodifiableMap(options.segments);
  }

  /** Returns the query parameters in order, unescaped. */
  public List<Parameter> parameters() {
    return options.parameters;
  }

  /**
   * Returns the body, which is written as JSON, or sent unchanged if it is a {@link Content}; null
   * if there is none.
   */
  public @Nullable Object body() {
    return body;
  }

  /** Returns the form of the answer. */
  public Reply<T> reply() {
    return reply;
  }

  /** Returns the idempotency key; null on a query. */
  public @Nullable IdempotencyKey idempotencyKey() {
    return options.idempotencyKey;
  }

  /**
   * Returns the access token of the citizen on whose behalf the call is made; null if there is
   * none.
   */
  public @Nullable AccessToken bearer() {
    return options.bearer;
  }

  /** Returns the language of the answer; null for the client's language. */
  public @Nullable Language language() {
    return options.language;
  }

  /** Returns the headers added to those that the client sets, by lower-case name. */
  public Map<String, String> headers() {
    return Map.copyOf(options.headers);
  }

  /** Returns the longest time that the call may take; null for the client's timeout. */
  public @Nullable Duration timeout() {
    return options.timeout;
  }

  /** Returns how long the gateway is asked to hold back its answer; zero for not at all. */
  public Duration longPoll() {
    return options.longPoll;
  }

  /** Returns the operation only, since the path and the body may hold personal data. */
  @Override
  public String toString() {
    return operation;
  }
}
