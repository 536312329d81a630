package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CatalogTest {
  private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

  private static String[] codes(Catalog catalog) {
    return IntStream.range(0, catalog.size()).mapToObj(catalog::code).toArray(String[]::new);
  }

  /**
   * Checks a code by GB 32100-2015, independently of the main code: the weighted sum is 0 mod 31.
   */
  private static boolean creditCodeChecksOut(String code) {
    int[] weights = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28, 1};
    int sum = 0;
    for (int i = 0; i < 18; i++) {
      sum += weights[i] * ALPHABET.indexOf(code.charAt(i));
    }
    return sum % 31 == 0;
  }

  @Test
  void services_twentyThousand_haveDistinctValidCodes() {
    assertDistinctValidCodes(new Catalog(7, 20_000, HandlerTester.START), 1_000);
  }

  @Test
  @Tag("proof")
  void services_twoHundredThousand_haveDistinctValidCodes() {
    Catalog catalog =
        assertTimeout(
            Duration.ofSeconds(20), () -> new Catalog(7, 200_000, HandlerTester.START), "too slow");
    assertEquals(200_000, catalog.size());
    assertDistinctValidCodes(catalog, 3_200);
  }

  private static void assertDistinctValidCodes(Catalog catalog, int least) {
    Set<String> codes = new HashSet<>();
    Set<String> regions = new HashSet<>();
    for (int service = 0; service < catalog.size(); service++) {
      String code = catalog.code(service);
      assertTrue(codes.add(code));
      assertEquals(31, code.length());
      assertTrue(creditCodeChecksOut(code), code);
      assertEquals(catalog.region(service), code.substring(2, 8));
      assertEquals('0' + catalog.level(service), code.charAt(18));
      assertEquals(catalog.item(service).basicCode(), code.substring(19));
      assertEquals(service, catalog.find(code));
      regions.add(catalog.region(service));
    }

    assertEquals(catalog.size(), codes.size());
    assertTrue(regions.size() > least, "only " + regions.size() + " regions");
  }

  @Test
  void services_tooMany_areRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new Catalog(1, 1_000_000, HandlerTester.START));
  }

  @Test
  void services_sameSeed_areTheSame() {
    String[] codes = codes(new Catalog(1, 2_000, HandlerTester.START));

    assertArrayEquals(codes, codes(new Catalog(1, 2_000, HandlerTester.START)));
    assertFalse(Set.of(codes).equals(Set.of(codes(new Catalog(2, 2_000, HandlerTester.START)))));
  }

  @Test
  void items_all_haveDistinctNamesInTwoLanguages() {
    Catalog catalog = new Catalog(1, 10, HandlerTester.START);
    Set<String> names = new HashSet<>();
    Set<String> codes = new HashSet<>();
    for (ServiceItem item : catalog.items) {
      names.add(item.name());
      codes.add(item.basicCode());
      assertEquals(12, item.basicCode().length());
      String english = item.row.text("nameEn") + item.row.text("resultEn") + item.keywordsEn;
      assertFalse(english.codePoints().anyMatch(Character::isIdeographic), english);
    }

    assertTrue(names.size() >= 150);
    assertEquals(catalog.items.size(), names.size());
    assertEquals(catalog.items.size(), codes.size());
  }

  /** The example of the standard: an organisation code in a credit code. */
  @Test
  void creditCode_check_agreesWithPublishedCodes() {
    assertEquals('M', CreditCodes.check("11110000000021135"));
    assertEquals('Y', CreditCodes.check("11310000MB2F30661"));
    assertEquals('K', CreditCodes.check("91110000101623741"));
    assertEquals('0', CreditCodes.check("91110000101623745"));
  }

  @Test
  void peopleAndRegions_numbers_areValid() {
    int[] weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    for (Citizen citizen : new People().all()) {
      String number = citizen.idNumber();
      switch (citizen.idType()) {
        case "UNIFIED_SOCIAL_CREDIT" -> assertTrue(creditCodeChecksOut(number));
        case "PASSPORT" -> assertTrue(number.matches("[A-Z]\\d{8}"));
        default -> {
          int sum = IntStream.range(0, 17).map(i -> weights[i] * (number.charAt(i) - '0')).sum();
          assertEquals("10X98765432".charAt(sum % 11), number.charAt(17));
        }
      }
      assertFalse(citizen.toString().contains(number));
      assertTrue(Regions.isKnown(citizen.region()));
    }
    assertEquals(3214, Regions.codes().size());
  }
}
