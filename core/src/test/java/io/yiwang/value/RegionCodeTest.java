package io.yiwang.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.yiwang.value.RegionCode.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
  void level_code_countsNoZerosAtTheEnd(String code, Level level) {
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
  void provinceAndBelow_code_areSixDigitsOrNull(
      String code, String province, String prefecture, String county) {
    RegionCode region = new RegionCode(code);

    assertEquals(new RegionCode(province), region.province());
    assertEquals(prefecture == null ? null : new RegionCode(prefecture), region.prefecture());
    assertEquals(county == null ? null : new RegionCode(county), region.county());
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
    "810000, 香港特别行政区, 香港特别行政区"
  })
  void name_knownCode_isTheTables(String code, String name, String fullName) {
    assertEquals(name, new RegionCode(code).name());
    assertEquals(fullName, new RegionCode(code).fullName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"330103", "990000", "330106001", "330106001001", "339900", "00"})
  void name_codeOutsideTheTable_isNull(String code) {
    assertNull(new RegionCode(code).name());
    assertNull(new RegionCode(code).fullName());
  }

  @Test
  void known_table_isWholeAscendingAndNamed() {
    List<RegionCode> known = RegionCode.known().toList();

    List<String> codes = known.stream().map(RegionCode::code).toList();
    assertEquals(3351, known.size());
    assertEquals(codes.stream().sorted().distinct().toList(), codes);
    assertTrue(known.contains(XIHU));
    for (RegionCode region : known) {
      String name = assertNamed(region.name());
      assertTrue(assertNamed(region.fullName()).endsWith(name));
    }
  }

  @Test
  void json_region_isItsText() throws Exception {
    assertEquals("\"330100\"", JSON.writeValueAsString(HANGZHOU));
    assertEquals(HANGZHOU, JSON.readValue("\"330100\"", RegionCode.class));
  }

  private static String assertNamed(@Nullable String name) {
    assertNotNull(name);
    assertFalse(name.isBlank());
    return name;
  }
}
