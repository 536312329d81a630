package io.yiwang.payments.reconciliation;

import io.yiwang.internal.shared.Id;
import io.yiwang.payments.reconciliation.ChannelFile.Kind;
import io.yiwang.payments.reconciliation.ChannelFile.Line;
import io.yiwang.payments.reconciliation.RowFormat.Shape;
import io.yiwang.value.Money;
import java.io.IOException;
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

/** Reads the rows of a channel's file one after the other, and counts what becomes of each. */
final class RowFile {
  /** Knows the columns of one layout; a new instance reads each file. */
  interface Layout extends RowReader {
    /** Checks the columns' names. */
    default void heading(Predicate<String> has) {}

    /** Throws if one of the columns is missing. */
    static void requireColumns(Predicate<String> has, String... columns) {
      for (String column : columns) {
        if (!has.test(ChannelRow.name(column))) {
          throw new MalformedRowException("the file has no column " + column);
        }
      }
    }

    /**
     * Returns the order number of a row with more values than the heading, as when the name of the
     * goods contains the separator; null if a text precedes the order number.
     */
    default @Nullable String orderNoBeforeTexts(ChannelRow row) {
      return null;
    }

    /**
     * Compares what the file says about its rows with the rows.
     *
     * @param end the line that ended the rows, and those after it
     */
    default List<String> totalsThatDiffer(List<String> end) {
      return List.of();
    }
  }

  /** Matches a number of more than 11 digits as Excel shows and then saves it. */
  private static final Pattern REWRITTEN = Pattern.compile("[0-9](\\.[0-9]{1,20})?E\\+[0-9]{1,3}");

  private static final int MAX_END_LINES = 20;
  private static final int MAX_REASONS = 100;

  private final Path file;
  private final RowFormat format;
  private final Layout layout;
  private final Consumer<Line> each;
  private @Nullable String heading;
  private @Nullable Map<String, Integer> columns;
  private int width = -1;
  private final Map<String, Long> skipped = new TreeMap<>();
  private long charges;
  private long refunds;
  private long foreign;
  // A sum that overflows would fail the comparison later, where no line can be named.
  private Money charged = Money.ZERO;
  private Money refunded = Money.ZERO;

  private RowFile(Path file, RowFormat format, Layout layout, Consumer<Line> each) {
    this.file = file;
    this.format = format;
    this.layout = layout;
    this.each = each;
  }

  static RowCounts read(Path file, RowFormat format, Layout layout, Consumer<Line> each)
      throws IOException {
    return new RowFile(file, format, layout, each).read();
  }

  private RowCounts read() throws IOException {
    try (ChannelText text = ChannelText.open(file, format.charset(), format.entry())) {
      List<String> end = readRows(text);
      return new RowCounts(charges, refunds, foreign, skipped, layout.totalsThatDiffer(end));
    } catch (MalformedRowException e) {
      throw ChannelText.malformed(String.valueOf(e.getMessage()));
    }
  }

  /** Reads all rows; returns the line that ended them and those after it, if there is one. */
  private List<String> readRows(ChannelText text) throws IOException {
    if (format.names() != null) {
      columns = columns(format.names());
      width = format.names().size();
    }
    RowSplitter splitter = new RowSplitter(format, text);
    boolean isEmpty = true;
    for (String line = text.next(); line != null; line = text.next()) {
      if (isBlank(line) || text.line() <= format.skipped()) {
        continue;
      }
      isEmpty = false;
      long number = text.line();
      try {
        if (endsRows(line, number, text, splitter)) {
          return end(line, text);
        }
      } catch (MalformedRowException e) {
        throw ChannelText.malformed(", line " + number + ": " + e.getMessage());
      }
    }
    if (isEmpty) {
      throw ChannelText.malformed("is empty");
    }
    if (columns == null && format.shape() != Shape.FIXED_WIDTH) {
      throw ChannelText.malformed("has no heading that names its columns");
    }
    if (format.end() != null) {
      throw ChannelText.malformed("is cut short: it ends without " + format.endIs());
    }
    return List.of();
  }

  /** Reads the row that begins with a line, unless it is none; returns whether it ends the rows. */
  private boolean endsRows(String line, long number, ChannelText text, RowSplitter splitter)
      throws IOException {
    if (format.isRemark(line)) {
      return format.isEnd(line) || format.isEnd(RowSplitter.split(line, format.separator()).get(0));
    }
    if (format.shape() == Shape.FIXED_WIDTH) {
      count(ChannelRow.ofBytes(number, line));
      return false;
    }
    if (line.equals(heading)) {
      skip("the heading again");
      return false;
    }
    List<String> values = splitter.values(line, width);
    if (columns == null) {
      heading(line, values, text);
      return false;
    }
    if (format.isEnd(values.get(0))) {
      return true;
    }
    ChannelRow row =
        ChannelRow.ofFields(number, columns, values, format.shape() == Shape.PLAIN, text.charset());
    if (values.size() == width) {
      count(row);
    } else if (values.size() < width || !isNotOurs(layout.orderNoBeforeTexts(row))) {
      throw new MalformedRowException(
          "it has " + values.size() + " values, and the heading has " + width);
    }
    return false;
  }

  private void heading(String line, List<String> names, ChannelText text) throws IOException {
    if (!ChannelText.isText(line)) {
      throw text.notText();
    }
    heading = line;
    width = names.size();
    Map<String, Integer> found = columns(names);
    columns = found;
    layout.heading(found::containsKey);
  }

  /** Reads to the end, so that an archive's checksum is compared. */
  private static List<String> end(String line, ChannelText text) throws IOException {
    List<String> end = new ArrayList<>(List.of(line));
    for (String next = text.next(); next != null; next = text.next()) {
      if (!isBlank(next) && end.size() < MAX_END_LINES) {
        end.add(next);
      }
    }
    return end;
  }

  private static boolean isBlank(String line) {
    // Old DOS programs end a file with this character.
    return line.isBlank() || line.equals("\u001a");
  }

  private Map<String, Integer> columns(List<String> names) {
    if (format.shape() == Shape.PLAIN && names.stream().allMatch(ChannelRow::isQuoted)) {
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

  /** Counts a row of which only the order number can be read; returns false if it may be ours. */
  private boolean isNotOurs(@Nullable String orderNo) {
    if (orderNo == null || isRewritten(orderNo) || (!orderNo.isEmpty() && isOurs(orderNo))) {
      return false;
    }
    if (orderNo.isEmpty()) {
      skip("without an order number");
    } else {
      foreign++;
    }
    return true;
  }

  private void count(ChannelRow row) {
    RowResult result =
        Objects.requireNonNull(layout.read(row), "a RowReader must say what a row means, got null");
    String why = result.skipReason();
    Kind kind = result.kind();
    if (why != null) {
      skip(why);
    } else if (kind == null) {
      foreign++;
    } else if (result.orderNo().isEmpty()) {
      skip("without an order number");
    } else if (isRewritten(result.orderNo())) {
      throw rewritten();
    } else if (!isOurs(result.orderNo())) {
      foreign++;
    } else {
      count(kind, result);
    }
  }

  private void count(Kind kind, RowResult result) {
    if (isRewritten(result.tradeNo())) {
      throw rewritten();
    }
    Money amount = result.amount();
    if (amount.fen() == 0) {
      skip("of 0.00");
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
    if (format.ours() != null) {
      return format.ours().test(orderNo);
    }
    // Our order numbers are ids of the interface; any other is of another business.
    return Id.isId(orderNo);
  }

  private void skip(String why) {
    String reason =
        skipped.size() < MAX_REASONS || skipped.containsKey(why) ? why : "for other reasons";
    skipped.merge(reason, 1L, Long::sum);
  }
}
