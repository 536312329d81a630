package io.yiwang.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.yiwang.value.CitizenId.Kind;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests identity numbers, which are published specimens or invented. */
class CitizenIdTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SPECIMEN = "11010519491231002X";

  @ParameterizedTest
  @CsvSource({
    "11010519491231002X, RESIDENT, 1949-12-31",
    "440524188001010014, RESIDENT, 1880-01-01",
    "110105200002290013, RESIDENT, 2000-02-29",
    "810000199408230021, HK_MACAU_TAIWAN_RESIDENCE, 1994-08-23",
    "820000199002280012, HK_MACAU_TAIWAN_RESIDENCE, 1990-02-28",
    "830000199201300022, HK_MACAU_TAIWAN_RESIDENCE, 1992-01-30",
    "911156198506010011, FOREIGN_PERMANENT_RESIDENT, 1985-06-01",
    // These are the samples of GA 2102-2023.
    "932682198501010017, FOREIGN_PERMANENT_RESIDENT, 1985-01-01",
    "911124198108030024, FOREIGN_PERMANENT_RESIDENT, 1981-08-03",
    "USA330185060112, FOREIGN_PERMANENT_RESIDENT,"
  })
  void new_validNumber_hasKindAndBirthDate(String text, Kind kind, LocalDate birthDate) {
    CitizenId id = new CitizenId(text);

    assertEquals(text, id.value());
    assertEquals(kind, id.kind());
    assertEquals(Optional.ofNullable(birthDate), id.birthDate());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "１１０１０５１９４９１２３１００２ｘ",
        " 11010519491231002X\t",
        "\u300011010519491231002X\u00a0",
        "110105 19491231 002X",
        "110105\u30001949\u00a01231\u2009002X",
        "\ufeff11010519491231002X\r\n",
        "\u202a11010519491231002X\u202c",
        "1101051949\u200b1231\u2060002\u200eX",
        "11010519\u00ad491231002X"
      })
  void new_otherSpelling_isTheSameNumber(String text) {
    assertEquals(new CitizenId(SPECIMEN), new CitizenId(text));
    assertEquals(new CitizenId(SPECIMEN), CitizenId.ofOldCard(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "110105491231002",
        "１１０１０５４９１２３１００２",
        "110105 491231 002",
        "\ufeff110105491231002\u200b"
      })
  void ofOldCard_fifteenDigits_becomeTodaysNumber(String text) {
    assertEquals(new CitizenId(SPECIMEN), CitizenId.ofOldCard(text));
    var e = assertThrows(IllegalArgumentException.class, () -> new CitizenId(text));
    assertEquals(
        "an identity number must be complete, got 15 digits; for a card issued before October"
            + " 1999, use CitizenId.ofOldCard",
        e.getMessage());
  }

  /** Checks the first 15 of 18 digits, which are often the old number of somebody else. */
  @Test
  void new_incompleteNumber_isRefused() {
    for (int typed = 0; typed < 18; typed++) {
      String half = SPECIMEN.substring(0, typed);
      assertThrows(IllegalArgumentException.class, () -> new CitizenId(half));
    }
  }

  @Test
  void new_birthInTheFuture_isRefused() {
    LocalDate today = LocalDate.now(ZoneId.of("Asia/Shanghai"));
    for (String prefix : List.of("110105", "810000", "911156")) {
      String yesterday = numberOf(prefix, today.minusDays(1));
      assertEquals(yesterday, new CitizenId(yesterday).value());
      for (LocalDate born : List.of(today.plusDays(2), today.plusYears(1), today.plusYears(900))) {
        String number = numberOf(prefix, born);
        var e = assertThrows(IllegalArgumentException.class, () -> new CitizenId(number));
        assertEquals(
            "digits 7 to 14 of the 18 of an identity number must be a date that has come, in China",
            e.getMessage());
      }
    }
  }

  private static String numberOf(String region, LocalDate born) {
    String body = region + born.format(DateTimeFormatter.BASIC_ISO_DATE) + "001";
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      sum += (body.charAt(i) - '0') * (1 << (17 - i)) % 11;
    }
    return body + "10X98765432".charAt(sum % 11);
  }

  @Test
  void new_lowerCaseLettersOfOldCard_becomeUpperCase() {
    assertEquals(new CitizenId("USA330185060112"), new CitizenId("usa330185060112"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1101051949123100",
        "11010519491231002",
        "11010519491231002XX",
        "11010519491231002Y",
        "1101051949123100X2",
        "010105194912310022",
        "110105-19491231-002X",
        "US3301850601123",
        "USAA30185060112",
        "ß1330185060112",
        "ıSA330185060112",
        "١١٠١٠٥٤٩١٢٣١٠٠٢"
      })
  void new_otherForm_isRefusedWithoutTheValue(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> new CitizenId(text));

    assertEquals(
        "an identity number must be 17 digits and a digit or X, or 3 letters and 12 digits, got "
            + text.length()
            + " characters",
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"110105194912310021", "810000199408230022", "911156198506010012"})
  void new_wrongCheckCharacter_isRefusedWithoutTheValue(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> new CitizenId(text));

    assertEquals(
        "the last of the 18 characters of an identity number must fit the other 17 (GB 11643)",
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "110105190002290017", // 1900 was no leap year
        "110105194902300020",
        "820000199002290018",
        "110105049101010022",
        "911156198506310014",
        "110105491331002",
        "110105490229002"
      })
  void new_impossibleDate_isRefusedWithoutTheValue(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> CitizenId.ofOldCard(text));

    assertEquals(
        "digits 7 to 14 of the 18 of an identity number must be a date of 1800 or later",
        e.getMessage());
    assertNull(e.getCause());
  }

  @Test
  void new_oneDigitChanged_isAlwaysRefused() {
    Random random = new Random(11643);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder(anyResident(random));
      int place = random.nextInt(1, 17);
      int digit = text.charAt(place) - '0';
      text.setCharAt(place, (char) ('0' + (digit + random.nextInt(1, 10)) % 10));

      assertThrows(IllegalArgumentException.class, () -> new CitizenId(text.toString()));
    }
  }

  @Test
  void ofOldCard_anyNumber_keepsItsDigits() {
    Random random = new Random(15);
    for (int i = 0; i < 5_000; i++) {
      String today = anyResident(random);
      String old = today.substring(0, 6) + today.substring(8, 17);

      assertEquals(today, CitizenId.ofOldCard(old).value());
    }
  }

  @Test
  void toString_hidesMiddle() {
    assertEquals("1****************X", new CitizenId(SPECIMEN).toString());
    assertEquals("U*************2", new CitizenId("USA330185060112").toString());
    assertEquals("9****************1", new CitizenId("911156198506010011").toString());
  }

  @Test
  void toConfidential_number_isRevealedButNotShown() {
    Confidential confidential = new CitizenId(SPECIMEN).toConfidential();

    assertEquals(SPECIMEN, confidential.reveal());
    assertEquals("******", confidential.toString());
  }

  @Test
  void json_number_isItsText() throws Exception {
    CitizenId id = new CitizenId(SPECIMEN);

    assertEquals("\"" + SPECIMEN + "\"", JSON.writeValueAsString(id));
    assertEquals(id, JSON.readValue("\"11010519491231002x\"", CitizenId.class));
  }

  /**
   * Generates numbers of people born in the 20th century, whose check character is found by trying,
   * independently of the code under test.
   */
  private static String anyResident(Random random) {
    LocalDate born = LocalDate.of(1900, 1, 1).plusDays(random.nextInt(36_524));
    String body =
        String.format(
            "%d%05d%s%03d",
            random.nextInt(1, 8),
            random.nextInt(100_000),
            born.toString().replace("-", ""),
            random.nextInt(1_000));
    String found = null;
    for (char check : "0123456789X".toCharArray()) {
      if (isAccepted(body + check)) {
        assertNull(found, "one check character only");
        found = body + check;
      }
    }
    assertNotNull(found);
    return found;
  }

  private static boolean isAccepted(String text) {
    try {
      return !new CitizenId(text).value().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
