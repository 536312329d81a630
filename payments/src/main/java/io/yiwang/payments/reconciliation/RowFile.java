package io.yiwang.payments.reconciliation;

import io.yiwang.internal.shared.Id;
import io.yiwang.payments.reconciliation.ChannelFile.Kind;
import io.yiwang.payments.reconciliation.ChannelFile.Line;
import io.yiwang.value.Money;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a channel's file, one after the other, and counts what becomes of each. */
final class RowFile {
  /** How the values of a row are distinguished. */
  enum Shape {
    /** A quotation mark is a character like any other. */
    PLAIN,
    /** RFC 4180: a value that begins with a quotation mark ends with one. */
    QUOTED,
    /** A backtick comes before each value, so that a separator inside of one is none. */
    BACKTICKS,
    /** The row is one value, whose parts are found by their place. */
    FIXED_WIDTH
  }

  /**
   * How a file is written.
   *
   * @param names of the columns, where the file does not begin with them
   * @param remark what a line begins with that is not a row
   * @param end says by its first value, or of a remark by its whole text, whether a line ends the
   *     rows; a file without that line is refused
   * @param endIs names that line in the error
   * @param entry says by its name whether an entry of a zip archive holds the rows
   * @param ours says by its order number whether a row is of this business
   * @param skipped how many lines come before the heading and the rows
   */
  record Form(
      Charset charset,
      Shape shape,
      String separator,
      @Nullable List<String> names,
      @Nullable String remark,
      @Nullable Predicate<String> end,
      String endIs,
      Predicate<String> entry,
      @Nullable Predicate<String> ours,
      int skipped) {
    static Form of(Charset charset, Shape shape) {
      return new Form(charset, shape, ",", null, null, null, "", name -> true, null, 0);
    }

    Form charset(Charset other) {
      return new Form(other, shape, separator, names, remark, end, endIs, entry, ours, skipped);
    }

    Form shape(Shape other) {
      return new Form(charset, other, separator, names, remark, end, endIs, entry, ours, skipped);
    }

    Form separator(String other) {
      return new Form(charset, shape, other, names, remark, end, endIs, entry, ours, skipped);
    }

    Form names(List<String> given) {
      return new Form(charset, shape, separator, given, remark, end, endIs, entry, ours, skipped);
    }

    Form remark(String mark) {
      return new Form(charset, shape, separator, names, mark, end, endIs, entry, ours, skipped);
    }

    Form end(String is, Predicate<String> ends) {
      return new Form(charset, shape, separator, names, remark, ends, is, entry, ours, skipped);
    }

    Form entry(Predicate<String> wanted) {
      return new Form(charset, shape, separator, names, remark, end, endIs, wanted, ours, skipped);
    }

    Form skipped(int lines) {
      return new Form(charset, shape, separator, names, remark, end, endIs, entry, ours, lines);
    }

    Form ours(Predicate<String> orderNo) {
      return new Form(
          charset, shape, separator, names, remark, end, endIs, entry, orderNo, skipped);
    }
  }

  /** What a layout knows of its rows; one for each time that a file is read. */
  interface Rows extends RowReader {
    /** Checks the columns' names. */
    default void heading(Predicate<String> has) {}

    /**
     * Returns the order number of a row with more values than the heading, as one whose goods have
     * the separator in their name; nothing where a text comes before the order number.
     */
    default @Nullable String orderNoBeforeTexts(ChannelRow row) {
      return null;
    }

    /**
     * Compares what the file says about its rows with the rows.
     *
     * @param end the line that ended the rows, and those behind it
     */
    default List<String> totalsThatDiffer(List<String> end) {
      return List.of();
    }
  }

  /** How Excel shows, and then saves, a number of more than 11 digits. */
  private static final Pattern REWRITTEN = Pattern.compile("[0-9](\\.[0-9]{1,20})?E\\+[0-9]{1,3}");

  private static final int MOST_END_LINES = 20;
  private static final int MOST_REASONS = 100;
  private static final int MOST_LINES_OF_A_ROW = 50;

  private final Path file;
  private final Form form;
  private final Rows rows;
  private final Consumer<Line> each;
  private final Map<String, Long> passedOver = new TreeMap<>();
  private long charges;
  private long refunds;
  private long foreign;
  // A sum beyond a long would end the comparison later, with no line to name.
  private Money charged = Money.ZERO;
  private Money refunded = Money.ZERO;

  private RowFile(Path file, Form form, Rows rows, Consumer<Line> each) {
    this.file = file;
    this.form = form;
    this.rows = rows;
    this.each = each;
  }

  static RowCounts read(Path file, Form form, Rows rows, Consumer<Line> each) throws IOException {
    return new RowFile(file, form, rows, each).read();
  }

  private RowCounts read() throws IOException {
    try (ChannelText text = ChannelText.open(file, form.charset(), form.entry())) {
      List<String> end = rows(text);
      return new RowCounts(charges, refunds, foreign, passedOver, rows.totalsThatDiffer(end));
    } catch (MalformedRowException e) {
      throw ChannelText.malformed(String.valueOf(e.getMessage()));
    }
  }

  private List<String> rows(ChannelText text) throws IOException {
    Map<String, Integer> columns = null;
    int width = -1;
    String heading = null;
    boolean any = false;
    if (form.names() != null) {
      columns = columns(form.names());
      width = form.names().size();
    }
    for (String line = text.next(); line != null; line = text.next()) {
      if (isBlank(line) || text.line() <= form.skipped()) {
        continue;
      }
      any = true;
      if (form.remark() != null && line.startsWith(form.remark())) {
        if (isEnd(line) || isEnd(split(line, form.separator()).get(0))) {
          return end(line, text);
        }
        continue;
      }
      long number = text.line();
      try {
        if (form.shape() == Shape.FIXED_WIDTH) {
          row(ChannelRow.ofBytes(number, line));
          continue;
        }
        if (line.equals(heading)) {
          passOver("the heading again");
          continue;
        }
        List<String> fields = fields(line, width, text);
        if (columns == null) {
          if (!ChannelText.isText(line)) {
            throw text.notText();
          }
          heading = line;
          columns = columns(fields);
          width = fields.size();
          rows.heading(columns::containsKey);
          continue;
        }
        if (isEnd(fields.get(0))) {
          return end(line, text);
        }
        ChannelRow row =
            ChannelRow.ofFields(
                number, columns, fields, form.shape() == Shape.PLAIN, text.charset());
        if (fields.size() == width) {
          row(row);
        } else if (fields.size() < width || !isNotOurs(rows.orderNoBeforeTexts(row))) {
          throw new MalformedRowException(
              "it has " + fields.size() + " values, and the heading has " + width);
        }
      } catch (MalformedRowException e) {
        throw ChannelText.malformed(", line " + number + ": " + e.getMessage());
      }
    }
    if (!any) {
      throw ChannelText.malformed("is empty");
    }
    if (columns == null && form.shape() != Shape.FIXED_WIDTH) {
      throw ChannelText.malformed("has no heading that names its columns");
    }
    if (form.end() != null) {
      throw ChannelText.malformed("is cut short: it ends without " + form.endIs());
    }
    return List.of();
  }

  /** Reads to the end, so that an archive's checksum is compared. */
  private static List<String> end(String line, ChannelText text) throws IOException {
    List<String> end = new ArrayList<>(List.of(line));
    for (String next = text.next(); next != null; next = text.next()) {
      if (!isBlank(next) && end.size() < MOST_END_LINES) {
        end.add(next);
      }
    }
    return end;
  }

  private boolean isEnd(String text) {
    return form.end() != null && form.end().test(ChannelRow.bare(text));
  }

  private static boolean isBlank(String line) {
    // The end of a file of old DOS programs.
    return line.isBlank() || line.equals("\u001a");
  }

  private Map<String, Integer> columns(List<String> names) {
    if (form.shape() == Shape.PLAIN && names.stream().allMatch(ChannelRow::isQuoted)) {
      throw new MalformedRowException(ChannelRow.IN_QUOTES);
    }
    Map<String, Integer> columns = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = ChannelRow.name(names.get(i));
      if (!name.isEmpty() && columns.put(name, i) != null) {
        throw new MalformedRowException("its heading has one column's name twice");
      }
    }
    return columns;
  }

  /** Counts a row of which only the order number can be read, unless it may be ours. */
  private boolean isNotOurs(@Nullable String orderNo) {
    if (orderNo == null || isRewritten(orderNo) || (!orderNo.isEmpty() && isOurs(orderNo))) {
      return false;
    }
    if (orderNo.isEmpty()) {
      passOver("without an order number");
    } else {
      foreign++;
    }
    return true;
  }

  private void row(ChannelRow row) {
    RowResult result =
        Objects.requireNonNull(rows.read(row), "a RowReader must say what a row means, got null");
    String why = result.whyPassedOver();
    Kind kind = result.kind();
    if (why != null) {
      passOver(why);
    } else if (kind == null) {
      foreign++;
    } else if (result.orderNo().isEmpty()) {
      passOver("without an order number");
    } else if (isRewritten(result.orderNo())) {
      throw rewritten();
    } else if (!isOurs(result.orderNo())) {
      foreign++;
    } else {
      line(kind, result);
    }
  }

  private void line(Kind kind, RowResult result) {
    if (isRewritten(result.tradeNo())) {
      throw rewritten();
    }
    Money amount = result.amount();
    if (amount.fen() == 0) {
      passOver("of 0.00");
      return;
    }
    Line line;
    try {
      if (kind == Kind.REFUND && amount.fen() < 0) {
        amount = Money.ZERO.minus(amount);
      }
      line = new Line(kind, result.orderNo(), result.tradeNo(), amount);
      if (kind == Kind.CHARGE) {
        charged = charged.plus(amount);
        charges++;
      } else {
        refunded = refunded.plus(amount);
        refunds++;
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedRowException(String.valueOf(e.getMessage()));
    } catch (ArithmeticException e) {
      throw new MalformedRowException("the sum of the amounts is too large");
    }
    each.accept(line);
  }

  private static boolean isRewritten(String number) {
    return REWRITTEN.matcher(number).matches();
  }

  private static MalformedRowException rewritten() {
    return new MalformedRowException(
        "a spreadsheet program has shortened a number (to one with E+); fetch the file again, and do"
            + " not save it in one");
  }

  private boolean isOurs(String orderNo) {
    if (form.ours() != null) {
      return form.ours().test(orderNo);
    }
    // Ours are ids of the interface; another alphabet is another business.
    return Id.isId(orderNo);
  }

  private void passOver(String why) {
    String reason =
        passedOver.size() < MOST_REASONS || passedOver.containsKey(why) ? why : "for other reasons";
    passedOver.merge(reason, 1L, Long::sum);
  }

  private List<String> fields(String line, int width, ChannelText text) throws IOException {
    return switch (form.shape()) {
      case QUOTED -> quoted(line, text);
      case BACKTICKS -> backticked(line, width, text);
      case PLAIN, FIXED_WIDTH -> split(line, form.separator());
    };
  }

  static List<String> split(String line, String separator) {
    List<String> fields = new ArrayList<>();
    int from = 0;
    for (int at = line.indexOf(separator); at >= 0; at = line.indexOf(separator, from)) {
      fields.add(line.substring(from, at));
      from = at + separator.length();
    }
    fields.add(line.substring(from));
    return fields;
  }

  /** A row continues in the next line while values are missing: one of them has a line break. */
  private List<String> backticked(String line, int width, ChannelText text) throws IOException {
    if (!line.startsWith("`")) {
      return split(line, form.separator());
    }
    String separator = form.separator() + "`";
    String whole = line;
    List<String> fields = split(whole, separator);
    for (int lines = 1; !isEnd(fields.get(0)) && fields.size() < width; lines++) {
      String next = text.next();
      if (next == null
          || next.startsWith("`")
          || lines == MOST_LINES_OF_A_ROW
          || tooLong(whole, next)) {
        throw new MalformedRowException(
            "it has " + fields.size() + " values, and the heading has " + width);
      }
      whole = whole + "\n" + next;
      fields = split(whole, separator);
    }
    return fields;
  }

  private static boolean tooLong(CharSequence whole, String next) {
    return whole.length() + next.length() > ChannelText.LONGEST_LINE;
  }

  private List<String> quoted(String first, ChannelText text) throws IOException {
    String separator = form.separator();
    List<String> fields = new ArrayList<>();
    String line = first;
    int length = first.length();
    int at = 0;
    while (true) {
      if (at < line.length() && line.charAt(at) == '"') {
        StringBuilder value = new StringBuilder();
        at++;
        for (int quote = line.indexOf('"', at);
            quote < 0 || (quote + 1 < line.length() && line.charAt(quote + 1) == '"');
            quote = line.indexOf('"', at)) {
          if (quote >= 0) {
            value.append(line, at, quote + 1);
            at = quote + 2;
            continue;
          }
          value.append(line, at, line.length()).append('\n');
          String next = text.next();
          // Counted over the whole row: each value may end, and the row still never.
          length += next == null ? 0 : next.length() + 1;
          if (next == null || length > ChannelText.LONGEST_LINE) {
            throw new MalformedRowException("a quoted value does not end");
          }
          line = next;
          at = 0;
        }
        int quote = line.indexOf('"', at);
        value.append(line, at, quote);
        fields.add(value.toString());
        at = quote + 1;
        if (at < line.length() && !line.startsWith(separator, at)) {
          throw new MalformedRowException("something follows the end of a quoted value");
        }
      } else {
        int next = line.indexOf(separator, at);
        String value = line.substring(at, next < 0 ? line.length() : next);
        if (value.indexOf('"') >= 0) {
          throw new MalformedRowException("a quotation mark is inside a value without quotes");
        }
        fields.add(value);
        at += value.length();
      }
      if (at == line.length()) {
        return fields;
      }
      at += separator.length();
    }
  }
}
