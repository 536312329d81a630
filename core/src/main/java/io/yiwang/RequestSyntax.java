package io.yiwang;

import io.yiwang.internal.shared.Printable;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Checks the names of operations, the templates of paths, and the headers of requests. */
final class RequestSyntax {
  private static final Form OPERATION =
      new Form(Pattern.compile("[A-Za-z0-9]++(\\.[A-Za-z0-9]++)*+").asMatchPredicate());

  private static final Pattern SEGMENTS =
      Pattern.compile("(\\{[A-Za-z]+}|[A-Za-z0-9._~-]+)(/(\\{[A-Za-z]+}|[A-Za-z0-9._~-]+))*+");

  // Dot segments are removed before a request is sent, and the path would not be what was signed.
  private static final Form TEMPLATE =
      new Form(
          path ->
              SEGMENTS.matcher(path).matches()
                  && !path.contains("..")
                  && !("/" + path + "/").contains("/./"));

  private static final Pattern HEADER = Pattern.compile("[a-z0-9-]+");

  /** Headers that are signed, describe how the body is sent, or name the connection or the host. */
  private static final Pattern OWN_HEADERS =
      Pattern.compile(
          "accept(-.*)?|authorization|connection|content-.*|cookie|date|expect|host|idempotency-key"
              + "|keep-alive|proxy-.*|signature(-.*)?|te|trailer|transfer-encoding|upgrade"
              + "|user-agent");

  private static final Pattern HEADER_VALUE = Pattern.compile("[!-~]([ -~]*[!-~])?");

  private RequestSyntax() {}

  /**
   * Checks texts and remembers the valid ones, since a program makes few kinds of calls:
   * benchmarks, row "RSA call, bytes".
   */
  private record Form(Predicate<String> check, Set<String> valid) {
    private static final int MOST = 1000;

    Form(Predicate<String> check) {
      this(check, ConcurrentHashMap.newKeySet());
    }

    boolean matches(String text) {
      if (valid.contains(text)) {
        return true;
      }
      if (!check.test(text)) {
        return false;
      }
      if (valid.size() < MOST) {
        valid.add(text);
      }
      return true;
    }
  }

  static void checkOperation(String operation) {
    if (!OPERATION.matches(operation)) {
      throw new IllegalArgumentException(
          "operation must be words joined by dots: " + Printable.of(operation));
    }
  }

  static void checkTemplate(String operation, String path) {
    if (!TEMPLATE.matches(path)) {
      throw new IllegalArgumentException(
          operation
              + ": path must be segments joined by /, without a leading one, each of A-Z a-z 0-9 ."
              + " _ ~ - or {name}, and no dot segment");
    }
  }

  /** Checks that the name is a header's, and not one that the client sets itself. */
  static void checkHeader(String operation, String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!HEADER.matcher(lower).matches() || OWN_HEADERS.matcher(lower).matches()) {
      throw new IllegalArgumentException(
          operation + ": " + name + " is not a header that a request may set itself");
    }
  }

  static void checkHeaderValue(String operation, String name, String value) {
    if (!HEADER_VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          operation
              + ": the value of "
              + name
              + " must be visible ASCII, without blanks around it");
    }
  }
}
