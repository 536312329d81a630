package io.yiwang.payments.reconciliation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.yiwang.value.Money;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.text.Normalizer;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Holds one row of a channel's file. A value that is missing, or is not an amount where one is
 * read, makes the file unreadable; the error names the line and never quotes it.
 */
public final class ChannelRow {
  static final String IN_QUOTES =
      "a value is in quotes; if the channel quotes its values, say so with quoted()";

  /** Matches an amount with commas between thousands, as banks export it. */
  private static final Pattern GROUPED =
      Pattern.compile("-?[0-9]{1,3}(,[0-9]{3}){1,5}(\\.[0-9]{1,2})?");

  private static final Pattern FEN = Pattern.compile("-?[0-9]{1,18}");

  private final long line;
  private final Map<String, Integer> columns;
  private final List<String> fields;
  private final boolean fixedWidth;
  private final boolean quotesAreText;
  private final Charset charset;

  private ChannelRow(
      long line,
      Map<String, Integer> columns,
      List<String> fields,
      boolean fixedWidth,
      boolean quotesAreText,
      Charset charset) {
    this.line = line;
    this.columns = columns;
    this.fields = fields;
    this.fixedWidth = fixedWidth;
    this.quotesAreText = quotesAreText;
    this.charset = charset;
  }

  static ChannelRow ofFields(
      long line,
      Map<String, Integer> columns,
      List<String> fields,
      boolean quotesAreText,
      Charset charset) {
    return new ChannelRow(line, columns, fields, false, quotesAreText, charset);
  }

  /** Returns a row of fixed width, each of whose characters is one byte of the file. */
  static ChannelRow ofBytes(long line, String bytes) {
    return new ChannelRow(line, Map.of(), List.of(bytes), true, true, ISO_8859_1);
  }

  ChannelRow in(Charset other) {
    return new ChannelRow(line, columns, fields, fixedWidth, quotesAreText, other);
  }

  /** Returns the length in bytes of a row of fixed width. */
  int bytes() {
    return fields.get(0).length();
  }

  /** Returns the number of the row's first line in the file, from 1. */
  public long line() {
    return line;
  }

  /** Returns whether the file has that column. */
  public boolean has(String column) {
    return columns.containsKey(name(column));
  }

  /** Returns whether that column has this index, from 0. */
  boolean isAt(int index, String column) {
    return Integer.valueOf(index).equals(columns.get(name(column)));
  }

  /**
   * Returns the value in a column without what channels put around it: blanks and tabs, a backtick
   * or an apostrophe, or the {@code =""} that marks text for Excel.
   */
  public String text(String column) {
    Integer index = columns.get(name(column));
    if (index == null) {
      throw new MalformedRowException(
          fixedWidth
              ? "a file of fixed width has no named columns; read it with slice"
              : "the file has no column " + column);
    }
    return text(index);
  }

  /**
   * Returns the value in a column without what channels put around it.
   *
   * @param index from 0
   */
  public String text(int index) {
    if (index < 0 || index >= fields.size()) {
      throw new MalformedRowException(
          "it has " + fields.size() + " columns, and none at index " + index);
    }
    String text = bare(fields.get(index));
    if (!ChannelText.isText(text)) {
      throw new MalformedRowException(
          "value "
              + (index + 1)
              + " is not text in "
              + charset.name()
              + "; say which charset the channel writes");
    }
    if (quotesAreText && isQuoted(text)) {
      throw new MalformedRowException(IN_QUOTES);
    }
    return text;
  }

  /**
   * Returns a part of a row of fixed width, without the blanks around it.
   *
   * @param from in bytes from 0
   * @param length in bytes
   */
  public String slice(int from, int length) {
    if (!fixedWidth) {
      throw new MalformedRowException("the file has columns; read them with text");
    }
    String bytes = fields.get(0);
    if (from < 0 || length < 0 || from > bytes.length() - length) {
      throw new MalformedRowException(
          "it has " + bytes.length() + " bytes, and none from " + from + " on for " + length);
    }
    byte[] part = bytes.substring(from, from + length).getBytes(ISO_8859_1);
    try {
      return bare(charset.newDecoder().decode(ByteBuffer.wrap(part)).toString());
    } catch (CharacterCodingException e) {
      throw new MalformedRowException(
          "the value at byte " + from + " is not text in " + charset.name());
    }
  }

  /**
   * Reads an amount in yuan, such as {@code 150}, {@code 150.5}, {@code -150.00}, {@code +150.00}
   * or {@code 1,150.00}.
   *
   * @param text one of the row's values
   */
  public Money yuan(String text) {
    try {
      String number = unsigned(text);
      return Money.yuan(GROUPED.matcher(number).matches() ? number.replace(",", "") : number);
    } catch (IllegalArgumentException e) {
      throw new MalformedRowException(String.valueOf(e.getMessage()));
    }
  }

  /** Removes a leading plus sign. */
  private static String unsigned(String text) {
    return text.startsWith("+") && !text.startsWith("+-") ? text.substring(1) : text;
  }

  /**
   * Reads an amount in fen: 1 to 18 digits, after an optional minus or plus sign.
   *
   * @param text one of the row's values
   */
  public Money fen(String text) {
    String number = unsigned(text);
    if (!FEN.matcher(number).matches()) {
      throw new MalformedRowException(
          "an amount in fen must be 1 to 18 digits, got " + text.length() + " characters");
    }
    return Money.fen(Long.parseLong(number));
  }

  static boolean isQuoted(String text) {
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
  }

  /**
   * Returns a value without what channels put around a number so that Excel does not change it:
   * blanks and tabs, a leading backtick or apostrophe, or {@code ="0001"}.
   */
  static String bare(String field) {
    String text = trimmed(field);
    if (text.startsWith("`") || text.startsWith("'")) {
      return trimmed(text.substring(1));
    }
    return text.length() > 2 && text.startsWith("=\"") && text.endsWith("\"")
        ? trimmed(text.substring(2, text.length() - 1))
        : text;
  }

  /** Removes blanks at both ends, including the non-breaking and zero-width ones of web exports. */
  private static String trimmed(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.getType(c) == Character.FORMAT;
  }

  /** Returns a column's name in its normalized spelling, with half-width brackets. */
  static String name(String column) {
    return Normalizer.normalize(bare(column), Normalizer.Form.NFKC).strip();
  }

  /** Shows the line number alone: the values are personal data. */
  @Override
  public String toString() {
    return "ChannelRow[line " + line + "]";
  }
}
