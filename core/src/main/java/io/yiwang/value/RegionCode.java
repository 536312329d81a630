package io.yiwang.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Spelling;
import io.yiwang.value.RegionTable.Entry;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Holds the code of an administrative region: 2 digits for the province, 2 for the prefecture, 2
 * for the county, 3 for the township and 3 for the village. Trailing zeros mean the whole region:
 * {@code 330000} is all of Zhejiang, {@code 330100} all of Hangzhou, {@code 000000} the whole
 * country.
 *
 * <p>Regions are merged, split and renamed every year, while letters, cards and databases keep the
 * codes of their time. So a code is not checked against the shipped table. The table knows the name
 * of a former code and its successors: {@code 330103} was 下城区, which became a part of {@code
 * 330105} in 2021. The table is that of GB/T 2260 with all codes that ended since 2000; the file
 * {@code regions.tsv} next to this class names its sources and dates.
 *
 * <p>{@code equals} compares the digits as they were given; {@link #contains} shows whether {@code
 * 33} and {@code 330000} are the same place.
 *
 * @param code 2, 4, 6, 9 or 12 digits; answers of the gateway carry 6
 * @see "GB/T 2260; IGS/1 section 1, Regions"
 */
public record RegionCode(@JsonValue String code) {
  // Declared first, because the next constant needs it.
  private static final Pattern FORM =
      Pattern.compile("[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}");

  /** The whole country, which contains every region. */
  public static final RegionCode COUNTRY = new RegionCode("000000");

  /** Names the levels of regions. */
  public enum Level {
    /** The whole country. */
    COUNTRY,
    /** A province, an autonomous region, a municipality, a special administrative region. */
    PROVINCE,
    /** A city or another prefecture. */
    PREFECTURE,
    /** A county, an urban district, a city of county rank. */
    COUNTY,
    /** A town, a township, a street office. */
    TOWNSHIP,
    /** A village or a residents' committee. */
    VILLAGE
  }

  private static final int LONGEST_NAME = 64;

  // These entries at the level of a prefecture are not regions; they only group the counties below.
  private static final Set<String> HEADINGS = Set.of("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划");

  /** Checks the form. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public RegionCode {
    if (!FORM.matcher(code).matches()) {
      throw new IllegalArgumentException(
          "a region code must be 2, 4, 6, 9 or 12 digits, got " + code.length() + " characters");
    }
  }

  /**
   * Returns all current regions except the country itself, as ascending codes of 6 digits. The
   * table is read once.
   */
  public static Stream<RegionCode> known() {
    return RegionTable.today().map(RegionCode::new);
  }

  /**
   * Returns the codes of the current and former regions with a name. It may be a region's full
   * name, short name or former name, alone or after the names of larger regions, such as {@code
   * 西湖区}, {@code 杭州西湖} and {@code 浙江省杭州市下城区}, or pinyin, such as {@code Xihu} and {@code hangzhou
   * xihu qu}. Regions often share a name; current ones and larger ones come first. The list is
   * empty if no region has the name.
   *
   * @param name at most 64 characters; blanks and tones are ignored
   */
  public static List<RegionCode> named(String name) {
    String text = name.length() > LONGEST_NAME ? "" : Spelling.compact(name);
    return RegionNames.find(text).stream()
        .map(RegionCode::new)
        .sorted(
            Comparator.comparing(RegionCode::isCurrent)
                .reversed()
                .thenComparing(RegionCode::level)
                .thenComparing(RegionCode::code))
        .toList();
  }

  /**
   * Returns the smallest region that contains all of these, as 6 digits: the region to query at a
   * gateway that compares digits and does not know former codes.
   *
   * @param places at least one
   */
  public static RegionCode enclosing(Collection<RegionCode> places) {
    String common = places.iterator().next().significant();
    for (RegionCode each : places) {
      String other = each.significant();
      int end = Math.min(6, Math.min(common.length(), other.length()));
      while (!other.startsWith(common.substring(0, end))) {
        end -= 2;
      }
      common = common.substring(0, end);
    }
    return new RegionCode(RegionDigits.padded(common));
  }

  /** Returns the level of the region; trailing zeros do not count. */
  public Level level() {
    return switch (significant().length()) {
      case 0 -> Level.COUNTRY;
      case 2 -> Level.PROVINCE;
      case 4 -> Level.PREFECTURE;
      case 6 -> Level.COUNTY;
      case 9 -> Level.TOWNSHIP;
      default -> Level.VILLAGE;
    };
  }

  /** Returns the province, as 6 digits; for the whole country, the country itself. */
  public RegionCode province() {
    return new RegionCode(code.substring(0, 2) + "0000");
  }

  /** Returns the prefecture, as 6 digits; empty if this is a whole province. */
  public Optional<RegionCode> prefecture() {
    return names(4) ? Optional.of(new RegionCode(code.substring(0, 4) + "00")) : Optional.empty();
  }

  /**
   * Returns the county, as 6 digits; empty if this is a larger region, or a township directly below
   * its prefecture, as in Dongguan ({@code 441900}).
   */
  public Optional<RegionCode> county() {
    return names(6) ? Optional.of(new RegionCode(code.substring(0, 6))) : Optional.empty();
  }

  /**
   * Returns the next larger region in the table, as 6 digits. For {@code 419001}, which does not
   * belong to a city, this is the province. Empty for the whole country.
   */
  public Optional<RegionCode> parent() {
    String place = significant();
    if (place.isEmpty()) {
      return Optional.empty();
    }
    boolean current = isCurrent();
    for (int end = place.length() > 6 ? 6 : place.length() - 2; end > 0; end -= 2) {
      String above = RegionDigits.padded(place.substring(0, end));
      Entry entry = RegionTable.last(above);
      if (entry != null && (entry.isRegionOfToday() || (!current && entry.isFormer()))) {
        return Optional.of(new RegionCode(above));
      }
    }
    return Optional.of(COUNTRY);
  }

  /**
   * Returns the current regions directly below this one, ascending; empty for counties and smaller
   * regions, and for unknown codes.
   */
  public List<RegionCode> children() {
    String place = significant();
    if (place.length() >= 6) {
      return List.of();
    }
    Set<String> within = new TreeSet<>(RegionTable.todayWithin(place));
    within.remove(RegionDigits.padded(place));
    return within.stream()
        .filter(
            each -> {
              boolean below = false;
              for (int end = place.length() + 2; end < 6; end += 2) {
                String between = RegionDigits.padded(each.substring(0, end));
                below |= !between.equals(each) && within.contains(between);
              }
              return !below;
            })
        .map(RegionCode::new)
        .toList();
  }

  /** Returns whether {@code other} is this region or a part of it, by the digits alone. */
  public boolean contains(RegionCode other) {
    return RegionDigits.contains(code, other.code);
  }

  /**
   * Returns whether {@code other} is this region or a part of it, by the digits or by the
   * successors of former codes: {@code 330105} covers {@code 330103}, which was merged into it, and
   * vice versa. If a former region was split, the result says that it may be a part of this one.
   */
  public boolean covers(RegionCode other) {
    return RegionHistory.covers(code, other.code);
  }

  /**
   * Returns whether the code is in use today. The code of a township or village is in use if its
   * county's code is. A code that is not in the table counts as current: it may be newer than the
   * table.
   */
  public boolean isCurrent() {
    return RegionHistory.isCurrent(code);
  }

  /**
   * Returns today's codes of this region, ascending: this code if it is current, otherwise its
   * successors, followed up to today. There are several if the region was split, and none if the
   * table names no successor.
   */
  public List<RegionCode> current() {
    return RegionHistory.current(code).stream().map(RegionCode::new).toList();
  }

  /**
   * Returns all codes that records of this region may carry: its own, today's, and the former codes
   * that were merged into today's or into parts of them.
   */
  public List<RegionCode> ofAllTimes() {
    return RegionHistory.ofAllTimes(code).stream().map(RegionCode::new).toList();
  }

  /**
   * Returns the direct successors of this code, as 6 digits, such as {@code 330105} for {@code
   * 330103}; empty while the code is in use. They may have ended as well: {@link #current} returns
   * today's codes.
   */
  public List<RegionCode> successors() {
    Entry entry = RegionTable.last(key());
    return entry == null || !entry.isFormer()
        ? List.of()
        : entry.successors().stream()
            .filter(each -> !each.equals(key()))
            .map(RegionCode::new)
            .toList();
  }

  /** Returns the codes that were merged into this one, as a whole or in part, as 6 digits. */
  public List<RegionCode> predecessors() {
    return RegionTable.predecessors(key()).stream().map(RegionCode::new).toList();
  }

  /**
   * Returns the Chinese name, such as {@code 西湖区}: today's, or the last name of a former code. A
   * township or a village, which the table does not list, has the name of its county. Empty if the
   * code is not in the table.
   */
  public Optional<String> name() {
    return entry().map(Entry::name);
  }

  /**
   * Returns the Chinese name at a time, by the yearly tables of 1980 to 2022; if a year has two
   * names, the later one. Empty if the code was not in use then. If the first year of a current
   * region is not known, the region counts as having always existed.
   */
  public Optional<String> name(LocalDate at) {
    return Optional.ofNullable(RegionTable.in(at.getYear(), key())).map(Entry::name);
  }

  /** Returns the earlier names of this code, or of the code that it continues, oldest first. */
  public List<String> formerNames() {
    return RegionHistory.formerNames(code);
  }

  /**
   * Returns the name without the kind of region, such as {@code 西湖}, or {@code 恩施} for 恩施土家族苗族自治州;
   * the whole name if too little would be left, as for 东区. Empty if {@link #name()} is empty.
   */
  public Optional<String> shortName() {
    return entry().map(Entry::shortName);
  }

  /**
   * Returns the short name in pinyin without tones, such as {@code Xihu}, {@code Xi'an} and {@code
   * Lüliang}. It transcribes the Chinese characters, even if another language, such as Tibetan, has
   * its own spelling. Empty for statistical areas, and if {@link #name()} is empty.
   */
  public Optional<String> pinyin() {
    return entry().flatMap(entry -> Optional.ofNullable(entry.pinyin()));
  }

  /**
   * Returns the Chinese names from the province down, such as {@code 浙江省杭州市西湖区}; empty if {@link
   * #name()} is empty. A heading that only groups counties is left out: {@code 北京市东城区}. A former
   * region has the names of its last year.
   */
  public Optional<String> fullName() {
    return entry().map(entry -> fullName(entry, entry.to()));
  }

  private Optional<Entry> entry() {
    return Optional.ofNullable(RegionTable.last(key()));
  }

  private static String fullName(Entry entry, int year) {
    StringBuilder full = new StringBuilder();
    for (int end = 2; end < 6; end += 2) {
      String above = RegionDigits.padded(entry.code().substring(0, end));
      // A county directly below its province has no digits of a city.
      boolean isOne = !above.equals(entry.code()) && !entry.code().startsWith("00", end - 2);
      Entry larger = isOne ? RegionTable.in(year, above) : null;
      if (larger != null && !HEADINGS.contains(larger.name())) {
        full.append(larger.name());
      }
    }
    return full.append(entry.name()).toString();
  }

  @Override
  public String toString() {
    return code;
  }

  /** Returns whether the two digits that end at {@code end} exist and name a region. */
  private boolean names(int end) {
    return code.length() >= end && !code.startsWith("00", end - 2);
  }

  private String key() {
    return RegionDigits.key(code);
  }

  private String significant() {
    return RegionDigits.significant(code);
  }
}
