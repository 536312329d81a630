package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes recorded exchanges for the admin API and the console. */
final class ExchangeJson {
  /** The number of bytes of a body that are shown. */
  private static final int SHOWN = 256 << 10;

  private ExchangeJson() {}

  /** Returns an exchange as a list shows it. */
  static ObjectNode line(RecordedRequest exchange) {
    ObjectNode json = Json.object();
    json.put("number", exchange.number());
    json.put("at", ChinaTime.text(exchange.at()));
    json.put("method", exchange.method());
    json.put("path", exchange.path());
    exchange.query().ifPresent(query -> json.put("query", query));
    exchange.operation().ifPresent(operation -> json.put("operation", operation));
    json.put("login", exchange.isLogin());
    exchange.status().ifPresent(status -> json.put("status", status));
    json.put("way", exchange.sent().way().name());
    exchange.problemCode().ifPresent(code -> json.put("code", code));
    exchange.traceId().ifPresent(id -> json.put("traceId", id));
    exchange.fault().ifPresent(fault -> json.put("fault", fault));
    json.put("requestSize", exchange.requestSize());
    json.put("answerSize", exchange.answerSize());
    if (!exchange.isLogin()) {
      String code = exchange.signatureCode();
      json.putObject("signature")
          .put("code", code)
          .put("valid", code.equals(RecordedSignature.VERIFIED))
          .put("checked", exchange.checkedCode() != null);
    }
    return json;
  }

  /** Returns an exchange with all its details. */
  static ObjectNode whole(RecordedRequest exchange, CurlCommand curl) {
    ObjectNode json = line(exchange);
    ObjectNode request = json.putObject("request");
    request.set("headers", Json.MAPPER.valueToTree(exchange.headers()));
    request.set("body", body(exchange.received().body(), exchange.requestSize()));
    request.set("opened", Json.MAPPER.valueToTree(exchange.opened()));
    ObjectNode answer = json.putObject("answer");
    answer.set("headers", Json.MAPPER.valueToTree(exchange.sent().headers()));
    answer.set("body", body(exchange.sent().body(), exchange.answerSize()));
    String signed = AnswerText.of(exchange);
    if (signed != null) {
      answer.put("baseString", signed);
    }
    Answer gatewayAnswer = exchange.gatewayAnswer();
    if (exchange.fault().isPresent() && gatewayAnswer != null) {
      ObjectNode without = json.putObject("withoutFault");
      without.put("status", gatewayAnswer.status());
      without.set("body", body(gatewayAnswer.content(), gatewayAnswer.content().length));
    }
    if (!exchange.isLogin()) {
      signature((ObjectNode) json.get("signature"), exchange.signature());
    }
    json.putObject("copies").put("curl", curl.of(exchange)).put("test", TestSkeleton.of(exchange));
    return json;
  }

  private static void signature(ObjectNode json, RecordedSignature signature) {
    json.putObject("reason")
        .put("zh-CN", signature.reasons().chinese())
        .put("en", signature.reasons().english());
    signature.keyId().ifPresent(id -> json.put("keyId", id));
    json.put("baseString", signature.baseString());
    ArrayNode lines = json.putArray("lines");
    for (RecordedSignature.Line line : signature.lines()) {
      lines
          .addObject()
          .put("expected", line.expected())
          .put("actual", line.actual())
          .put("differs", line.differs());
    }
  }

  private static ObjectNode body(byte[] body, int size) {
    ObjectNode json = Json.object().put("size", size);
    byte[] shown = Arrays.copyOf(body, Math.min(body.length, SHOWN));
    json.put("cut", shown.length < size);
    String text = text(shown, shown.length < body.length);
    return text == null
        ? json.put("base64", Base64.getEncoder().encodeToString(shown))
        : json.put("text", text);
  }

  /** Returns the text; absent if it is not text. A character that was cut through is left out. */
  private static @Nullable String text(byte[] bytes, boolean cut) {
    int length = bytes.length;
    for (int back = 0; cut && back < 3 && length > 0 && (bytes[length - 1] & 0x80) != 0; back++) {
      length--;
      if ((bytes[length] & 0xC0) == 0xC0) {
        break;
      }
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** Rebuilds the text that the gateway signed under an answer (IGS/1 section 2.2). */
  private static final class AnswerText {
    static @Nullable String of(RecordedRequest exchange) {
      String header = exchange.answerHeader("signature-input").orElse("");
      int start = header.indexOf('(');
      int end = header.indexOf(')', start + 1);
      if (start < 0 || end < 0) {
        return null;
      }
      StringBuilder text = new StringBuilder();
      for (String component : header.substring(start + 1, end).split(" ")) {
        text.append(component).append(": ").append(value(exchange, component)).append('\n');
      }
      return text.append("\"@signature-params\": ").append(header.substring(start)).toString();
    }

    private static String value(RecordedRequest exchange, String component) {
      String name = component.replaceFirst("^\"([^\"]*)\".*$", "$1");
      Map<String, String> request = exchange.received().headers();
      return switch (name) {
        case "@status" -> Integer.toString(exchange.sent().status());
        case "signature" ->
            Objects.requireNonNullElse(request.get("signature"), "").replaceFirst("^\\s*igs=", "");
        default -> exchange.answerHeader(name).orElse("");
      };
    }
  }
}
