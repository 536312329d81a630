package io.yiwang.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.NumberOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the canonical form of JSON, which seals cover: no blanks, members sorted by their UTF-16
 * code units, numbers as ECMAScript writes a double.
 *
 * @see "RFC 8785"
 */
public final class CanonicalJson {
  private static final int MAX_DEPTH = 64;
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // The text of each level is copied into the one around it.
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .recyclerPool(ZeroingBufferPool.SHARED)
          .build();

  private CanonicalJson() {}

  /**
   * Returns the canonical form of an object.
   *
   * @param without the name of the member to leave out; null to keep all
   * @throws IllegalArgumentException if it is not an object with a canonical form, for example
   *     because of a repeated name, an unpaired surrogate, or a number beyond a double
   */
  public static byte[] of(byte[] json, @Nullable String without) {
    try (JsonParser parser = JSON.createParser(text(json))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("it is not a JSON object");
      }
      StringBuilder text = new StringBuilder(json.length);
      object(parser, without, text);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("something follows the object");
      }
      return text.toString().getBytes(UTF_8);
    } catch (IOException e) {
      // Jackson's own text quotes the input.
      throw new IllegalArgumentException("it is not JSON without a name given twice");
    }
  }

  /**
   * Decodes UTF-8 strictly. Jackson's table of names maps some names that are not UTF-8 to others.
   */
  private static char[] text(byte[] json) throws CharacterCodingException {
    CharBuffer text = UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
    char[] characters = new char[text.remaining()];
    text.get(characters);
    return characters;
  }

  private static void value(JsonParser parser, StringBuilder text) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> object(parser, null, text);
      case START_ARRAY -> array(parser, text);
      case VALUE_STRING -> string(parser.getText(), text);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> text.append(number(parser.getDoubleValue()));
      default -> text.append(parser.getText());
    }
  }

  private static void object(JsonParser parser, @Nullable String without, StringBuilder text)
      throws IOException {
    // String.compareTo compares UTF-16 code units, as section 3.2.3 requires.
    Map<String, String> members = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      StringBuilder value = new StringBuilder();
      value(parser, value);
      if (!name.equals(without)) {
        members.put(name, value.toString());
      }
    }
    String separator = "{";
    for (Map.Entry<String, String> member : members.entrySet()) {
      text.append(separator);
      string(member.getKey(), text);
      text.append(':').append(member.getValue());
      separator = ",";
    }
    text.append(members.isEmpty() ? "{}" : "}");
  }

  private static void array(JsonParser parser, StringBuilder text) throws IOException {
    String separator = "";
    text.append('[');
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      text.append(separator);
      value(parser, text);
      separator = ",";
    }
    text.append(']');
  }

  /** Writes a string as section 3.2.2.2 requires. */
  private static void string(String value, StringBuilder text) {
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
            text.append(c < 0x10 ? "\\u000" : "\\u00").append(Integer.toHexString(c));
          } else if (Character.isSurrogate(c)) {
            pair(value, i++, text);
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  private static void pair(String value, int at, StringBuilder text) {
    int point = value.codePointAt(at);
    if (!Character.isSupplementaryCodePoint(point)) {
      throw new IllegalArgumentException("a text has half a surrogate pair");
    }
    text.appendCodePoint(point);
  }

  /** Writes a number as section 3.2.2.3 requires, like Number.prototype.toString of ECMA-262. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a number is beyond what a double holds");
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal shortest = shortest(value);
    String digits = shortest.unscaledValue().abs().toString();
    // The number is 0.digits times ten to the power of this.
    int exponent = digits.length() - shortest.scale();
    String sign = value < 0 ? "-" : "";
    if (exponent > 21 || exponent <= -6) {
      String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
      int power = exponent - 1;
      return sign + digits.charAt(0) + fraction + "e" + (power < 0 ? "" : "+") + power;
    }
    if (exponent <= 0) {
      return sign + "0." + "0".repeat(-exponent) + digits;
    }
    return digits.length() <= exponent
        ? sign + digits + "0".repeat(exponent - digits.length())
        : sign + digits.substring(0, exponent) + "." + digits.substring(exponent);
  }

  /** Returns the fewest digits that read back as the same double; the JDK before 19 writes more. */
  private static BigDecimal shortest(double value) {
    BigDecimal digits = new BigDecimal(NumberOutput.toString(value, true)).stripTrailingZeros();
    // Java always writes two digits, even if one is enough: 4.9E-324 for 5e-324.
    BigDecimal one = digits.round(new MathContext(1));
    return one.doubleValue() == value ? one.stripTrailingZeros() : digits;
  }
}
