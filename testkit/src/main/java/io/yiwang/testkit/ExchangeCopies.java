package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.yiwang.signing.Signer;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a recorded exchange as a command for a shell and as a test in Java. */
final class ExchangeCopies {
  /** Made by the HTTP client for each request, or made afresh here. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "accept-encoding",
          "user-agent",
          "upgrade",
          "http2-settings",
          "content-digest",
          "signature-input",
          "signature");

  private static final int MOST_ASSERTIONS = 8;

  private final Signer platform;
  private final SandboxClock clock;
  private final URI base;

  ExchangeCopies(Signer platform, SandboxClock clock, URI base) {
    this.platform = platform;
    this.clock = clock;
    this.base = base;
  }

  /**
   * Returns a command that sends the request again, signed afresh with the sandbox's own platform
   * key: the nonce of the recorded one is used up. It is good once, for 300 seconds.
   */
  String curl(RecordedRequest exchange) {
    Received request = exchange.received();
    Map<String, String> headers = new TreeMap<>(request.headers());
    headers.keySet().removeAll(LEFT_OUT);
    if (!exchange.isLogin()) {
      headers.putAll(signed(request, headers));
    }
    String query = request.query() == null ? "" : "?" + request.query();
    String url = base.resolve("/") + request.path().substring(1) + query;
    StringBuilder command = new StringBuilder();
    String text = text(request.body());
    if (text == null) {
      command.append("base64 -d <<< '");
      command.append(Base64.getEncoder().encodeToString(request.body())).append("' | ");
    }
    command.append("curl --globoff --include --request ");
    command
        .append(quoted(request.method()))
        .append(' ')
        .append(quoted(url.replaceAll("\\p{Cc}", "?")));
    headers.forEach(
        (name, value) -> {
          if (value.chars().allMatch(ExchangeCopies::isPlain)) {
            command.append(" \\\n  --header ").append(quoted(name + ": " + value));
          }
        });
    if (text == null) {
      command.append(" \\\n  --data-binary @-");
    } else if (!text.isEmpty()) {
      command.append(" \\\n  --data-raw ").append(quoted(text));
    }
    return command.toString();
  }

  /** Puts a text between apostrophes, where only the apostrophe is special to a shell. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** Returns the text of a body; absent if it is none, or cannot stand in a command. */
  private static @Nullable String text(byte[] body) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      return text.chars().allMatch(ExchangeCopies::isPlain) ? text : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /**
   * Returns whether a terminal only shows the character; it acts on the others, even when they are
   * pasted.
   */
  private static boolean isPlain(int each) {
    return each == '\n' || each == '\t' || !Character.isISOControl(each);
  }

  private Map<String, String> signed(Received request, Map<String, String> headers) {
    Map<String, String> made = new LinkedHashMap<>();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("@method", request.method());
    values.put("@authority", base.getAuthority());
    values.put("@path", request.path());
    values.put("@query", "?" + Objects.requireNonNullElse(request.query(), ""));
    if (request.body().length > 0) {
      values.put("content-type", headers.getOrDefault("content-type", "application/json"));
      made.put("content-type", Objects.requireNonNull(values.get("content-type")));
      made.put("content-digest", Digests.header(platform.digest(), request.body()));
      values.put("content-digest", Objects.requireNonNull(made.get("content-digest")));
    }
    for (String name : List.of("idempotency-key", "authorization")) {
      String value = headers.get(name);
      if (value != null) {
        values.put(name, value);
      }
    }
    long now = clock.instant().getEpochSecond();
    StringBuilder text = new StringBuilder();
    values.forEach((name, value) -> text.append(line(name, value)).append('\n'));
    String parameters =
        "(\"%s\");created=%d;expires=%d;nonce=\"%s\";keyid=\"%s\";alg=\"%s\";tag=\"igs-request\""
            .formatted(
                String.join("\" \"", values.keySet()),
                now,
                now + RequestVerifier.MAX_AGE_SECONDS,
                Nonces.next(),
                platform.keyId(),
                platform.algorithm());
    text.append(line("@signature-params", parameters));
    made.put("signature-input", "igs=" + parameters);
    made.put("signature", "igs=:" + sign(text.toString()) + ":");
    return made;
  }

  private static String line(String name, String value) {
    return "\"" + name + "\": " + value.strip();
  }

  private String sign(String text) {
    try {
      return Base64.getEncoder().encodeToString(platform.sign(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key in memory signs", e);
    }
  }

  /** Returns a JUnit test that asks for the same request and meets the same fault. */
  String test(RecordedRequest exchange) {
    String operation = exchange.operation().orElse(null);
    List<String> lines = new ArrayList<>();
    lines.add("@Test");
    lines.add("void " + name(operation) + "(GovSandbox sandbox, GovClient gov) {");
    exchange
        .fault()
        .ifPresent(
            fault ->
                lines.add(
                    "  sandbox.faults().next("
                        + (operation == null ? "" : literal(operation))
                        + ")."
                        + call(fault)
                        + ";"));
    if (!lines.get(lines.size() - 1).startsWith("void")) {
      lines.add("");
    }
    lines.add("  // Call your own code here.");
    lines.add("");
    lines.add(
        operation == null
            ? "  sandbox.requests().last()"
            : "  sandbox.requests().of(" + literal(operation) + ").last()");
    lines.addAll(assertions(exchange));
    lines.set(lines.size() - 1, lines.get(lines.size() - 1) + ";");
    lines.add("}");
    return String.join("\n", lines);
  }

  /** Returns the call of {@link NextFault} that makes such a fault, with usual parameters. */
  private static String call(String fault) {
    String parameters =
        switch (fault) {
          case "slowBody" -> "Duration.ofSeconds(5)";
          case "staleAnswer", "clockSkew" -> "Duration.ofMinutes(10)";
          case "rateLimited", "maintenance", "inProgress" -> "Duration.ofSeconds(1)";
          case "unsignedError", "unsignedErrorAfterWork" -> "502";
          case "gzipBomb" -> "64";
          case "redirect" -> "URI.create(\"https://elsewhere.example/\")";
          default -> "";
        };
    return fault + "(" + parameters + ")";
  }

  private static String name(@Nullable String operation) {
    if (operation == null) {
      return "call_asRecorded_isSentAndAnswered";
    }
    StringBuilder name = new StringBuilder();
    for (String part : operation.split("\\.")) {
      String first = part.substring(0, 1);
      name.append(name.isEmpty() ? first : first.toUpperCase(java.util.Locale.ROOT));
      name.append(part.substring(1));
    }
    return name + "_asRecorded_isSentAndAnswered";
  }

  private static List<String> assertions(RecordedRequest exchange) {
    List<String> calls = new ArrayList<>();
    if (!exchange.isLogin()) {
      RecordedSignature signature = exchange.signature();
      calls.add(
          signature.isValid()
              ? "assertVerified()"
              : "assertSignatureRefused(" + literal(signature.code()) + ")");
    }
    Map<String, String> opened = exchange.opened();
    opened.forEach(
        (pointer, text) ->
            calls.add("assertSealed(" + literal(pointer) + ", " + literal(text) + ")"));
    leaves(Json.parseLeniently(exchange.received().body()), "", opened.keySet(), calls);
    exchange.status().ifPresent(status -> calls.add("assertAnswered(" + status + ")"));
    return calls.stream().map(call -> "      ." + call).toList();
  }

  private static void leaves(JsonNode node, String pointer, Set<String> opened, List<String> to) {
    if (opened.contains(pointer) || to.size() >= MOST_ASSERTIONS) {
      return;
    }
    if (node.isObject()) {
      node.properties()
          .forEach(
              each ->
                  leaves(
                      each.getValue(),
                      pointer + "/" + each.getKey().replace("~", "~0").replace("/", "~1"),
                      opened,
                      to));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        leaves(node.get(i), pointer + "/" + i, opened, to);
      }
    } else if (node.isTextual()) {
      to.add("assertMember(" + literal(pointer) + ", " + literal(node.textValue()) + ")");
    } else if (node.isNumber() || node.isBoolean()) {
      // Compared as text: a larger number would be no literal of Java.
      String value = node.isBoolean() || node.isInt() ? node.asText() : literal(node.asText());
      to.add("assertMember(" + literal(pointer) + ", " + value + ")");
    }
  }

  /** Returns a string literal of Java. */
  static String literal(String text) {
    StringBuilder literal = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '"' -> literal.append("\\\"");
        case '\\' -> literal.append("\\\\");
        case '\n' -> literal.append("\\n");
        case '\r' -> literal.append("\\r");
        case '\t' -> literal.append("\\t");
        default -> {
          // Bidirectional marks and the like would show another text than the one compared.
          if (Character.isISOControl(each) || Character.getType(each) == Character.FORMAT) {
            literal.append("\\u%04x".formatted((int) each));
          } else {
            literal.append(each);
          }
        }
      }
    }
    return literal.append('"').toString();
  }
}
