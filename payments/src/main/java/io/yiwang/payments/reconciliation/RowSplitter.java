package io.yiwang.payments.reconciliation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Splits the rows of a channel's file into values; a row may continue in the next lines. */
final class RowSplitter {
  private static final int MAX_LINES_OF_A_ROW = 50;

  private final RowFormat format;
  private final ChannelText text;

  // Where a quoted row is being read.
  private String line = "";
  private int at;
  private int length;

  RowSplitter(RowFormat format, ChannelText text) {
    this.format = format;
    this.text = text;
  }

  /**
   * Returns the values of a row.
   *
   * @param first its first line, which is the last that was taken from the text
   * @param width how many values a row has, or less than 0 before the heading is read
   */
  List<String> values(String first, int width) throws IOException {
    return switch (format.shape()) {
      case QUOTED -> quoted(first);
      case BACKTICKS -> backticked(first, width);
      case PLAIN, FIXED_WIDTH -> split(first, format.separator());
    };
  }

  static List<String> split(String line, String separator) {
    List<String> values = new ArrayList<>();
    int from = 0;
    for (int at = line.indexOf(separator); at >= 0; at = line.indexOf(separator, from)) {
      values.add(line.substring(from, at));
      from = at + separator.length();
    }
    values.add(line.substring(from));
    return values;
  }

  /** Continues in the next line while values are missing, because one of them has a line break. */
  private List<String> backticked(String first, int width) throws IOException {
    if (!first.startsWith("`")) {
      return split(first, format.separator());
    }
    String separator = format.separator() + "`";
    String row = first;
    List<String> values = split(row, separator);
    for (int lines = 1; !format.isEnd(values.get(0)) && values.size() < width; lines++) {
      String next = text.next();
      if (next == null
          || next.startsWith("`")
          || lines == MAX_LINES_OF_A_ROW
          || row.length() + next.length() > ChannelText.LONGEST_LINE) {
        throw new MalformedRowException(
            "it has " + values.size() + " values, and the heading has " + width);
      }
      row = row + "\n" + next;
      values = split(row, separator);
    }
    return values;
  }

  private List<String> quoted(String first) throws IOException {
    line = first;
    at = 0;
    length = first.length();
    List<String> values = new ArrayList<>();
    while (true) {
      values.add(at < line.length() && line.charAt(at) == '"' ? quotedValue() : unquotedValue());
      if (at == line.length()) {
        return values;
      }
      at += format.separator().length();
    }
  }

  private String quotedValue() throws IOException {
    StringBuilder value = new StringBuilder();
    at++;
    while (true) {
      int quote = line.indexOf('"', at);
      if (quote < 0) {
        value.append(line, at, line.length()).append('\n');
        continueInNextLine();
      } else if (quote + 1 < line.length() && line.charAt(quote + 1) == '"') {
        value.append(line, at, quote + 1);
        at = quote + 2;
      } else {
        value.append(line, at, quote);
        at = quote + 1;
        if (at < line.length() && !line.startsWith(format.separator(), at)) {
          throw new MalformedRowException("something follows the end of a quoted value");
        }
        return value.toString();
      }
    }
  }

  private void continueInNextLine() throws IOException {
    String next = text.next();
    // Counted over the whole row: each of its values may end, and the row still never.
    length += next == null ? 0 : next.length() + 1;
    if (next == null || length > ChannelText.LONGEST_LINE) {
      throw new MalformedRowException("a quoted value does not end");
    }
    line = next;
    at = 0;
  }

  private String unquotedValue() {
    int next = line.indexOf(format.separator(), at);
    String value = line.substring(at, next < 0 ? line.length() : next);
    if (value.indexOf('"') >= 0) {
      throw new MalformedRowException("a quotation mark is inside a value without quotes");
    }
    at += value.length();
    return value;
  }
}
