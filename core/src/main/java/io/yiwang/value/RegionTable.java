package io.yiwang.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the shipped table of regions, {@code regions.tsv}, which names its sources. All codes in it
 * have 6 digits. The class is its own lazy holder: its first use reads the file.
 */
final class RegionTable {
  /** Stands for no last year, in the entry of a current region. */
  static final int TODAY = 9999;

  /** Stands for the first year of every region whose first year is not known. */
  private static final int EVER = 0;

  /**
   * The meaning of a code during some years.
   *
   * @param kind the kind, as in the file: R, F, S or D
   * @param pinyin the short name in pinyin; null for statistical areas
   * @param from the first year
   * @param to the last year, or {@link #TODAY}
   * @param successors the codes that it was merged into; its own code if only the name changed
   */
  record Entry(
      char kind,
      String code,
      String name,
      String shortName,
      @Nullable String pinyin,
      int from,
      int to,
      List<String> successors) {
    boolean isRegionOfToday() {
      return kind == 'R' || kind == 'D';
    }

    boolean isFormer() {
      return kind == 'F';
    }
  }

  /** The entries by code; those of one code are sorted with the oldest first. */
  private static final NavigableMap<String, List<Entry>> ENTRIES = read();

  private static final NavigableMap<String, Set<String>> PREDECESSORS = predecessorsOf(ENTRIES);

  private RegionTable() {}

  /** Returns everything that the codes have meant, by ascending code and the oldest first. */
  static Stream<Entry> entries() {
    return ENTRIES.values().stream().flatMap(List::stream);
  }

  /** Returns the codes of today's regions, ascending. */
  static Stream<String> today() {
    return ENTRIES.values().stream()
        .map(RegionTable::last)
        .filter(Entry::isRegionOfToday)
        .map(Entry::code);
  }

  private static Entry last(List<Entry> entries) {
    return entries.get(entries.size() - 1);
  }

  /** Returns the meaning of a code today, or when it ended; null for an unknown code. */
  static @Nullable Entry last(String code) {
    List<Entry> entries = ENTRIES.get(code);
    return entries == null ? null : last(entries);
  }

  /** Returns all meanings of a code, oldest first. */
  static List<Entry> all(String code) {
    return ENTRIES.getOrDefault(code, List.of());
  }

  /**
   * Returns the meaning of a code in a year; null if it had none. The code still counts in the year
   * in which it ended, although that year's table no longer lists it.
   */
  static @Nullable Entry in(int year, String code) {
    Entry ended = null;
    for (Entry each : all(code)) {
      if (each.from() <= year && year <= each.to()) {
        return each;
      }
      if (each.to() == year - 1) {
        ended = each;
      }
    }
    return ended;
  }

  static boolean isOfToday(String code) {
    Entry last = last(code);
    return last != null && last.isRegionOfToday();
  }

  /** Returns the codes that were merged into this one, ascending. */
  static Set<String> predecessors(String code) {
    return PREDECESSORS.getOrDefault(code, Set.of());
  }

  /**
   * Returns the codes that were merged into one with this prefix, and those merged into these,
   * ascending.
   */
  static Set<String> predecessorsWithin(String prefix) {
    Set<String> found = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(Set.of(prefix));
    while (!open.isEmpty()) {
      String start = open.remove();
      PREDECESSORS.tailMap(start).entrySet().stream()
          .takeWhile(each -> each.getKey().startsWith(start))
          .flatMap(each -> each.getValue().stream())
          .filter(found::add)
          .forEach(open::add);
    }
    return found;
  }

  /** Returns the current regions whose codes have this prefix, ascending. */
  static List<String> todayWithin(String prefix) {
    return within(prefix).filter(Entry::isRegionOfToday).map(Entry::code).toList();
  }

  /** Returns the former regions whose codes have this prefix, ascending. */
  static List<String> formerWithin(String prefix) {
    return within(prefix).filter(Entry::isFormer).map(Entry::code).toList();
  }

  private static Stream<Entry> within(String prefix) {
    return ENTRIES.tailMap(prefix).values().stream()
        .map(RegionTable::last)
        .takeWhile(each -> each.code().startsWith(prefix));
  }

  private static NavigableMap<String, List<Entry>> read() {
    NavigableMap<String, List<Entry>> entries = new TreeMap<>();
    try (InputStream bytes =
            Objects.requireNonNull(RegionTable.class.getResourceAsStream("regions.tsv"));
        BufferedReader lines = new BufferedReader(new InputStreamReader(bytes, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          Entry entry = entry(line.split("\t", -1));
          entries.computeIfAbsent(entry.code(), code -> new ArrayList<>()).add(entry);
        }
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException("the shipped table of regions cannot be read", e);
    }
  }

  private static Entry entry(String[] cells) {
    String name = cells[2];
    String shortName = cell(cells, 3);
    String from = cell(cells, 5);
    String to = cell(cells, 6);
    char kind = cells[0].charAt(0);
    return new Entry(
        kind,
        cells[1],
        name,
        kind == 'S' ? name : shortName.isEmpty() ? withoutSuffix(name) : shortName,
        kind == 'S' ? null : cells[4],
        from.isEmpty() ? EVER : Integer.parseInt(from),
        to.isEmpty() ? TODAY : Integer.parseInt(to),
        cell(cells, 7).isEmpty() ? List.of() : List.of(cells[7].split("\\|")));
  }

  /** Returns a cell; empty cells at the end of a line are missing in the file. */
  private static String cell(String[] cells, int column) {
    return column < cells.length ? cells[column] : "";
  }

  private static String withoutSuffix(String name) {
    boolean hasOne = name.length() > 2 && "省市区县盟旗".indexOf(name.charAt(name.length() - 1)) >= 0;
    return hasOne ? name.substring(0, name.length() - 1) : name;
  }

  private static NavigableMap<String, Set<String>> predecessorsOf(
      NavigableMap<String, List<Entry>> entries) {
    NavigableMap<String, Set<String>> predecessors = new TreeMap<>();
    for (List<Entry> each : entries.values()) {
      for (Entry entry : each) {
        for (String successor : entry.successors()) {
          if (!successor.equals(entry.code())) {
            predecessors
                .computeIfAbsent(successor, code -> new LinkedHashSet<>())
                .add(entry.code());
          }
        }
      }
    }
    return predecessors;
  }
}
