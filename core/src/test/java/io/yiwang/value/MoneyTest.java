package io.yiwang.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource({
    "150.00, 15000",
    "150, 15000",
    "150.5, 15050",
    "4.50, 450",
    "0.10, 10",
    "0, 0",
    "-0.05, -5",
    "007.01, 701",
    "9999999999999999.99, 999999999999999999"
  })
  void yuan_text_isFen(String text, long fen) {
    assertEquals(Money.fen(fen), Money.yuan(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        ".5",
        "1.",
        "1.234",
        "1,000.00",
        "+1",
        "1e3",
        " 1",
        "1\n",
        "１５０",
        "￥1",
        "NaN",
        "10000000000000000"
      })
  void yuan_otherText_isRefused(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> Money.yuan(text));

    assertEquals(
        "an amount in yuan must be 1 to 16 digits with at most 2 decimals, got "
            + text.length()
            + " characters",
        e.getMessage());
  }

  @Test
  void toYuan_anyAmount_readsBackTheSame() {
    Random random = new Random(20170301);
    for (int i = 0; i < 10_000; i++) {
      Money money = Money.fen(random.nextLong() / (1L << random.nextInt(4, 60)));
      assertEquals(money, Money.yuan(money.toYuan()));
    }
  }

  @Test
  void toString_extremes_areExact() {
    assertEquals("150.00 CNY", Money.fen(15_000).toString());
    assertEquals("-0.05 CNY", Money.fen(-5).toString());
    assertEquals("92233720368547758.07 CNY", Money.fen(Long.MAX_VALUE).toString());
    assertEquals("-92233720368547758.08 CNY", Money.fen(Long.MIN_VALUE).toString());
  }

  @Test
  void plusAndMinus_amounts_areExact() {
    Money fine = Money.yuan("150.00");
    Money surcharge = Money.yuan("4.50");

    assertEquals(Money.yuan("154.50"), fine.plus(surcharge));
    assertEquals(Money.yuan("145.50"), fine.minus(surcharge));
    assertEquals(Money.yuan("-150.00"), Money.ZERO.minus(fine));
  }

  @Test
  void plusAndMinus_beyondLong_throw() {
    Money most = Money.fen(Long.MAX_VALUE);
    Money least = Money.fen(Long.MIN_VALUE);

    assertThrows(ArithmeticException.class, () -> most.plus(Money.fen(1)));
    assertThrows(ArithmeticException.class, () -> least.minus(Money.fen(1)));
  }

  @Test
  void compareTo_amounts_ordersByFen() {
    assertTrue(Money.fen(-1).compareTo(Money.ZERO) < 0);
    assertTrue(Money.fen(10).compareTo(Money.fen(9)) > 0);
    assertEquals(0, Money.yuan("1.5").compareTo(Money.fen(150)));
  }

  @Test
  void json_money_isAPlainInteger() throws Exception {
    assertEquals("15000", JSON.writeValueAsString(Money.yuan("150.00")));
    assertEquals(Money.fen(-15_000), JSON.readValue("-15000", Money.class));
  }
}
