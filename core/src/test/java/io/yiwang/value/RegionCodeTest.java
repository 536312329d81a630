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
import java.util.Set;
import java.util.stream.Collectors;
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

  private static List<RegionCode> codes(String barred) {
    return barred == null
        ? List.of()
        : Stream.of(barred.split("\\|")).map(RegionCode::new).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "330103, 330105, 330105",
    "330104, 330102, 330102",
    "110228, 110118, 110118",
    // It was split.
    "130103, 130102|130104, 130102|130104",
    "341400, 340100|340200|340500, 340100|340200|340500",
    // These were merged: 沧浪区 into 姑苏区, 南汇区 into 浦东新区.
    "320502, 320508, 320508",
    "310119, 310115, 310115",
    // This takes two steps.
    "341422, 340225, 340281",
    "542623, 540422, 540481",
    // This is current, and was renamed under the same code.
    "330106, , 330106",
    "360402, , 360402",
    "440203, , 440203",
    // A village keeps its code until its county ends.
    "330106001001, , 330106001001",
    "330103001001, 330105, 330105"
  })
  void current_formerCode_followsItsSuccessors(String code, String successors, String current) {
    RegionCode region = new RegionCode(code);

    assertEquals(codes(successors), region.successors());
    assertEquals(codes(current), region.current());
  }

  /** Checks well-known changes, which are not taken from the table. */
  @ParameterizedTest
  @CsvSource({
    "110103, 2009, 崇文区, 110101, 东城区",
    "110104, 2009, 宣武区, 110102, 西城区",
    "110229, 2014, 延庆县, 110119, 延庆区",
    "120107, 2008, 塘沽区, 120116, 滨海新区",
    "120223, 2014, 静海县, 120118, 静海区",
    "120225, 2015, 蓟县, 120119, 蓟州区",
    "220381, 2019, 公主岭市, 220184, 公主岭市",
    "310103, 2010, 卢湾区, 310101, 黄浦区",
    "310108, 2014, 闸北区, 310106, 静安区",
    "310230, 2015, 崇明县, 310151, 崇明区",
    "320103, 2012, 白下区, 320104, 秦淮区",
    "320107, 2012, 下关区, 320106, 鼓楼区",
    "320584, 2011, 吴江市, 320509, 吴江区",
    "320684, 2019, 海门市, 320614, 海门区",
    "330183, 2013, 富阳市, 330111, 富阳区",
    "330185, 2016, 临安市, 330112, 临安区",
    "330204, 2015, 江东区, 330212, 鄞州区",
    "340823, 2014, 枞阳县, 340722, 枞阳县",
    "341402, 2010, 居巢区, 340181, 巢湖市",
    "341421, 2010, 庐江县, 340124, 庐江县",
    "341423, 2010, 含山县, 340522, 含山县",
    "360782, 2012, 南康市, 360703, 南康区",
    "370205, 2011, 四方区, 370203, 市北区",
    "370282, 2016, 即墨市, 370215, 即墨区",
    "371202, 2018, 莱城区, 370116, 莱芜区",
    "371203, 2018, 钢城区, 370117, 钢城区",
    "411222, 2014, 陕县, 411203, 陕州区",
    "430122, 2010, 望城县, 430112, 望城区",
    "440102, 2004, 东山区, 440104, 越秀区",
    "440116, 2013, 萝岗区, 440112, 黄埔区",
    "440183, 2013, 增城市, 440118, 增城区",
    "460004, 2001, 琼山市, 460107, 琼山区",
    "460005, 2002, 文昌市, 469005, 文昌市",
    "469003, 2014, 儋州市, 460400, 儋州市",
    "500222, 2010, 綦江县, 500110, 綦江区",
    "510122, 2014, 双流县, 510116, 双流区",
    "512081, 2015, 简阳市, 510185, 简阳市",
    "522230, 2010, 万山特区, 520603, 万山区",
    "522401, 2010, 毕节市, 520502, 七星关区",
    "530522, 2014, 腾冲县, 530581, 腾冲市",
    "533421, 2013, 香格里拉县, 533401, 香格里拉市",
    "542301, 2013, 日喀则市, 540202, 桑珠孜区",
    "610125, 2015, 户县, 610118, 鄠邑区",
    "652101, 2014, 吐鲁番市, 650402, 高昌区",
    "652201, 2015, 哈密市, 650502, 伊州区"
  })
  void current_wellKnownChanges_areFollowed(
      String code, int lastYear, String name, String today, String nameOfToday) {
    RegionCode former = new RegionCode(code);
    RegionCode region = new RegionCode(today);

    assertEquals(Optional.ofNullable(name), former.name(LocalDate.of(lastYear, 6, 30)));
    assertEquals(Optional.ofNullable(name), former.name());
    assertFalse(former.isCurrent());
    assertEquals(List.of(region), former.current());
    assertTrue(region.predecessors().contains(former));
    assertTrue(region.ofAllTimes().contains(former));
    assertTrue(region.province().covers(former));
    assertTrue(region.covers(former) && former.covers(region));
    assertEquals(Optional.ofNullable(nameOfToday), region.name());
    assertTrue(RegionCode.named(assertNamed(former.fullName())).contains(former));
    RegionCode village = new RegionCode(code + "001201");
    assertEquals(Optional.ofNullable(name), village.name());
    assertEquals(List.of(region), village.current());
    assertTrue(region.covers(village));
  }

  @ParameterizedTest
  @CsvSource({
    "420600, 2005, 襄樊市, 襄阳市",
    "530800, 2005, 思茅市, 普洱市",
    "530802, 2005, 翠云区, 思茅区",
    "533103, 2008, 潞西市, 芒市",
    "130502, 2018, 桥东区, 襄都区",
    "360402, 2010, 庐山区, 濂溪区"
  })
  void name_renamedUnderTheSameCode_isThatOfItsTime(
      String code, int year, String before, String today) {
    RegionCode region = new RegionCode(code);

    assertEquals(Optional.ofNullable(before), region.name(LocalDate.of(year, 6, 30)));
    assertEquals(Optional.ofNullable(today), region.name());
    assertEquals(Optional.ofNullable(today), region.name(LocalDate.of(2026, 6, 30)));
    assertTrue(region.isCurrent());
    assertTrue(region.formerNames().contains(before));
    assertTrue(RegionCode.named(before).contains(region));
    assertTrue(RegionCode.named(today).contains(region));
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
  void covers_dissolvedCity_isInTheSuccessorsOfItsCounties() {
    RegionCode jinan = new RegionCode("370100");
    assertTrue(jinan.covers(new RegionCode("371200")));
    assertTrue(jinan.ofAllTimes().containsAll(codes("371202|371203")));
    assertTrue(new RegionCode("340100").covers(new RegionCode("341421")));
    assertTrue(new RegionCode("340200").covers(new RegionCode("341422")));
    assertFalse(new RegionCode("340200").covers(new RegionCode("341421")));
    assertTrue(new RegionCode("510100").covers(new RegionCode("512081")));
  }

  @Test
  void predecessors_code_areTheCodesMergedIntoIt() {
    assertEquals(codes("330103"), new RegionCode("330105").predecessors());
    assertEquals(codes("320502|320503|320504"), new RegionCode("320508").predecessors());
    assertEquals(List.of(), XIHU.predecessors());
  }

  @ParameterizedTest
  @CsvSource({
    "330100, 330103, true",
    "330105, 330103, true",
    "330103, 330105, true",
    "330106, 330103, false",
    "330105, 330103001001, true",
    "330103001001, 330105, false",
    "130102, 130103, true",
    "130104, 130103, true",
    "130105, 130103, false",
    "340100, 341402, true",
    // This city was divided; its counties show in which of its neighbours it is now.
    "341400, 340181, true",
    "341400, 340281, true",
    "341400, 340202, false",
    "341400, 340200, false",
    "542600, 540400, true",
    "540400, 542623, true",
    "000000, 330106, true",
    "000000, 341402, true",
    "330106, 000000, false"
  })
  void covers_formerCodes_areFollowed(String whole, String part, boolean covered) {
    assertEquals(covered, new RegionCode(whole).covers(new RegionCode(part)));
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

  /** Checks that every code on a card since 1980 leads to a current region. */
  @Test
  void current_everyFormerCode_hasCurrentSuccessors() {
    Set<RegionCode> today = RegionCode.known().collect(Collectors.toSet());
    int former = 0;
    for (int digits = 110_000; digits < 660_000; digits++) {
      RegionCode region = new RegionCode(Integer.toString(digits));
      if (!region.isCurrent()) {
        former++;
        assertFalse(region.current().isEmpty(), region::code);
        assertTrue(today.containsAll(region.current()), region::code);
        assertNamed(region.fullName());
        assertTrue(region.province().covers(region));
        assertTrue(
            RegionCode.named(assertNamed(region.fullName())).contains(region), region.code());
      }
    }
    assertEquals(716, former);
  }

  @Test
  void json_region_isItsText() throws Exception {
    assertEquals("\"330100\"", JSON.writeValueAsString(HANGZHOU));
    assertEquals(HANGZHOU, JSON.readValue("\"330100\"", RegionCode.class));
  }

  private static String assertNamed(Optional<String> name) {
    assertFalse(name.orElseThrow().isBlank());
    return name.get();
  }
}
