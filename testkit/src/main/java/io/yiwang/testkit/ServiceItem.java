package io.yiwang.testkit;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A service item, which is the same in every region. */
final class ServiceItem {
  /** The department that offers a service. */
  record Department(int number, String province, String name, String nameEn) {
    static Department of(Table.Row row) {
      return new Department(
          row.number("number"), row.text("province"), row.text("name"), row.text("nameEn"));
    }

    /** Returns the name of the department in a region. */
    String name(String region, boolean english) {
      String place = Regions.fullName(region);
      if (english) {
        return nameEn + " (" + place + ")";
      }
      // A province has a 厅; a city under the central government, like a city, a 局.
      boolean own = Regions.level(region) == Regions.PROVINCE && !place.endsWith("市");
      return place + (own ? province : name);
    }
  }

  final Table.Row row;
  final Department department;
  final List<String> audiences;
  final List<String> themes;
  final List<String> collections;
  final List<String> keywords;
  final List<String> keywordsEn;

  /** The names to search in, lower case in both languages. */
  private final List<String> namesSought;

  private final List<String> keywordsSought;
  private final List<String> departmentsSought;

  ServiceItem(Table.Row row, Department department) {
    this.row = row;
    this.department = department;
    audiences = row.list("audiences");
    themes = row.list("themes");
    collections = row.list("collections");
    keywords = row.list("keywords");
    keywordsEn = row.list("keywordsEn");
    namesSought = lower(Stream.of(row.text("name"), row.text("nameEn")));
    keywordsSought = lower(Stream.concat(keywords.stream(), keywordsEn.stream()));
    departmentsSought =
        lower(Stream.of(department.name(), department.province(), department.nameEn()));
  }

  private static List<String> lower(Stream<String> texts) {
    return texts.map(text -> text.toLowerCase(Locale.ROOT)).toList();
  }

  String name() {
    return row.text("name");
  }

  /** Returns the 基本编码: the codes of catalog, type and item. */
  String basicCode() {
    return "00" + row.text("type") + row.text("item");
  }

  boolean isOfferedAt(int level) {
    return row.text("levels").indexOf('0' + level) >= 0;
  }

  /** Returns whether the fees can be paid online. */
  boolean isPayable() {
    return !row.text("fee").isEmpty() && !row.text("online").equals("INFORMATION");
  }

  boolean isWithdrawn() {
    return replacedBy() != null;
  }

  /** Returns the name of the item that replaced this one; absent if none did. */
  @Nullable String replacedBy() {
    String name = row.text("replacedBy");
    return name.isEmpty() ? null : name;
  }

  /** Returns how well a word of a search, in lower case, matches; 0 if not at all. */
  int fits(String word) {
    if (namesSought.contains(word)) {
      return 100;
    }
    if (keywordsSought.contains(word)) {
      return 80;
    }
    if (namesSought.stream().anyMatch(name -> name.startsWith(word))) {
      return 70;
    }
    if (namesSought.stream().anyMatch(name -> name.contains(word))) {
      return 60;
    }
    if (keywordsSought.stream().anyMatch(keyword -> keyword.contains(word))) {
      return 40;
    }
    // The word may be a sentence without blanks, such as 怎么办护照: longer keywords in it score higher.
    int longest =
        keywordsSought.stream().filter(word::contains).mapToInt(String::length).max().orElse(0);
    if (longest >= 2) {
      return Math.min(20 + longest, 39);
    }
    return departmentsSought.stream().anyMatch(name -> name.contains(word)) ? 10 : 0;
  }
}
