package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.signing.Signer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes a recorded exchange as a command for a shell. */
final class CurlCommand {
  /** Headers that the HTTP client makes for each request, or that are made here. */
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

  private final Signer platform;
  private final SandboxClock clock;
  private final URI base;

  CurlCommand(Signer platform, SandboxClock clock, URI base) {
    this.platform = platform;
    this.clock = clock;
    this.base = base;
  }

  /**
   * Returns a command that sends the request again. It has a new signature by the sandbox's
   * platform key, since the recorded nonce is used up, and can be sent once within 300 seconds.
   */
  String of(RecordedRequest exchange) {
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
          if (value.chars().allMatch(CurlCommand::isPlain)) {
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

  /** Puts a text between single quotes, in which only a single quote is special to a shell. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** Returns the text of a body; absent if it is not text, or not safe in a command. */
  private static @Nullable String text(byte[] body) {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      return text.chars().allMatch(CurlCommand::isPlain) ? text : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /**
   * Returns whether a terminal shows a character and does not act on it, as it does even on pasted
   * ones.
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
      made.put("content-type", headers.getOrDefault("content-type", "application/json"));
      made.put("content-digest", Digests.header(platform.digest(), request.body()));
      values.putAll(made);
    }
    for (String name : List.of("idempotency-key", "authorization")) {
      String value = headers.get(name);
      if (value != null) {
        values.put(name, value);
      }
    }
    SignedParts parts =
        SignedParts.of(
            values.keySet().stream().map(name -> '"' + name + '"').toList(),
            SignedParts.parameters(
                clock.instant(), platform.keyId(), platform.algorithm(), "igs-request"));
    byte[] signature = SandboxKey.sign(platform, parts.base(values::get));
    made.put("signature-input", "igs=" + parts.text());
    made.put("signature", "igs=:" + Base64.getEncoder().encodeToString(signature) + ":");
    return made;
  }
}
