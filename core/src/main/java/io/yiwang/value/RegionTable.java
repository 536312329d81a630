package io.yiwang.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The shipped table of regions, {@code regions.tsv}, which says where it comes from. All codes in
 * here have 6 digits. The class is its own lazy holder: first use reads the file.
 */
final class RegionTable {
  /** No last year: a region of today. */
  static final int TODAY = 9999;

  /** The first year of the yearly tables, and of every region of which no first year is known. */
  private static final int EVER = 0;

  /**
   * What a code meant in some years.
   *
   * @param kind as in the file: R, F, S or D
   * @param pinyin of the short name; null for areas of statistics
   * @param from the first year
   * @param to the last year, or {@link #TODAY}
   * @param successors what it went over into; its own code where only the name changed
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
  }

  /** By code, and of each code the oldest first. */
  private static final NavigableMap<String, List<Entry>> ENTRIES = read();

  private static final NavigableMap<String, Set<String>> PREDECESSORS = predecessorsOf(ENTRIES);

  private RegionTable() {}

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

  /** Returns what the code means today, or meant when it ended. */
  static @Nullable Entry last(String code) {
    List<Entry> entries = ENTRIES.get(code);
    return entries == null ? null : last(entries);
  }

  /** Returns all that a code has meant, the oldest first. */
  static List<Entry> all(String code) {
    return ENTRIES.getOrDefault(code, List.of());
  }

  /**
   * Returns what the code meant in a year. In the year in which it ended, of which the yearly table
   * knows no more, it still counts.
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

  /** Returns the codes that have gone over into this one, ascending. */
  static Set<String> predecessors(String code) {
    return PREDECESSORS.getOrDefault(code, Set.of());
  }

  /**
   * Returns the codes that have gone over into one that begins so, and those into these, ascending.
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

  /** Returns today's regions whose codes begin so, ascending. */
  static List<String> todayWithin(String prefix) {
    return within(prefix).filter(Entry::isRegionOfToday).map(Entry::code).toList();
  }

  /** Returns the former regions whose codes begin so, ascending. */
  static List<String> formerWithin(String prefix) {
    return within(prefix).filter(each -> each.kind() == 'F').map(Entry::code).toList();
  }

  private static Stream<Entry> within(String prefix) {
    return ENTRIES.tailMap(prefix).values().stream()
        .map(RegionTable::last)
        .takeWhile(each -> each.code().startsWith(prefix));
  }

  /** Returns the regions whose name, short name or former name this is, letter by letter. */
  static Collection<String> named(String name) {
    return Names.of(name);
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

  /** Returns a cell; empty ones at the end of a line are not written. */
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

  /** Returns the regions whose short name or former short name sounds so. */
  static Collection<String> sounding(String letters) {
    return Names.BY_SOUND.getOrDefault(letters, Set.of());
  }

  /** Returns the letters of pinyin as people type them: small, without marks, and u for ü and v. */
  static String sound(String pinyin) {
    return Normalizer.normalize(pinyin, Normalizer.Form.NFD)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[\\p{M}'’]", "")
        .replace('v', 'u');
  }

  /** The codes by name, in a holder of its own: most programs never ask. */
  private static final class Names {
    private static final Map<String, Set<String>> BY_NAME = new HashMap<>();
    private static final Map<String, Set<String>> BY_SOUND = new HashMap<>();

    static {
      for (List<Entry> each : ENTRIES.values()) {
        for (Entry entry : each) {
          for (String name : List.of(entry.name(), entry.shortName())) {
            BY_NAME.computeIfAbsent(name, key -> new LinkedHashSet<>()).add(entry.code());
          }
          String pinyin = entry.pinyin();
          if (pinyin != null) {
            BY_SOUND.computeIfAbsent(sound(pinyin), key -> new LinkedHashSet<>()).add(entry.code());
          }
        }
      }
    }

    static {
      // Officially, to tell it from the other Shanxi.
      BY_SOUND.put("shaanxi", Set.of("610000"));
    }

    static Set<String> of(String name) {
      return BY_NAME.getOrDefault(name, Set.of());
    }
  }
}
