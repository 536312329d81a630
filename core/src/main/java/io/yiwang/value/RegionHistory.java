package io.yiwang.value;

import io.yiwang.value.RegionTable.Entry;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Follows region codes through the years: what became of a code, and what it was before. */
final class RegionHistory {
  private RegionHistory() {}

  static boolean isCurrent(String code) {
    Entry entry = RegionTable.last(RegionDigits.key(code));
    return entry == null || !entry.isFormer();
  }

  /** Returns today's codes of a place, ascending: the code itself, or its last successors. */
  static Collection<String> current(String code) {
    if (isCurrent(code)) {
      return List.of(code);
    }
    Set<String> found = new TreeSet<>();
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(Set.of(RegionDigits.key(code)));
    while (!open.isEmpty()) {
      String each = open.remove();
      if (RegionTable.isOfToday(each)) {
        found.add(each);
      } else if (seen.add(each)) {
        Entry entry = RegionTable.last(each);
        open.addAll(entry == null ? List.of() : entry.successors());
      }
    }
    return found;
  }

  /**
   * Returns whether the second place is in the first one or equal to it, by the digits or by the
   * successors of former codes.
   */
  static boolean covers(String code, String other) {
    if (RegionDigits.contains(code, other)) {
      return true;
    }
    // No table says in which of a county's successors a former township is now.
    return RegionDigits.significant(code).length() <= RegionDigits.COUNTY
        && parts(code).stream()
            .anyMatch(
                mine -> current(other).stream().anyMatch(its -> RegionDigits.contains(mine, its)));
  }

  /** Returns today's codes; for a former city that was split, those of its former counties. */
  private static Collection<String> parts(String code) {
    Collection<String> today = current(code);
    String place = RegionDigits.significant(code);
    if (isCurrent(code) || today.size() == 1 || place.length() >= RegionDigits.COUNTY) {
      return today;
    }
    List<String> ofCounties =
        RegionTable.formerWithin(place).stream()
            .filter(each -> RegionDigits.significant(each).length() == RegionDigits.COUNTY)
            .flatMap(each -> current(each).stream())
            .toList();
    return ofCounties.isEmpty() ? today : ofCounties;
  }

  /** Returns a place's own code, today's codes, and those of all that was merged into these. */
  static Collection<String> ofAllTimes(String code) {
    Set<String> all = new LinkedHashSet<>(List.of(code));
    for (String each : current(code)) {
      all.add(each);
      String place = RegionDigits.significant(each);
      if (place.length() <= RegionDigits.COUNTY) {
        all.addAll(RegionTable.predecessorsWithin(place));
      }
    }
    return all;
  }

  /** Returns the earlier names of a code, or of the one code that it continues, oldest first. */
  static List<String> formerNames(String code) {
    String key = RegionDigits.key(code);
    Entry today = RegionTable.last(key);
    if (today == null) {
      return List.of();
    }
    Set<String> names = new LinkedHashSet<>();
    for (String each : RegionTable.predecessors(key)) {
      Entry ended = RegionTable.last(each);
      int from = RegionTable.all(key).get(0).from();
      if (ended != null && ended.to() + 1 == from && ended.successors().size() == 1) {
        RegionTable.all(each).forEach(entry -> names.add(entry.name()));
      }
    }
    RegionTable.all(key).forEach(entry -> names.add(entry.name()));
    names.remove(today.name());
    return List.copyOf(names);
  }
}
