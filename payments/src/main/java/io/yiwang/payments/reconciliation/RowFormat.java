package io.yiwang.payments.reconciliation;

import java.nio.charset.Charset;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Describes how a channel's file of rows is written.
 *
 * @param names of the columns, if the file does not begin with them
 * @param remark the beginning of a line that is not a row
 * @param end returns whether a line ends the rows, by its first value, or if it is a remark, by its
 *     whole text; a file without that line is refused
 * @param endIs names that line in the error
 * @param entry returns whether an entry of a zip archive holds the rows, by its name
 * @param ours returns whether a row is of this business, by its order number
 * @param skipped how many lines come before the heading and the rows
 */
record RowFormat(
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
  /** Names how the values of a row are separated. */
  enum Shape {
    /** By a separator; a quotation mark is a character like any other. */
    PLAIN,
    /** By a separator; a value that begins with a quotation mark ends with one (RFC 4180). */
    QUOTED,
    /** By a separator and a backtick, so that a separator inside a value is part of it. */
    BACKTICKS,
    /** By position: the row is one value, whose parts are found by their place. */
    FIXED_WIDTH
  }

  static RowFormat of(Charset charset, Shape shape) {
    return new RowFormat(charset, shape, ",", null, null, null, "", name -> true, null, 0);
  }

  RowFormat charset(Charset other) {
    return new RowFormat(other, shape, separator, names, remark, end, endIs, entry, ours, skipped);
  }

  RowFormat shape(Shape other) {
    return new RowFormat(
        charset, other, separator, names, remark, end, endIs, entry, ours, skipped);
  }

  RowFormat separator(String other) {
    return new RowFormat(charset, shape, other, names, remark, end, endIs, entry, ours, skipped);
  }

  RowFormat names(List<String> given) {
    return new RowFormat(
        charset, shape, separator, given, remark, end, endIs, entry, ours, skipped);
  }

  RowFormat remark(String mark) {
    return new RowFormat(charset, shape, separator, names, mark, end, endIs, entry, ours, skipped);
  }

  RowFormat end(String is, Predicate<String> ends) {
    return new RowFormat(charset, shape, separator, names, remark, ends, is, entry, ours, skipped);
  }

  RowFormat entry(Predicate<String> wanted) {
    return new RowFormat(
        charset, shape, separator, names, remark, end, endIs, wanted, ours, skipped);
  }

  RowFormat skipped(int lines) {
    return new RowFormat(charset, shape, separator, names, remark, end, endIs, entry, ours, lines);
  }

  RowFormat ours(Predicate<String> orderNo) {
    return new RowFormat(
        charset, shape, separator, names, remark, end, endIs, entry, orderNo, skipped);
  }

  /** Returns whether a line is a remark and not a row. */
  boolean isRemark(String line) {
    return remark != null && line.startsWith(remark);
  }

  /** Returns whether a line ends the rows, by its first value or the text of a remark. */
  boolean isEnd(String text) {
    return end != null && end.test(ChannelRow.bare(text));
  }
}
