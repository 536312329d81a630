package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads tables of seed data: tab-separated, with column names first and comments after {@code #}.
 */
final class Table {
  /** One line of a table, by column name. */
  record Row(Map<String, String> cells) {
    String text(String column) {
      return Objects.requireNonNull(cells.get(column), column);
    }

    int number(String column) {
      return Integer.parseInt(text(column));
    }

    /** Returns the parts of a cell, which bars separate; none if it is empty. */
    List<String> list(String column) {
      String cell = text(column);
      return cell.isEmpty() ? List.of() : List.of(cell.split("\\|"));
    }

    String text(String column, boolean english) {
      return text(english ? column + "En" : column);
    }
  }

  /** The tables, for all sandboxes of this JVM. */
  private static final Map<String, List<Row>> READ = new ConcurrentHashMap<>();

  private Table() {}

  static List<Row> read(String name) {
    return READ.computeIfAbsent(name, Table::readWhole);
  }

  private static List<Row> readWhole(String name) {
    List<String> lines = lines(Table.class.getResourceAsStream(name), name);
    lines.removeIf(line -> line.isBlank() || line.startsWith("#"));
    String[] columns = lines.get(0).split("\t");
    return lines.stream().skip(1).map(line -> row(columns, line.split("\t", -1), name)).toList();
  }

  /** Returns the rows of a table by their column {@code key}. */
  static Map<String, Row> byKey(String name) {
    Map<String, Row> rows = new LinkedHashMap<>();
    read(name).forEach(row -> rows.put(row.text("key"), row));
    return rows;
  }

  private static Row row(String[] columns, String[] cells, String name) {
    if (cells.length != columns.length) {
      throw new IllegalStateException(
          name + ": a line has " + cells.length + " cells instead of " + columns.length);
    }
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < cells.length; i++) {
      row.put(columns[i], cells[i]);
    }
    return new Row(Collections.unmodifiableMap(row));
  }

  /** Returns the lines of a resource. */
  static List<String> lines(@Nullable InputStream resource, String name) {
    Objects.requireNonNull(resource, name + " is missing from the class path");
    try (var reader = new BufferedReader(new InputStreamReader(resource, UTF_8))) {
      return new ArrayList<>(reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
