package io.yiwang.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Holds the services of all regions. Each is one {@link ServiceItem} in one region and has a
 * number, from 0. Guarded by the {@link VirtualScheduler}.
 */
final class Catalog {
  /** An update or the withdrawal of one service. */
  record Change(int service, boolean withdrawn) {}

  private static final int NONE = -1;

  /** The regions that come first, so that one city is complete in small catalogs too. */
  private static final List<String> COMPLETE_FIRST =
      List.of("330106", "330100", "330000", "330109", "330110");

  final List<ServiceItem> items;
  final List<String> regions;
  private final int[] levels;
  private final Map<String, Integer> regionIndex = new HashMap<>();
  private final Map<String, Integer> itemIndex = new HashMap<>();

  /** The place of each service in the grid of items and regions. */
  private final int[] cells;

  /** The service at each place in the grid, or NONE. */
  private final int[] services;

  private final Instant start;
  private final Map<Integer, Instant> updated = new HashMap<>();
  private final Map<Integer, String> withdrawn = new HashMap<>();
  private final List<Change> changes = new ArrayList<>();

  Catalog(long seed, int size, Instant start) {
    this.start = start;
    Map<String, ServiceItem.Department> departments = new HashMap<>();
    Table.read("departments.tsv")
        .forEach(row -> departments.put(row.text("key"), ServiceItem.Department.of(row)));
    items =
        Table.read("services.tsv").stream()
            .map(
                row ->
                    new ServiceItem(
                        row, Objects.requireNonNull(departments.get(row.text("department")))))
            .toList();
    regions = Regions.codes();
    levels = regions.stream().mapToInt(Regions::level).toArray();
    IntStream.range(0, regions.size()).forEach(i -> regionIndex.put(regions.get(i), i));
    IntStream.range(0, items.size()).forEach(i -> itemIndex.put(items.get(i).basicCode(), i));
    cells = chosen(size, new Random(seed));
    services = new int[items.size() * regions.size()];
    Arrays.fill(services, NONE);
    IntStream.range(0, cells.length).forEach(service -> services[cells[service]] = service);
  }

  /**
   * Chooses the places of the grid that have a service: first those of one city, then any by the
   * seed.
   */
  private int[] chosen(int size, Random random) {
    int[] first =
        COMPLETE_FIRST.stream().mapToInt(regions::indexOf).flatMap(this::cellsOf).toArray();
    boolean[] taken = new boolean[items.size() * regions.size()];
    Arrays.stream(first).forEach(cell -> taken[cell] = true);
    int[] others =
        IntStream.range(0, regions.size())
            .flatMap(this::cellsOf)
            .filter(cell -> !taken[cell])
            .toArray();
    if (size > first.length + others.length) {
      throw new IllegalArgumentException(
          "there are at most " + (first.length + others.length) + " services, not " + size);
    }
    int wanted = Math.max(0, size - first.length);
    for (int i = 0; i < wanted; i++) {
      int j = i + random.nextInt(others.length - i);
      int cell = others[j];
      others[j] = others[i];
      others[i] = cell;
    }
    return IntStream.concat(Arrays.stream(first), Arrays.stream(others, 0, wanted))
        .limit(size)
        .toArray();
  }

  private IntStream cellsOf(int region) {
    int level = levels[region];
    return IntStream.range(0, items.size())
        .filter(item -> items.get(item).isOfferedAt(level) && !items.get(item).isWithdrawn())
        .map(item -> item * regions.size() + region);
  }

  int size() {
    return cells.length;
  }

  int itemOf(int service) {
    return cells[service] / regions.size();
  }

  int regionOf(int service) {
    return cells[service] % regions.size();
  }

  ServiceItem item(int service) {
    return items.get(itemOf(service));
  }

  String region(int service) {
    return regions.get(regionOf(service));
  }

  int level(int service) {
    return levels[regionOf(service)];
  }

  String departmentCode(int service) {
    return departmentCode(item(service), region(service));
  }

  private static String departmentCode(ServiceItem item, String region) {
    return CreditCodes.body(region, item.department.number());
  }

  /** Returns the 实施编码: the codes of department, level and item. */
  String code(int service) {
    return code(item(service), region(service));
  }

  private static String code(ServiceItem item, String region) {
    return departmentCode(item, region) + Regions.level(region) + item.basicCode();
  }

  /**
   * Returns the place in the grid of the item and region that a code names; NONE if there is none.
   */
  private int cell(String code) {
    Integer region = code.length() == 31 ? regionIndex.get(code.substring(2, 8)) : null;
    Integer item = region == null ? null : itemIndex.get(code.substring(19));
    if (region == null
        || item == null
        || !code(items.get(item), regions.get(region)).equals(code)) {
      return NONE;
    }
    return item * regions.size() + region;
  }

  /** Returns the service of a code, or NONE if it does not exist or is withdrawn. */
  int find(String code) {
    int cell = cell(code);
    return cell == NONE || isWithdrawn(services[cell]) ? NONE : services[cell];
  }

  static boolean isNone(int service) {
    return service == NONE;
  }

  boolean isWithdrawn(int service) {
    return withdrawn.containsKey(service);
  }

  /** Returns whether a service of that code existed and was withdrawn. */
  boolean wasWithdrawn(String code) {
    int cell = cell(code);
    if (cell == NONE) {
      return false;
    }
    ServiceItem item = items.get(cell / regions.size());
    int level = levels[cell % regions.size()];
    return isWithdrawn(services[cell]) || (item.isWithdrawn() && item.isOfferedAt(level));
  }

  /** Returns the code of the service that took the place of a withdrawn one. */
  @Nullable String replacement(String code) {
    int cell = cell(code);
    String replacedBy = withdrawn.get(services[cell]);
    if (replacedBy != null) {
      return replacedBy.isEmpty() ? null : replacedBy;
    }
    String name = items.get(cell / regions.size()).replacedBy();
    String region = regions.get(cell % regions.size());
    return name == null ? null : codeOf(name, region);
  }

  /** Returns the code of the service of that name in that region; absent if there is none. */
  @Nullable String codeOf(String name, String region) {
    return items.stream()
        .filter(item -> item.name().equals(name))
        .map(item -> code(item, region))
        .filter(code -> !isNone(find(code)))
        .findFirst()
        .orElse(null);
  }

  /** Returns the code of a service that is withdrawn from the start. */
  String withdrawnCode(String region) {
    return items.stream()
        .filter(item -> item.isWithdrawn() && item.isOfferedAt(Regions.level(region)))
        .map(item -> code(item, region))
        .findFirst()
        .orElseThrow();
  }

  Instant updatedAt(int service) {
    Instant changed = updated.get(service);
    // Spread over the year before the start.
    return changed == null ? start.minus(Duration.ofHours(cells[service] % 8760)) : changed;
  }

  void update(int service, Instant now) {
    updated.put(service, now);
    changes.add(new Change(service, false));
  }

  void withdraw(int service, @Nullable String replacedBy) {
    withdrawn.put(service, replacedBy == null ? "" : replacedBy);
    changes.add(new Change(service, true));
  }

  /** Returns a number that grows with every change. */
  int version() {
    return changes.size();
  }

  List<Change> changes(int since, int limit) {
    return changes.subList(since, Math.min(changes.size(), since + limit));
  }

  /** Returns the services that are not withdrawn, in order. */
  IntStream all() {
    return IntStream.range(0, size()).filter(service -> !isWithdrawn(service));
  }
}
