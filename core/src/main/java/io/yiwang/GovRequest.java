package io.yiwang;

import io.yiwang.internal.shared.Id;
import io.yiwang.internal.shared.Printable;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Describes one operation: what it is called, where it goes, what it carries and what comes back.
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
  private static final Form OPERATION =
      new Form(Pattern.compile("[A-Za-z0-9]++(\\.[A-Za-z0-9]++)*+").asMatchPredicate());
  private static final Pattern SEGMENTS =
      Pattern.compile("(\\{[A-Za-z]+}|[A-Za-z0-9._~-]+)(/(\\{[A-Za-z]+}|[A-Za-z0-9._~-]+))*+");

  // What travels is without dot segments, and would not be what was signed.
  private static final Form TEMPLATE =
      new Form(
          path ->
              SEGMENTS.matcher(path).matches()
                  && !path.contains("..")
                  && !("/" + path + "/").contains("/./"));

  /**
   * Texts of one form. Those found good are known again: a program has few kinds of calls. The row
   * "RSA call" of the benchmarks, KB allocated, pays for it.
   */
  private record Form(Predicate<String> check, Set<String> good) {
    private static final int MOST = 1000;

    Form(Predicate<String> check) {
      this(check, ConcurrentHashMap.newKeySet());
    }

    boolean fits(String text) {
      if (good.contains(text)) {
        return true;
      }
      if (!check.test(text)) {
        return false;
      }
      if (good.size() < MOST) {
        good.add(text);
      }
      return true;
    }
  }

  private static final Pattern HEADER = Pattern.compile("[a-z0-9-]+");

  /** Those that are signed, that say how the body travels, or that name connection and machine. */
  private static final Pattern OWN_HEADERS =
      Pattern.compile(
          "accept(-.*)?|authorization|connection|content-.*|cookie|date|expect|host|idempotency-key"
              + "|keep-alive|proxy-.*|signature(-.*)?|te|trailer|transfer-encoding|upgrade"
              + "|user-agent");

  private static final Pattern HEADER_VALUE = Pattern.compile("[!-~]([ -~]*[!-~])?");

  /** Says whether an operation changes something. */
  public enum Kind {
    /** Changes nothing. */
    QUERY,
    /** Changes something; carries an idempotency key. */
    COMMAND
  }

  /** Holds one query parameter. */
  public record Parameter(String name, String value) {
    /** Shows the name alone: the value can be a citizen's secret, or what they look for. */
    @Override
    public String toString() {
      return "Parameter[" + name + "]";
    }
  }

  /** What the methods that add a part change. */
  private record Options(
      Map<String, String> segments,
      List<Parameter> parameters,
      Map<String, String> headers,
      @Nullable IdempotencyKey idempotencyKey,
      @Nullable AccessToken bearer,
      @Nullable Language language,
      @Nullable Duration timeout,
      Duration longPoll) {}

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

  private static <T> GovRequest<T> first(
      String operation,
      Kind kind,
      String method,
      String path,
      @Nullable Object body,
      Reply<T> reply) {
    if (!OPERATION.fits(operation)) {
      throw new IllegalArgumentException(
          "operation must be words joined by dots: " + Printable.of(operation));
    }
    if (!TEMPLATE.fits(path)) {
      throw new IllegalArgumentException(
          operation
              + ": path must be segments joined by /, without a leading one, each of A-Z a-z 0-9 ."
              + " _ ~ - or {name}, and no dot segment");
    }
    return new GovRequest<>(
        operation,
        kind,
        method,
        path,
        body,
        reply,
        new Options(
            Map.of(),
            List.of(),
            Map.of(),
            kind == Kind.COMMAND ? IdempotencyKey.random() : null,
            null,
            null,
            null,
            Duration.ZERO));
  }

  /**
   * Returns a GET.
   *
   * @param operation the name in logs, metrics and errors, such as {@code fine.payment}
   * @param path relative to the endpoint, with {@code {name}} where a segment is filled in
   */
  public static <T> GovRequest<T> query(String operation, String path, Class<T> reply) {
    return first(operation, Kind.QUERY, "GET", path, null, new Reply.One<>(reply));
  }

  /**
   * Returns a POST that changes nothing, as where what is asked for is personal and must be sealed.
   */
  public static <T> GovRequest<T> query(
      String operation, String path, Object body, Class<T> reply) {
    return first(operation, Kind.QUERY, "POST", path, body, new Reply.One<>(reply));
  }

  /** Returns a GET whose answer is a page of items. */
  public static <E> GovRequest<Page<E>> page(String operation, String path, Class<E> item) {
    return first(operation, Kind.QUERY, "GET", path, null, new Reply.OnePage<>(item));
  }

  /** Returns a POST that changes nothing and whose answer is a page of items. */
  public static <E> GovRequest<Page<E>> page(
      String operation, String path, Object body, Class<E> item) {
    return first(operation, Kind.QUERY, "POST", path, body, new Reply.OnePage<>(item));
  }

  /** Returns a GET whose answer is a whole list of items. */
  public static <E> GovRequest<List<E>> list(String operation, String path, Class<E> item) {
    return first(operation, Kind.QUERY, "GET", path, null, new Reply.Items<>(item));
  }

  /**
   * Returns a GET whose answer is one object, given together with the bytes that it was read from.
   */
  public static <E> GovRequest<Verbatim<E>> verbatim(
      String operation, String path, Class<E> reply) {
    return first(operation, Kind.QUERY, "GET", path, null, new Reply.WithBytes<>(reply));
  }

  /**
   * Returns a GET whose answer is a file. It is written beside its place, and moved there, whole,
   * only when signature and digest have been found good; what was there before is replaced in one
   * step. After a failure nothing has changed; after a crash, a file whose name ends in {@code
   * .part} may be left beside it.
   *
   * @param target in a folder that exists
   * @param maxBytes the most that is taken, packed and unpacked
   */
  public static GovRequest<Download> download(
      String operation, String path, Path target, long maxBytes) {
    return first(operation, Kind.QUERY, "GET", path, null, new Reply.File(target, maxBytes));
  }

  /**
   * Returns a POST that changes something. It gets a random idempotency key; give it its own with
   * {@link #idempotencyKey} where the intent outlives this object.
   */
  public static <T> GovRequest<T> command(
      String operation, String path, Object body, Class<T> reply) {
    return first(operation, Kind.COMMAND, "POST", path, body, new Reply.One<>(reply));
  }

  /** Returns a POST that changes something and carries no body. */
  public static <T> GovRequest<T> command(String operation, String path, Class<T> reply) {
    return first(operation, Kind.COMMAND, "POST", path, null, new Reply.One<>(reply));
  }

  private GovRequest<T> with(Options options) {
    return new GovRequest<>(operation, kind, method, template, body, reply, options);
  }

  private GovRequest<T> with(
      @Nullable IdempotencyKey key,
      @Nullable AccessToken bearer,
      @Nullable Language language,
      @Nullable Duration timeout) {
    return with(
        new Options(
            options.segments,
            options.parameters,
            options.headers,
            key,
            bearer,
            language,
            timeout,
            options.longPoll));
  }

  private GovRequest<T> with(
      Map<String, String> segments, List<Parameter> parameters, Map<String, String> headers) {
    return with(
        new Options(
            segments,
            parameters,
            headers,
            options.idempotencyKey,
            options.bearer,
            options.language,
            options.timeout,
            options.longPoll));
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
    Id.check(id, operation + " " + name);
    Map<String, String> filled = new LinkedHashMap<>(options.segments);
    filled.put(name, id);
    return with(filled, options.parameters, options.headers);
  }

  /** Adds a query parameter; one whose value is absent is left out. */
  public GovRequest<T> parameter(String name, @Nullable Object value) {
    if (value == null) {
      return this;
    }
    List<Parameter> more = new ArrayList<>(options.parameters);
    more.add(new Parameter(name, value.toString()));
    return with(options.segments, List.copyOf(more), options.headers);
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
    return with(key, options.bearer, options.language, options.timeout);
  }

  /** Makes the call in the name of a citizen. */
  public GovRequest<T> bearer(AccessToken token) {
    return with(options.idempotencyKey, token, options.language, options.timeout);
  }

  /** Returns the language of this answer; the client's own where none is given. */
  public GovRequest<T> language(Language language) {
    return with(options.idempotencyKey, options.bearer, language, options.timeout);
  }

  /**
   * Returns the most that this call takes, attempts and waits included, where the client's own
   * limit does not fit: a large file, an answer that the gateway is asked to hold back.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public GovRequest<T> timeout(Duration timeout) {
    if (timeout.isZero() || timeout.isNegative()) {
      throw new IllegalArgumentException("timeout must be positive, got " + timeout);
    }
    return with(options.idempotencyKey, options.bearer, options.language, timeout);
  }

  /**
   * Returns how long the gateway is asked to hold its answer back where it has nothing to say yet.
   * Its silence up to then is not a sign of a dead connection.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public GovRequest<T> longPoll(Duration most) {
    if (most.isNegative()) {
      throw new IllegalArgumentException("longPoll must not be negative, got " + most);
    }
    return with(
        new Options(
            options.segments,
            options.parameters,
            options.headers,
            options.idempotencyKey,
            options.bearer,
            options.language,
            options.timeout,
            most));
  }

  /**
   * Adds a header, such as {@code If-None-Match}; one whose value is absent is left out. No
   * signature covers it: somebody on the way can change it.
   *
   * @throws IllegalArgumentException if it is not a header, or one that the client sets itself
   */
  public GovRequest<T> header(String name, @Nullable String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!HEADER.matcher(lower).matches() || OWN_HEADERS.matcher(lower).matches()) {
      throw new IllegalArgumentException(
          operation + ": " + name + " is not a header that a request may set itself");
    }
    if (value == null) {
      return this;
    }
    if (!HEADER_VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          operation
              + ": the value of "
              + name
              + " must be visible ASCII, without blanks around it");
    }
    Map<String, String> more = new LinkedHashMap<>(options.headers);
    more.put(lower, value);
    return with(options.segments, options.parameters, more);
  }

  /** Returns the name in logs, metrics and errors. */
  public String operation() {
    return operation;
  }

  /** Returns whether it changes something. */
  public Kind kind() {
    return kind;
  }

  /** Returns {@code GET} or {@code POST}. */
  public String method() {
    return method;
  }

  /**
   * Returns the path relative to the endpoint, with {@code {name}} where a segment is filled in.
   */
  public String template() {
    return template;
  }

  /**
   * Returns the path relative to the endpoint, every segment filled in. It needs no further
   * escaping.
   *
   * @throws IllegalArgumentException if a {@code {name}} has not been filled
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

  /** Returns the ids that fill the path's {@code {name}}s, by name. */
  public Map<String, String> segments() {
    return Collections.unmodifiableMap(options.segments);
  }

  /** Returns the query parameters in order, not escaped. */
  public List<Parameter> parameters() {
    return options.parameters;
  }

  /** Returns what the codec writes as JSON, or a {@link Content} that is sent as it is. */
  public @Nullable Object body() {
    return body;
  }

  /** Returns what comes back and how it is read. */
  public Reply<T> reply() {
    return reply;
  }

  /** Returns the key of the intent; absent on a query. */
  public @Nullable IdempotencyKey idempotencyKey() {
    return options.idempotencyKey;
  }

  /** Returns the citizen in whose name the call is made. */
  public @Nullable AccessToken bearer() {
    return options.bearer;
  }

  /** Returns the language asked for; absent where the client's own is meant. */
  public @Nullable Language language() {
    return options.language;
  }

  /** Returns headers beside those that the client sets, by lower-case name. */
  public Map<String, String> headers() {
    return Map.copyOf(options.headers);
  }

  /** Returns the most that the call takes; absent where the client's own limit is meant. */
  public @Nullable Duration timeout() {
    return options.timeout;
  }

  /** Returns how long the gateway is asked to hold its answer back; zero for not at all. */
  public Duration longPoll() {
    return options.longPoll;
  }

  /** Shows the operation alone: a path can hold ids, a body anything. */
  @Override
  public String toString() {
    return operation;
  }
}
