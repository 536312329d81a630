package io.yiwang.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PenaltyDecisionNumberTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PARKING = "0301717010100001";
  private static final String TEXT = "X城罚字〔2020〕第1号";

  @ParameterizedTest
  @ValueSource(
      strings = {
        PARKING,
        "０３０１７１７０１０１００００１",
        " 0301 7170 1010 0001\r\n",
        "\u30000301\u00a07170\u20091010\t0001\u0085",
        "0301-7170-1010-0001",
        "0301\u20107170\u20111010\u20120001", // hyphen, non-breaking hyphen, figure dash
        "0301\u20137170\u20141010\u20150001", // en dash, em dash, horizontal bar
        "0301\u22127170\u20431010\u20530001", // minus sign, hyphen bullet, swung dash
        "0301\uff0d7170\ufe631010\ufe580001", // full-width and small forms
        "0301\u00ad7170\u200b1010\ufeff0001" // soft hyphen, zero-width blanks
      })
  void new_anySpelling_isTheSameNumber(String text) {
    assertEquals(PARKING, new PenaltyDecisionNumber(text).value());
  }

  @ParameterizedTest
  @CsvSource({
    "X城罚字〔2020〕第1号, X城罚字〔2020〕第1号",
    "ｘ城罚字〔２０２０〕第 １ 号, X城罚字〔2020〕第1号",
    "x城罚字（2020）第1号, X城罚字(2020)第1号",
    "x城罚字［2020］第1号, X城罚字[2020]第1号",
    "x城罚字【2020】第1号, X城罚字【2020】第1号",
    "x城罚字《2020》第1号, X城罚字《2020》第1号",
    "城罚字〔二〇二〇〕第一号, 城罚字〔二〇二〇〕第一号",
    "hz／2020．001_a, HZ/2020.001_A",
    "买买提·罚1, 买买提·罚1",
    "𠮷罚1, 𠮷罚1"
  })
  void new_text_keepsBracketsAndChinese(String text, String value) {
    assertEquals(value, new PenaltyDecisionNumber(text).value());
  }

  @Test
  void new_leadingZero_isKept() {
    assertNotEquals(
        new PenaltyDecisionNumber("330100123456789"),
        new PenaltyDecisionNumber("0330100123456789"));
  }

  @Test
  void new_length_isOneTo64CodePoints() {
    assertEquals("1", new PenaltyDecisionNumber("1").value());
    assertEquals(128, new PenaltyDecisionNumber("𠮷".repeat(64)).value().length());
    assertEquals(64, new PenaltyDecisionNumber("1 - ".repeat(64)).value().length());
    assertThrows(IllegalArgumentException.class, () -> new PenaltyDecisionNumber("𠮷".repeat(65)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "' - — ', 0",
    "330100\u00001, 8",
    "330100😀1, 8",
    "330100\"1, 8",
    "330100<1, 8",
    "330100\ud8001, 8",
    "٣٣٠١٠٠, 6"
  })
  void new_otherCharacters_isRefusedWithoutTheValue(String text, int characters) {
    var e = assertThrows(IllegalArgumentException.class, () -> new PenaltyDecisionNumber(text));

    assertEquals(
        "a penalty decision number must be 1 to 64 letters, digits, brackets or . / _ ·, blanks and"
            + " hyphens not counted, got "
            + characters
            + " characters",
        e.getMessage());
  }

  @Test
  void new_itsOwnValue_isTheSameNumber() {
    Random random = new Random(42);
    int accepted = 0;
    for (int i = 0; i < 200_000; i++) {
      String text =
          new StringBuilder()
              .appendCodePoint(random.nextInt(0x3_0000))
              .appendCodePoint(random.nextInt(0x3_0000))
              .toString();
      if (isAccepted(text)) {
        accepted++;
        PenaltyDecisionNumber number = new PenaltyDecisionNumber(text);
        assertEquals(number, new PenaltyDecisionNumber(number.value()));
      }
    }
    assertTrue(accepted > 1_000);
  }

  @ParameterizedTest
  @CsvSource({
    "330100123456789, true",
    "0301717010100001, true",
    "03017170101000011, false",
    "33010012345678, false",
    "33010012345678A, false"
  })
  void hasTrafficForm_number_is15Or16Digits(String text, boolean traffic) {
    assertEquals(traffic, new PenaltyDecisionNumber(text).hasTrafficForm());
  }

  @Test
  void toString_hidesMiddle() {
    assertEquals("03************01", new PenaltyDecisionNumber(PARKING).toString());
    assertEquals("X城*********1号", new PenaltyDecisionNumber(TEXT).toString());
    assertEquals("𠮷𠮷****𠮷𠮷", new PenaltyDecisionNumber("𠮷".repeat(8)).toString());
    assertEquals("*******", new PenaltyDecisionNumber("1234567").toString());
  }

  @Test
  void json_number_isItsText() throws Exception {
    PenaltyDecisionNumber number = new PenaltyDecisionNumber(PARKING);

    assertEquals("\"" + PARKING + "\"", JSON.writeValueAsString(number));
    assertEquals(number, JSON.readValue("\"0301-7170-1010-0001\"", PenaltyDecisionNumber.class));
  }

  private static boolean isAccepted(String text) {
    try {
      return !new PenaltyDecisionNumber(text).value().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
