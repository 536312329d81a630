package io.yiwang.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
    "Ｘ城罚字〔２０２０〕第 １ 号, X城罚字〔2020〕第1号",
    "X城罚字[2020]第1号, X城罚字〔2020〕第1号",
    "X城罚字［2020］第1号, X城罚字〔2020〕第1号",
    "X城罚字(2020)第1号, X城罚字〔2020〕第1号",
    "X城罚字（2020）第1号, X城罚字〔2020〕第1号",
    "X城罚字（2020)第1号, X城罚字〔2020〕第1号",
    "X城罚字【2020】第1号, X城罚字〔2020〕第1号",
    "X城罚字﹝2020﹞第1号, X城罚字〔2020〕第1号",
    "X城罚字﹙2020﹚第1号, X城罚字〔2020〕第1号",
    "X城罚字[ 2020\u200b]第1号, X城罚字〔2020〕第1号",
    "X公（交）罚字（2020）第1号, X公(交)罚字〔2020〕第1号",
    "X城罚字（2020年）第1号, X城罚字〔2020年〕第1号",
    "X城罚字（20201）第1号, X城罚字(20201)第1号",
    "X城罚字（202）第1号, X城罚字(202)第1号",
    "X城罚字（2020第1号, X城罚字(2020第1号",
    "X城罚字《2020》第1号, X城罚字《2020》第1号",
    "城罚字（二○二○）第一号, 城罚字〔二〇二〇〕第一号",
    "城罚字〔二〇二〇〕第一号, 城罚字〔二〇二〇〕第一号",
    "第○○1号, 第〇〇1号",
    "第1-12号, 第1-12号",
    "第11－2号, 第11-2号",
    "第1\u201012号, 第1-12号",
    "A-1, A-1",
    "a-1, a-1",
    "hz／2020．001_a, hz/2020.001_a",
    "买买提·罚1, 买买提·罚1",
    "葛\udb40\udd00城罚1\ufe0f, 葛城罚1",
    "\u202a城罚1\u202c\u2066\u2069, 城罚1",
    "城\u3164罚\u28001, 城罚1",
    "e\u200d\u0301, \u00e9",
    "𠮷罚1, 𠮷罚1"
  })
  void new_text_hasOneSpelling(String text, String value) {
    assertEquals(value, new PenaltyDecisionNumber(text).value());
    assertEquals(new PenaltyDecisionNumber(value), new PenaltyDecisionNumber(text));
  }

  @Test
  void new_hyphensInMixedNumbers_distinguishTwoDecisions() {
    assertNotEquals(new PenaltyDecisionNumber("第1-12号"), new PenaltyDecisionNumber("第11-2号"));
  }

  @Test
  @Timeout(10)
  void new_longText_isRefusedAtOnce() {
    String text = "\u0327\u0301".repeat(1 << 20);

    var e = assertThrows(IllegalArgumentException.class, () -> new PenaltyDecisionNumber(text));

    assertTrue(e.getMessage().endsWith("got 2097152 characters"), e.getMessage());
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
    "330100\u001b1, 8",
    "330100\ue0001, 8",
    "330100\ud8001, 8"
  })
  void new_otherCharacters_isRefusedWithoutTheValue(String text, int characters) {
    var e = assertThrows(IllegalArgumentException.class, () -> new PenaltyDecisionNumber(text));

    assertEquals(
        "a penalty decision number must be 1 to 64 visible characters, blanks not counted, got "
            + characters
            + " characters",
        e.getMessage());
  }

  @Test
  void new_itsOwnValue_isTheSameNumber() {
    assertOwnValuesAreTheSame(10_000);
  }

  @Test
  @Tag("proof")
  void new_manyTimesItsOwnValue_isTheSameNumber() {
    assertOwnValuesAreTheSame(200_000);
  }

  private static void assertOwnValuesAreTheSame(int texts) {
    Random random = new Random(42);
    int accepted = 0;
    for (int i = 0; i < texts; i++) {
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
    assertTrue(accepted > texts / 200, "only " + accepted);
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
