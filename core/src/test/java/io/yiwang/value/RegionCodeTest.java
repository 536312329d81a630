package io.yiwang.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.yiwang.value.RegionCode.Level;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegionCodeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final RegionCode HANGZHOU = new RegionCode("330100");

  private static final RegionCode XIHU = new RegionCode("330106");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "3",
        "330",
        "33010",
        "3301061",
        "33010600",
        "3301060010",
        "33010600100",
        "3301060010011",
        "33010x",
        "３３０１０６",
        "330106\n",
        " 33"
      })
  void new_otherForm_isRefused(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> new RegionCode(text));

    assertEquals(
        "a region code must be 2, 4, 6, 9 or 12 digits, got " + text.length() + " characters",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "000000, COUNTRY",
    "33, PROVINCE",
    "3300, PROVINCE",
    "330000, PROVINCE",
    "330000000, PROVINCE",
    "330000000000, PROVINCE",
    "3301, PREFECTURE",
    "330100, PREFECTURE",
    "330106, COUNTY",
    "330106000, COUNTY",
    "330106000000, COUNTY",
    "330106001, TOWNSHIP",
    "330106001000, TOWNSHIP",
    "441900003, TOWNSHIP",
    "330106001001, VILLAGE",
    "330110, COUNTY"
  })
  void level_code_ignoresTrailingZeros(String code, Level level) {
    assertEquals(level, new RegionCode(code).level());
  }

  @ParameterizedTest
  @CsvSource({
    "33, 330000, ,",
    "330000, 330000, ,",
    "3301, 330000, 330100,",
    "330106, 330000, 330100, 330106",
    "330106001001, 330000, 330100, 330106",
    "441900003, 440000, 441900,"
  })
  void provinceAndBelow_code_areSixDigitsOrEmpty(
      String code, String province, String prefecture, String county) {
    RegionCode region = new RegionCode(code);

    assertEquals(new RegionCode(province), region.province());
    assertEquals(Optional.ofNullable(prefecture).map(RegionCode::new), region.prefecture());
    assertEquals(Optional.ofNullable(county).map(RegionCode::new), region.county());
  }

  @ParameterizedTest
  @CsvSource({
    "33, 330106, true",
    "330000, 330106, true",
    "330100, 330106, true",
    "3301, 330100, true",
    "330100, 3301, true",
    "330106, 330106, true",
    "330106, 330106001001, true",
    "330106001, 330106001000, true",
    "441900, 441900003, true",
    "110000, 110101, true",
    "330106, 330100, false",
    "330100, 330000, false",
    "330100, 330206, false",
    "33, 34, false",
    "000000, 330106, true",
    "00, 330106001001, true",
    "33, 000000, false",
    "330106001, 330106002001, false"
  })
  void contains_codes_comparesSignificantDigits(String whole, String part, boolean contained) {
    assertEquals(contained, new RegionCode(whole).contains(new RegionCode(part)));
  }

  @ParameterizedTest
  @CsvSource({
    "33, 浙江省, 浙江省",
    "330100, 杭州市, 浙江省杭州市",
    "3301, 杭州市, 浙江省杭州市",
    "330106, 西湖区, 浙江省杭州市西湖区",
    "330106000000, 西湖区, 浙江省杭州市西湖区",
    "110101, 东城区, 北京市东城区",
    "110100, 市辖区, 北京市市辖区",
    "419001, 济源市, 河南省济源市",
    "659001, 石河子市, 新疆维吾尔自治区石河子市",
    "810000, 香港特别行政区, 香港特别行政区",
    "810002, 湾仔区, 香港特别行政区湾仔区"
  })
  void name_knownCode_isThatOfTheTable(String code, String name, String fullName) {
    assertEquals(Optional.ofNullable(name), new RegionCode(code).name());
    assertEquals(Optional.ofNullable(fullName), new RegionCode(code).fullName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"990000", "339900", "990000001", "331234567890"})
  void name_codeOutsideTheTable_isEmpty(String code) {
    RegionCode region = new RegionCode(code);

    assertEquals(Optional.empty(), region.name());
    assertEquals(Optional.empty(), region.fullName());
    assertEquals(Optional.empty(), region.shortName());
    assertEquals(Optional.empty(), region.pinyin());
    assertEquals(List.of(), region.formerNames());
    assertEquals(List.of(), region.successors());
    assertEquals(List.of(), region.children());
    // The code may be newer than the table.
    assertTrue(region.isCurrent());
    assertEquals(List.of(region), region.current());
  }

  @ParameterizedTest
  @CsvSource({
    "330103, 下城区, 浙江省杭州市下城区",
    "330104, 江干区, 浙江省杭州市江干区",
    "110103, 崇文区, 北京市崇文区",
    "440107, 芳村区, 广东省广州市芳村区",
    // With the former city to which it belonged.
    "341402, 居巢区, 安徽省巢湖市居巢区",
    "542621, 林芝县, 西藏自治区林芝地区林芝县",
    "371202, 莱城区, 山东省莱芜市莱城区"
  })
  void name_formerCode_isItsLastName(String code, String name, String fullName) {
    RegionCode region = new RegionCode(code);

    assertFalse(region.isCurrent());
    assertEquals(Optional.ofNullable(name), region.name());
    assertEquals(Optional.ofNullable(fullName), region.fullName());
  }

  @ParameterizedTest
  @CsvSource({
    "330106001, 西湖区, 浙江省杭州市西湖区",
    "330106001001, 西湖区, 浙江省杭州市西湖区",
    "330103001001, 下城区, 浙江省杭州市下城区",
    "441900003001, 东莞市, 广东省东莞市",
    "419001001, 济源市, 河南省济源市"
  })
  void name_townOrVillage_isItsCountys(String code, String name, String fullName) {
    assertEquals(Optional.ofNullable(name), new RegionCode(code).name());
    assertEquals(Optional.ofNullable(fullName), new RegionCode(code).fullName());
  }

  @ParameterizedTest
  @CsvSource({
    "330103, 2019, 下城区",
    "330103, 2020, 下城区",
    // It ended in this year; the table does not know the month.
    "330103, 2021, 下城区",
    "330103, 2022,",
    "110118, 2014,",
    "110118, 2016, 密云区",
    "110228, 2014, 密云县",
    "321011, 2001, 郊区",
    "321011, 2003, 维扬区",
    "321011, 2012,",
    "360402, 2010, 庐山区",
    "360402, 2020, 濂溪区",
    // Two districts that exchanged their codes.
    "440203, 2000, 浈江区",
    "440203, 2010, 武江区",
    "500157, 2024,",
    "500157, 2026, 两江新区",
    "330106, 1985, 西湖区",
    "330106001001, 2026, 西湖区",
    "990000, 2020,"
  })
  void nameAt_year_isThatOfTheTable(String code, int year, String name) {
    assertEquals(Optional.ofNullable(name), new RegionCode(code).name(LocalDate.of(year, 6, 30)));
  }

  @ParameterizedTest
  @CsvSource({
    "330105, 拱墅, Gongshu,",
    "330109, 萧山, Xiaoshan, 萧山市",
    "360402, 濂溪, Lianxi, 庐山区",
    "422800, 恩施, Enshi,",
    "152502, 锡林浩特, Xilinhaote,",
    "450000, 广西, Guangxi,",
    "150825, 乌拉特后旗, Wulatehouqi,",
    "310115, 浦东, Pudong,",
    "610100, 西安, Xi'an,",
    "341500, 六安, Lu'an,",
    "141100, 吕梁, Lüliang, 吕梁地区",
    "340300, 蚌埠, Bengbu,",
    "330382, 乐清, Yueqing,",
    "440113, 番禺, Panyu,",
    "500000, 重庆, Chongqing,",
    "371722, 单县, Shanxian,",
    "230103, 南岗, Nangang,",
    "310101, 黄浦, Huangpu,",
    "810000, 香港, Xianggang,"
  })
  void shortName_code_leavesOutTheKindAndHasPinyin(
      String code, String shortName, String pinyin, String former) {
    RegionCode region = new RegionCode(code);

    assertEquals(Optional.ofNullable(shortName), region.shortName());
    assertEquals(Optional.ofNullable(pinyin), region.pinyin());
    assertEquals(former == null ? List.of() : List.of(former), region.formerNames());
  }

  static List<RegionCode> codes(String barred) {
    return barred == null
        ? List.of()
        : Stream.of(barred.split("\\|")).map(RegionCode::new).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "419001, 济源市, 410000",
    "429004, 仙桃市, 420000",
    "429021, 神农架林区, 420000",
    "469001, 五指山市, 460000",
    "469030, 琼中黎族苗族自治县, 460000",
    "659001, 石河子市, 650000",
    "659012, 白杨市, 650000",
    "441900, 东莞市, 440000",
    "460300, 三沙市, 460000",
    "620200, 嘉峪关市, 620000"
  })
  void parent_regionDirectlyBelowItsProvince_isTheProvince(
      String code, String name, String province) {
    RegionCode region = new RegionCode(code);

    assertEquals(Optional.ofNullable(name), region.name());
    assertEquals(Optional.of(new RegionCode(province)), region.parent());
    assertTrue(new RegionCode(province).children().contains(region));
    assertEquals(region, RegionCode.named(name).get(0));
    assertTrue(assertNamed(region.fullName()).endsWith(name));
    assertFalse(assertNamed(region.fullName()).contains("直辖"));
  }

  @Test
  void contains_country_containsAll() {
    assertEquals(Level.COUNTRY, RegionCode.COUNTRY.level());
    assertEquals(Level.COUNTRY, new RegionCode("00").level());
    assertEquals(Optional.of("全国"), RegionCode.COUNTRY.name());
    assertEquals(Optional.of("全国"), RegionCode.COUNTRY.fullName());
    assertEquals(34, RegionCode.COUNTRY.children().size());
    assertEquals(Optional.empty(), RegionCode.COUNTRY.parent());
    assertEquals(Optional.empty(), RegionCode.COUNTRY.prefecture());
    assertTrue(RegionCode.known().allMatch(RegionCode.COUNTRY::contains));
    assertTrue(RegionCode.COUNTRY.contains(new RegionCode("000000000000")));
  }

  @Test
  void children_region_areThoseDirectlyBelow() {
    List<RegionCode> hangzhou = HANGZHOU.children();

    assertEquals(13, hangzhou.size());
    assertTrue(hangzhou.containsAll(codes("330102|330105|330114|330182")));
    assertFalse(hangzhou.contains(new RegionCode("330103")));
    assertEquals(11, new RegionCode("33").children().size());
    assertEquals(16, new RegionCode("110000").children().size());
    assertTrue(new RegionCode("410000").children().contains(new RegionCode("419001")));
    assertEquals(18, new RegionCode("810000").children().size());
    assertEquals(8, new RegionCode("820000").children().size());
    assertEquals(List.of(), XIHU.children());
    for (RegionCode region : RegionCode.known().toList()) {
      RegionCode parent = region.parent().orElseThrow();
      assertTrue(parent.children().contains(region), region::code);
    }
    assertEquals(Optional.of(new RegionCode("341400")), new RegionCode("341402").parent());
    assertEquals(Optional.of(XIHU), new RegionCode("330106001001").parent());
  }

  @ParameterizedTest
  @CsvSource({
    "西湖区, 330106|360103",
    "杭州西湖, 330106",
    "杭州市西湖区, 330106",
    "浙江省杭州市西湖区, 330106",
    "' 浙江省 杭州市 西湖区 ', 330106",
    "下城区, 330103",
    "杭州市下城区, 330103",
    "杭州, 330100",
    "吉林, 220000|220200",
    "恩施, 422800|422801",
    "内蒙古自治区呼和浩特市, 150100",
    "北京市东城区, 110101",
    "济源, 419001",
    "河南省济源市, 419001",
    "安徽省巢湖市居巢区, 341402",
    "香港湾仔区, 810002",
    "萧山市, 330181",
    "庐山区, 360402",
    "全国, 000000",
    "黑龙江省杭州市,",
    "西湖,330106|360103",
    "没有的县,",
    "Hangzhou, 330100",
    "hang zhou shi, 330100",
    "HÁNGZHŌU, 330100",
    "hangzhou xihu qu, 330106",
    "Zhejiang Hangzhou Xihu, 330106",
    "Xi'an, 610100|220403|231005",
    "luliang, 141100|530322|142300",
    "LVLIANG SHI, 141100|530322|142300",
    "Lüliang, 141100|530322|142300",
    "shaanxi, 610000",
    "shanxi, 140000|610000",
    "xiacheng, 330103",
    "nowhere,",
    "'',"
  })
  void named_name_leadsToItsCodes(String name, String expected) {
    assertEquals(codes(expected), RegionCode.named(name));
  }

  @Test
  void named_longText_isEmpty() {
    assertEquals(List.of(), RegionCode.named("杭州市".repeat(30_000)));
    assertEquals(List.of(), RegionCode.named("市".repeat(64)));
  }

  @Test
  void known_table_isCompleteAscendingAndNamed() {
    List<RegionCode> known = RegionCode.known().toList();

    List<String> codes = known.stream().map(RegionCode::code).toList();
    assertEquals(3240, known.size());
    assertEquals(codes.stream().sorted().distinct().toList(), codes);
    assertTrue(known.contains(XIHU));
    assertFalse(known.contains(new RegionCode("330103")));
    assertFalse(known.contains(new RegionCode("110100")), "a heading");
    for (RegionCode region : known) {
      String name = assertNamed(region.name());
      assertTrue(assertNamed(region.fullName()).endsWith(name));
      assertTrue(name.startsWith(assertNamed(region.shortName())), name);
      assertTrue(assertNamed(region.pinyin()).matches("[A-Z][a-zü']+"), name);
      assertTrue(region.isCurrent());
      assertTrue(RegionCode.named(assertNamed(region.fullName())).contains(region), name);
    }
  }

  @Test
  void json_region_isItsText() throws Exception {
    assertEquals("\"330100\"", JSON.writeValueAsString(HANGZHOU));
    assertEquals(HANGZHOU, JSON.readValue("\"330100\"", RegionCode.class));
  }

  static String assertNamed(Optional<String> name) {
    assertFalse(name.orElseThrow().isBlank());
    return name.get();
  }
}
