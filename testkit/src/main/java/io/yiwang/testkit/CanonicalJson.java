package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes JSON in the canonical form of RFC 8785. Numbers must be integers of at most 53 bits, the
 * only ones in this interface.
 */
final class CanonicalJson {
  private static final long GREATEST = (1L << 53) - 1;

  private CanonicalJson() {}

  static byte[] bytes(JsonNode node) {
    StringBuilder text = new StringBuilder();
    write(node, text);
    return text.toString().getBytes(UTF_8);
  }

  private static void write(JsonNode node, StringBuilder text) {
    if (node.isObject()) {
      writeObject(node, text);
    } else if (node.isArray()) {
      writeArray(node, text);
    } else if (node.isTextual()) {
      writeText(node.textValue(), text);
    } else if (node.isBoolean() || node.isNull()) {
      text.append(node.asText());
    } else if (node.canConvertToLong()
        && node.isIntegralNumber()
        && Math.abs(node.longValue()) <= GREATEST) {
      text.append(node.longValue());
    } else {
      throw new IllegalArgumentException("only integers of at most 53 bits are supported");
    }
  }

  private static void writeObject(JsonNode node, StringBuilder text) {
    // String.compareTo is by UTF-16 code units, as section 3.2.3 asks.
    Map<String, JsonNode> members = new TreeMap<>();
    node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
    String separator = "";
    text.append('{');
    for (Map.Entry<String, JsonNode> member : members.entrySet()) {
      text.append(separator);
      writeText(member.getKey(), text);
      text.append(':');
      write(member.getValue(), text);
      separator = ",";
    }
    text.append('}');
  }

  private static void writeArray(JsonNode node, StringBuilder text) {
    text.append('[');
    for (Iterator<JsonNode> items = node.iterator(); items.hasNext(); ) {
      write(items.next(), text);
      if (items.hasNext()) {
        text.append(',');
      }
    }
    text.append(']');
  }

  private static void writeText(String value, StringBuilder text) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < 0x20) {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
