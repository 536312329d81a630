package io.yiwang.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Spelling;
import io.yiwang.value.RegionTable.Entry;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Holds the code of an administrative region: province 2 digits, prefecture 2, county 2, township
 * 3, village 3. Zeros at the end mean the whole: {@code 330000} is all of Zhejiang, {@code 330100}
 * all of Hangzhou, {@code 000000} the whole country.
 *
 * <p>Regions are merged, split and renamed every year, and letters, cards and databases keep the
 * codes of their time. So a code is not checked against the shipped table, and the table knows what
 * a former code was called and what became of it: {@code 330103} was 下城区, which went over into
 * {@code 330105} in 2021. The table is that of GB/T 2260 with all that ended since 2000; the file
 * {@code regions.tsv} beside this class names its sources and dates.
 *
 * <p>{@code equals} compares the digits as they were given; whether {@code 33} and {@code 330000}
 * are the same place is asked with {@link #contains}.
 *
 * @param code 2, 4, 6, 9 or 12 digits; answers of the gateway carry 6
 * @see "GB/T 2260; IGS/1 section 1, Regions"
 */
public record RegionCode(@JsonValue String code) {
  // First: the next one needs it.
  private static final Pattern FORM =
      Pattern.compile("[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}");

  /** The whole country, which contains every region. */
  public static final RegionCode COUNTRY = new RegionCode("000000");

  private static final Pattern PINYIN = Pattern.compile("[\\p{IsLatin}\\p{M}'’]+");

  /** The kind of region that pinyin often ends with, as {@code shi} for a city. */
  private static final Pattern KIND_IN_PINYIN =
      Pattern.compile("(sheng|shi|qu|xian|meng|qi|zizhi(qu|zhou|xian|qi))$");

  /** Says how far down a code reaches. */
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

  // Entries at the place of a prefecture that are not places: they only group what lies below.
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
   * Returns every region of today, 6 digits each, ascending, without the country itself. The table
   * is read once.
   */
  public static Stream<RegionCode> known() {
    return RegionTable.today().map(RegionCode::new);
  }

  /**
   * Returns the codes of a name: of a region of today or a former one, its short name or a former
   * name, alone or after larger ones, such as {@code 西湖区}, {@code 杭州西湖}, {@code 浙江省杭州市下城区}, or in
   * pinyin, such as {@code Xihu} and {@code hangzhou xihu qu}. Several regions share many names;
   * larger ones and those of today come first. Empty if nothing is called so.
   *
   * @param name at most 64 characters; blanks in it do not count, nor tones
   */
  public static List<RegionCode> named(String name) {
    return namedInAnyOrder(name).stream()
        .sorted(
            Comparator.comparing(RegionCode::isCurrent)
                .reversed()
                .thenComparing(RegionCode::level)
                .thenComparing(RegionCode::code))
        .toList();
  }

  /** Splits the text at each place: what a part names counts where what is before it is larger. */
  private static Set<RegionCode> namedInAnyOrder(String text) {
    String typed = text.length() > LONGEST_NAME ? "" : Spelling.compact(text);
    String name = PINYIN.matcher(typed).matches() ? RegionTable.sound(typed) : typed;
    // What the text up to each place names.
    List<Set<RegionCode>> upTo = new ArrayList<>();
    for (int end = 0; end <= name.length(); end++) {
      Set<RegionCode> found = new LinkedHashSet<>(withName(name.substring(0, end)));
      for (int start = 1; start < end; start++) {
        Set<RegionCode> larger = upTo.get(start);
        for (RegionCode region : withName(name.substring(start, end))) {
          if (larger.stream().anyMatch(each -> !each.equals(region) && each.covers(region))) {
            found.add(region);
          }
        }
      }
      upTo.add(found);
    }
    return upTo.get(name.length());
  }

  private static List<RegionCode> withName(String name) {
    Set<String> codes = new LinkedHashSet<>(RegionTable.named(name));
    codes.addAll(RegionTable.sounding(name));
    codes.addAll(RegionTable.sounding(KIND_IN_PINYIN.matcher(name).replaceFirst("")));
    return codes.stream().map(RegionCode::new).toList();
  }

  /**
   * Returns the smallest place that contains all of these, as 6 digits: what to ask a gateway for
   * that compares digits and knows nothing of former codes.
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
    return new RegionCode(padded(common));
  }

  /** Returns how far down this code reaches, zeros at the end not counted. */
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

  /** Returns the province, as 6 digits; the whole country has none and gives itself. */
  public RegionCode province() {
    return new RegionCode(code.substring(0, 2) + "0000");
  }

  /** Returns the prefecture, as 6 digits; empty where this code is a whole province. */
  public Optional<RegionCode> prefecture() {
    return names(4) ? Optional.of(new RegionCode(code.substring(0, 4) + "00")) : Optional.empty();
  }

  /**
   * Returns the county, as 6 digits; empty where this code is a larger place, or a township right
   * below its prefecture, as in Dongguan ({@code 441900}).
   */
  public Optional<RegionCode> county() {
    return names(6) ? Optional.of(new RegionCode(code.substring(0, 6))) : Optional.empty();
  }

  /**
   * Returns the region right above, as 6 digits, that the table knows: of {@code 419001}, which
   * belongs to no city, the province. Empty for the whole country.
   */
  public Optional<RegionCode> parent() {
    String place = significant();
    if (place.isEmpty()) {
      return Optional.empty();
    }
    boolean current = isCurrent();
    for (int end = place.length() > 6 ? 6 : place.length() - 2; end > 0; end -= 2) {
      String above = padded(place.substring(0, end));
      Entry entry = RegionTable.last(above);
      if (entry != null && (entry.isRegionOfToday() || (!current && entry.kind() == 'F'))) {
        return Optional.of(new RegionCode(above));
      }
    }
    return Optional.of(COUNTRY);
  }

  /**
   * Returns today's regions right below this one, ascending; none below a county, nor if it is
   * unknown.
   */
  public List<RegionCode> children() {
    String place = significant();
    if (place.length() >= 6) {
      return List.of();
    }
    Set<String> within = new TreeSet<>(RegionTable.todayWithin(place));
    within.remove(padded(place));
    return within.stream()
        .filter(
            each -> {
              boolean below = false;
              for (int end = place.length() + 2; end < 6; end += 2) {
                String between = padded(each.substring(0, end));
                below |= !between.equals(each) && within.contains(between);
              }
              return !below;
            })
        .map(RegionCode::new)
        .toList();
  }

  /** Returns whether {@code other} is this place or lies in it, by the digits alone. */
  public boolean contains(RegionCode other) {
    return other.significant().startsWith(significant());
  }

  /**
   * Returns whether {@code other} is this place or lies in it, by the digits or by what has become
   * of former codes: {@code 330105} covers {@code 330103}, which went over into it, and so the
   * other way. Where a former region was split, the answer is that it may lie in it.
   */
  public boolean covers(RegionCode other) {
    if (contains(other)) {
      return true;
    }
    // Which part of a county's successors a former township lies in, no table says.
    return significant().length() <= 6
        && parts().stream()
            .anyMatch(mine -> other.current().stream().anyMatch(its -> mine.contains(its)));
  }

  /**
   * Returns today's codes; of a former city that was divided, those of what its counties have
   * become.
   */
  private List<RegionCode> parts() {
    List<RegionCode> today = current();
    String place = significant();
    if (isCurrent() || today.size() == 1 || place.length() > 4) {
      return today;
    }
    List<RegionCode> counties =
        RegionTable.formerWithin(place).stream()
            .map(RegionCode::new)
            .filter(each -> each.level() == Level.COUNTY)
            .flatMap(each -> each.current().stream())
            .toList();
    return counties.isEmpty() ? today : counties;
  }

  /**
   * Returns whether the code is in use today. A township's or village's is if its county's is. A
   * code that the table does not know at all counts as current: it may be newer than the table.
   */
  public boolean isCurrent() {
    Entry entry = RegionTable.last(key());
    return entry == null || entry.kind() != 'F';
  }

  /**
   * Returns today's codes of this place: itself if it is current, otherwise what it went over into,
   * step by step, ascending. Several where it was split; none where the table does not say.
   */
  public List<RegionCode> current() {
    if (isCurrent()) {
      return List.of(this);
    }
    Set<String> found = new TreeSet<>();
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(Set.of(key()));
    while (!open.isEmpty()) {
      String each = open.remove();
      if (RegionTable.isOfToday(each)) {
        found.add(each);
      } else if (seen.add(each)) {
        Entry entry = RegionTable.last(each);
        open.addAll(entry == null ? List.of() : entry.successors());
      }
    }
    return found.stream().map(RegionCode::new).toList();
  }

  /**
   * Returns this place's codes of all times: its own, today's, and the former ones that went over
   * into today's or into regions in them. Records of this place may bear any of them.
   */
  public List<RegionCode> ofAllTimes() {
    Set<RegionCode> all = new LinkedHashSet<>(List.of(this));
    for (RegionCode each : current()) {
      all.add(each);
      String place = each.significant();
      if (place.length() <= 6) {
        RegionTable.predecessorsWithin(place).forEach(code -> all.add(new RegionCode(code)));
      }
    }
    return List.copyOf(all);
  }

  /**
   * Returns the codes that this one went over into when it ended, of 6 digits, such as {@code
   * 330105} for {@code 330103}; none while it is in use. They may have ended themselves: {@link
   * #current} leads to today's.
   */
  public List<RegionCode> successors() {
    Entry entry = RegionTable.last(key());
    return entry == null || entry.kind() != 'F'
        ? List.of()
        : entry.successors().stream()
            .filter(each -> !each.equals(key()))
            .map(RegionCode::new)
            .toList();
  }

  /** Returns the codes that went over into this one, in all or in part, of 6 digits. */
  public List<RegionCode> predecessors() {
    return RegionTable.predecessors(key()).stream().map(RegionCode::new).toList();
  }

  /**
   * Returns the Chinese name, such as {@code 西湖区}: today's, or the last that a former code had. A
   * township or a village, which the table does not list, has its county's. Empty where the table
   * does not know the code.
   */
  public Optional<String> name() {
    return entry().map(Entry::name);
  }

  /**
   * Returns the Chinese name at a time, by the yearly tables of 1980 to 2022; where one year has
   * two, the later. Empty where the code was not in use then. The first year of a region of today
   * is not always known: it then counts as having been there from the start.
   */
  public Optional<String> name(LocalDate at) {
    return Optional.ofNullable(RegionTable.in(at.getYear(), key())).map(Entry::name);
  }

  /**
   * Returns the names that this code, or the code that it continues, had before; the oldest first.
   */
  public List<String> formerNames() {
    Entry today = RegionTable.last(key());
    if (today == null) {
      return List.of();
    }
    Set<String> names = new LinkedHashSet<>();
    for (String each : RegionTable.predecessors(key())) {
      Entry ended = RegionTable.last(each);
      int from = RegionTable.all(key()).get(0).from();
      if (ended != null && ended.to() + 1 == from && ended.successors().size() == 1) {
        RegionTable.all(each).forEach(entry -> names.add(entry.name()));
      }
    }
    RegionTable.all(key()).forEach(entry -> names.add(entry.name()));
    names.remove(today.name());
    return List.copyOf(names);
  }

  /**
   * Returns the name without what kind of region it is, such as {@code 西湖} or {@code 恩施} for
   * 恩施土家族苗族自治州; the whole name where too little would be left, as of 东区. Empty where {@link
   * #name()} is.
   */
  public Optional<String> shortName() {
    return entry().map(Entry::shortName);
  }

  /**
   * Returns the short name in pinyin without tones, such as {@code Xihu}, {@code Xi'an}, {@code
   * Lüliang}; of the Chinese characters, also where another language has a spelling of its own, as
   * Tibetan has. Empty for areas of statistics, and where {@link #name()} is.
   */
  public Optional<String> pinyin() {
    return entry().flatMap(entry -> Optional.ofNullable(entry.pinyin()));
  }

  /**
   * Returns the Chinese names from the province down, such as {@code 浙江省杭州市西湖区}; empty where {@link
   * #name()} is. A heading that only groups counties is left out: {@code 北京市东城区}. A former region
   * has the names of its last year.
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
      String above = padded(entry.code().substring(0, end));
      // Right below its province, a county has no city's digits.
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

  /** Returns whether the two digits that end at {@code end} are there and name a place. */
  private boolean names(int end) {
    return code.length() >= end && !code.startsWith("00", end - 2);
  }

  /** Returns the code that the table has: of a township or a village, the county's. */
  private String key() {
    String place = significant();
    return padded(place.substring(0, Math.min(6, place.length())));
  }

  /** Returns the digits without the levels of zeros at the end; always 0, 2, 4, 6, 9 or 12. */
  private String significant() {
    int end = code.length();
    while (end > 0) {
      int start = end > 6 ? end - 3 : end - 2;
      if (!code.substring(start, end).chars().allMatch(digit -> digit == '0')) {
        break;
      }
      end = start;
    }
    return code.substring(0, end);
  }

  private static String padded(String place) {
    return place + "0".repeat(6 - place.length());
  }
}
