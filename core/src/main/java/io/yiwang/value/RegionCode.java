package io.yiwang.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The code of an administrative region: province 2 digits, prefecture 2, county 2, township 3,
 * village 3. Zeros at the end stand for the whole: {@code 330000} is all of Zhejiang, {@code
 * 330100} all of Hangzhou.
 *
 * <p>A code is not checked against the shipped table: codes are abolished and created every year.
 * {@code equals} compares the digits as they were given; whether {@code 33} and {@code 330000} are
 * the same place is asked with {@link #contains}.
 *
 * @param code 2, 4, 6, 9 or 12 digits; answers of the gateway carry 6
 * @see "GB/T 2260; IGS/1 section 1, Regions"
 */
public record RegionCode(@JsonValue String code) {
  /** How far down a code reaches. */
  public enum Level {
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

  private static final Pattern FORM =
      Pattern.compile("[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12}");

  /** Checks the form. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public RegionCode {
    if (!FORM.matcher(code).matches()) {
      throw new IllegalArgumentException(
          "a region code must be 2, 4, 6, 9 or 12 digits, got " + code.length() + " characters");
    }
  }

  /** Every region of the shipped table, 6 digits each, ascending. The table is read once. */
  public static Stream<RegionCode> known() {
    return RegionTable.codes().map(RegionCode::new);
  }

  /** How far down this code reaches, zeros at the end not counted. */
  public Level level() {
    return switch (significant().length()) {
      case 2 -> Level.PROVINCE;
      case 4 -> Level.PREFECTURE;
      case 6 -> Level.COUNTY;
      case 9 -> Level.TOWNSHIP;
      default -> Level.VILLAGE;
    };
  }

  /** The province, as 6 digits. */
  public RegionCode province() {
    return new RegionCode(code.substring(0, 2) + "0000");
  }

  /** The prefecture, as 6 digits; null where this code is a whole province. */
  public @Nullable RegionCode prefecture() {
    return names(4) ? new RegionCode(code.substring(0, 4) + "00") : null;
  }

  /**
   * The county, as 6 digits; null where this code is a larger place, or a township right below its
   * prefecture, as in Dongguan ({@code 441900}).
   */
  public @Nullable RegionCode county() {
    return names(6) ? new RegionCode(code.substring(0, 6)) : null;
  }

  /** Whether {@code other} is this place or lies in it, by the digits alone. */
  public boolean contains(RegionCode other) {
    return other.significant().startsWith(significant());
  }

  /**
   * The Chinese name, such as {@code 西湖区}; null where the shipped table does not know it, as for
   * every township and village.
   */
  public @Nullable String name() {
    String place = significant();
    return place.length() > 6 ? null : RegionTable.name(padded(place));
  }

  /**
   * The Chinese names from the province down, such as {@code 浙江省杭州市西湖区}; null where {@link #name}
   * is. A heading that only groups counties is left out: {@code 北京市东城区}.
   */
  public @Nullable String fullName() {
    String own = name();
    if (own == null || level() == Level.PROVINCE) {
      return own;
    }
    String province = province().name();
    RegionCode prefecture = prefecture();
    if (province == null || prefecture == null) {
      return null;
    }
    if (level() == Level.PREFECTURE) {
      return province + own;
    }
    String middle = prefecture.name();
    return middle == null ? null : province + (RegionTable.isHeading(middle) ? "" : middle) + own;
  }

  @Override
  public String toString() {
    return code;
  }

  /** Whether the two digits that end at {@code end} are there and name a place. */
  private boolean names(int end) {
    return code.length() >= end && !code.startsWith("00", end - 2);
  }

  /** The digits less the levels of zeros at the end; always 2, 4, 6, 9 or 12. */
  private String significant() {
    int end = code.length();
    while (end > 2) {
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
