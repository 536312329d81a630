package io.yiwang.internal.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the examples of RFC 8785, and JSON without a canonical form. */
class CanonicalJsonTest {
  private static String canonical(String json) {
    return new String(CanonicalJson.of(json.getBytes(UTF_8), null), UTF_8);
  }

  /** Checks the example of RFC 8785 sections 3.2.2 and 3.2.4. */
  @Test
  void of_exampleOfSection322_isTheRfcs() {
    String json =
        """
        {
          "numbers": [333333333.33333329, 1E30, 4.50,
                      2e-3, 0.000000000000000000000000001],
          "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
          "literals": [null, true, false]
        }
        """;

    assertEquals(
        "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
            + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}",
        canonical(json));
  }

  /** Checks the order by UTF-16 code units, not by code points (RFC 8785 section 3.2.3). */
  @Test
  void of_exampleOfSection323_isSortedAsInTheRfc() {
    String json =
        "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet"
            + " With Dagesh\",\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning Face\","
            + "\"\\u0080\":\"Control\",\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}";

    assertEquals(
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
            + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
            + "\"\ud83d\ude00\":\"Emoji: Grinning Face\","
            + "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
        canonical(json));
  }

  /**
   * Checks names that look the same in Jackson's table, which stores four bytes each, padded with
   * ff.
   */
  @Test
  void of_nameThatIsNotUtf8_isRefusedAlthoughJacksonTakesItForAnother() {
    assertEquals("{\"\ufb33\":1}", canonical("{\"\ufb33\":1}"));
    byte[] json = "{\"?\ufb33\":1}".getBytes(UTF_8);
    json[2] = (byte) 0xff;

    assertThrows(IllegalArgumentException.class, () -> CanonicalJson.of(json, null));
  }

  /** Checks the numbers of RFC 8785 appendix B. */
  @ParameterizedTest
  @CsvSource({
    "0000000000000000,0",
    "8000000000000000,0",
    "0000000000000001,5e-324",
    "8000000000000001,-5e-324",
    "7fefffffffffffff,1.7976931348623157e+308",
    "ffefffffffffffff,-1.7976931348623157e+308",
    "4340000000000000,9007199254740992",
    "c340000000000000,-9007199254740992",
    "4430000000000000,295147905179352830000",
    "44b52d02c7e14af5,9.999999999999997e+22",
    "44b52d02c7e14af6,1e+23",
    "44b52d02c7e14af7,1.0000000000000001e+23",
    "444b1ae4d6e2ef4e,999999999999999700000",
    "444b1ae4d6e2ef4f,999999999999999900000",
    "444b1ae4d6e2ef50,1e+21",
    "3eb0c6f7a0b5ed8c,9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d,0.000001",
    "41b3de4355555553,333333333.3333332",
    "41b3de4355555554,333333333.33333325",
    "41b3de4355555555,333333333.3333333",
    "41b3de4355555556,333333333.3333334",
    "41b3de4355555557,333333333.33333343",
    "becbf647612f3696,-0.0000033333333333333333",
    "43143ff3c1cb0959,1424953923781206.2"
  })
  void number_samplesOfAppendixB_areTheRfcs(String bits, String text) {
    assertEquals(
        text, CanonicalJson.number(Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16))));
  }

  @Test
  void of_withoutAMember_leavesOutOnlyThatOfTheTopObject() {
    assertEquals(
        "{\"a\":{\"seal\":1},\"b\":[]}",
        new String(
            CanonicalJson.of(
                "{\"seal\":\"x\",\"b\":[],\"a\":{\"seal\":1}}".getBytes(UTF_8), "seal"),
            UTF_8));
    assertEquals("{}", new String(CanonicalJson.of("{\"s\":1}".getBytes(UTF_8), "s"), UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "1",
        "{",
        "{\"a\":1}{}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":NaN}",
        "{\"a\":1e400}",
        "{\"SECRET\":\"\\ud800\"}",
        "{\"SECRET\":\"\\udc00x\"}",
        "{'a':1}"
      })
  void of_noCanonicalForm_isRefusedWithoutBeingQuoted(String json) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> canonical(json));

    assertFalse(e.getMessage().contains("SECRET"));
  }

  @Test
  @Timeout(20)
  void of_deepOrHugeText_endsInTime() {
    for (String unit : new String[] {"{\"a\":", "[", "{\"a\":["}) {
      String deep = "{\"a\":" + unit.repeat(1_000_000);
      assertThrows(IllegalArgumentException.class, () -> canonical(deep), unit);
    }
    String within = "{\"a\":".repeat(60) + "\"" + "x".repeat(1 << 20) + "\"" + "}".repeat(60);
    assertEquals(within, canonical(within));
  }
}
