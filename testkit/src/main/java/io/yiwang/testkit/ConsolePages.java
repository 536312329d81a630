package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Serves the console, a page without a build step. Its files are read when they are first
 * requested, since most sandboxes run in tests that never show it. Thread-safe.
 */
final class ConsolePages {
  /** The path of the page; those of its files are below. */
  static final String BASE = "/_sandbox/";

  /** The policy of a page that loads only its own files and makes no HTML from text. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'; trusted-types 'none'";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  static final Set<String> FILES =
      Set.of(
          "index.html",
          "console.css",
          "mark.svg",
          "api.js",
          "codes.js",
          "console.js",
          "controls.js",
          "dom.js",
          "exchanges.js",
          "messages.js",
          "money.js",
          "parts.js",
          "phone.js",
          "words.js");

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", POLICY,
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "same-origin",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cache-Control", "no-cache");

  private final Map<String, byte[]> read = new ConcurrentHashMap<>();

  /** Returns the answer to a GET; absent if the path does not belong to the console. */
  @Nullable Answer answer(Received request) {
    String path = request.path();
    if (path.equals("/_sandbox")) {
      return new Answer(302, null, new byte[0], Map.of("Location", BASE));
    }
    if (!path.startsWith(BASE)) {
      return null;
    }
    String name = path.equals(BASE) ? "index.html" : path.substring(BASE.length());
    if (!FILES.contains(name)) {
      return null;
    }
    byte[] file = read.computeIfAbsent(name, ConsolePages::bytes);
    String type = Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
    return new Answer(200, type, name.equals("index.html") ? spoken(file, request) : file, HEADERS);
  }

  /** Returns the page in the language that the browser asks for; its reader may choose another. */
  private static byte[] spoken(byte[] page, Received request) {
    return GatewayEngine.language(request).equals("en")
        ? new String(page, UTF_8).replaceFirst("lang=\"zh-CN\"", "lang=\"en\"").getBytes(UTF_8)
        : page;
  }

  private static byte[] bytes(String name) {
    ClassLoader loader = Objects.requireNonNull(ConsolePages.class.getClassLoader());
    try (InputStream in = loader.getResourceAsStream("io/yiwang/console/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
