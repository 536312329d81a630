package io.yiwang.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests codes that have ended, and names that a code had before. */
class FormerRegionsTest {
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

    assertEquals(RegionCodeTest.codes(successors), region.successors());
    assertEquals(RegionCodeTest.codes(current), region.current());
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
    assertTrue(RegionCode.named(RegionCodeTest.assertNamed(former.fullName())).contains(former));
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

  @Test
  void covers_dissolvedCity_isInTheSuccessorsOfItsCounties() {
    RegionCode jinan = new RegionCode("370100");
    assertTrue(jinan.covers(new RegionCode("371200")));
    assertTrue(jinan.ofAllTimes().containsAll(RegionCodeTest.codes("371202|371203")));
    assertTrue(new RegionCode("340100").covers(new RegionCode("341421")));
    assertTrue(new RegionCode("340200").covers(new RegionCode("341422")));
    assertFalse(new RegionCode("340200").covers(new RegionCode("341421")));
    assertTrue(new RegionCode("510100").covers(new RegionCode("512081")));
  }

  @Test
  void predecessors_code_areTheCodesMergedIntoIt() {
    assertEquals(RegionCodeTest.codes("330103"), new RegionCode("330105").predecessors());
    assertEquals(
        RegionCodeTest.codes("320502|320503|320504"), new RegionCode("320508").predecessors());
    assertEquals(List.of(), new RegionCode("330106").predecessors());
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
        RegionCodeTest.assertNamed(region.fullName());
        assertTrue(region.province().covers(region));
        assertTrue(
            RegionCode.named(RegionCodeTest.assertNamed(region.fullName())).contains(region),
            region.code());
      }
    }
    assertEquals(716, former);
  }
}
