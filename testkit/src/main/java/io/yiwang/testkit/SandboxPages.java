package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers what a sandbox has besides the interface, unsigned: an index, the interface's documents
 * and the admin API. Documents are open to anybody; the API is guarded.
 */
final class SandboxPages {
  /** The path of the text of the interface, whose sections are anchors. */
  static final String INTERFACE = "/_sandbox/igs-1.md";

  private static final String OPENAPI = "io/yiwang/igs-1.openapi.yaml";
  private static final String ADMIN = "io/yiwang/sandbox-admin.openapi.yaml";

  private final URI base;
  private final AdminGuard guard;
  private final Function<Received, Answer> admin;
  private final ConsolePages console = new ConsolePages();

  /**
   * Makes the pages of a sandbox.
   *
   * @param base the address of the gateway, whose requests are not answered here
   * @param admin answers the calls of the admin API that the guard allows
   */
  SandboxPages(URI base, AdminGuard guard, Function<Received, Answer> admin) {
    this.base = base;
    this.guard = guard;
    this.admin = admin;
  }

  /** Returns the answer; absent if the request is for the gateway. */
  @Nullable Answer answer(Received request) {
    String path = request.path();
    if (path.startsWith(base.getPath())) {
      return null;
    }
    if (AdminApi.takes(path) && !path.startsWith(AdminApi.BASE + "/openapi.")) {
      try {
        guard.check(request);
      } catch (Refusal refusal) {
        return AdminApi.problem(refusal);
      }
      return withoutStore(admin.apply(request));
    }
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return null;
    }
    return switch (path) {
      case "/" -> index(request);
      case INTERFACE -> resource("io/yiwang/testkit/igs-1.md", "text/markdown; charset=utf-8");
      case "/openapi.yaml", "/_sandbox/openapi.yaml" -> resource(OPENAPI, "application/yaml");
      case "/openapi.json", "/_sandbox/openapi.json" ->
          resource("io/yiwang/testkit/" + ApiDocument.JSON, "application/json");
      case AdminApi.BASE + "/openapi.yaml" -> resource(ADMIN, "application/yaml");
      case AdminApi.BASE + "/openapi.json" -> adminJson();
      default -> console(request);
    };
  }

  private @Nullable Answer console(Received request) {
    Answer page = console.answer(request);
    return page == null ? nothing(request) : page;
  }

  /**
   * Answers that a path does not exist. A client that signs, or reads the keys, has a wrong base
   * path: it gets a signed answer of the gateway.
   */
  private static @Nullable Answer nothing(Received request) {
    boolean forGateway = request.header("signature") != null || request.path().endsWith("/keys");
    return forGateway ? null : text(404, "Nothing is here. See / for what is.\n此处无内容，请看 / 。\n");
  }

  private static Answer withoutStore(Answer answer) {
    return new Answer(
        answer.status(),
        answer.contentType(),
        answer.content(),
        Map.of("Cache-Control", "no-store", "X-Content-Type-Options", "nosniff"));
  }

  private static Answer text(int status, String text) {
    return new Answer(status, "text/plain; charset=utf-8", text.getBytes(UTF_8), Map.of());
  }

  private static byte[] bytes(String resource) {
    ClassLoader loader = Objects.requireNonNull(SandboxPages.class.getClassLoader());
    try (InputStream in = loader.getResourceAsStream(resource)) {
      return Objects.requireNonNull(in, resource).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer resource(String name, String type) {
    return new Answer(200, type, bytes(name), Map.of());
  }

  private static Answer adminJson() {
    try {
      return Answer.json(200, new ObjectMapper(new YAMLFactory()).readTree(bytes(ADMIN)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer index(Received request) {
    String adminNote =
        guard.isClosed()
            ? "off: start with --admin-token-file"
            : guard.needsToken() ? "needs the token" : "open to this machine";
    String[][] links = {
      {base + "/", "the gateway 网关: every request is signed 每个请求都须签名"},
      {"/_sandbox/", "the console 控制台"},
      {AdminApi.BASE + "/openapi.yaml", "the admin API 管理接口 (" + adminNote + ")"},
      {INTERFACE, "the interface IGS/1 接口规范"},
      {"/openapi.yaml", "its OpenAPI document OpenAPI 文档 (/openapi.json)"},
    };
    String accept = Objects.requireNonNullElse(request.header("accept"), "");
    StringBuilder text = new StringBuilder();
    if (!accept.contains("text/html")) {
      text.append("Yiwang sandbox gateway 沙箱网关\n\n");
      for (String[] link : links) {
        text.append(link[0]).append("  ").append(link[1]).append('\n');
      }
      return text(200, text.toString());
    }
    text.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width\">")
        .append(
            "<title>Yiwang sandbox</title><style>body{font:16px/1.6 system-ui;margin:3rem auto;")
        .append("max-width:40rem;padding:0 1rem;color-scheme:light dark}</style>")
        .append("<h1>Yiwang sandbox gateway 沙箱网关</h1><ul>");
    for (String[] link : links) {
      text.append("<li><a href=\"").append(link[0]).append("\">").append(link[0]);
      text.append("</a><br>").append(link[1]);
    }
    byte[] page = text.append("</ul>").toString().getBytes(UTF_8);
    return new Answer(200, "text/html; charset=utf-8", page, Map.of());
  }
}
