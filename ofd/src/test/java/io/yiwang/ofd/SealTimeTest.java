package io.yiwang.ofd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1UTCTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealTimeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "20260601000000Z",
        "20260601000000.302Z",
        "20260601080000",
        "20260601080000+0800",
        "20260601080000GMT+08:00",
        "260601000000Z",
        "2026-06-01 08:00:00",
        "2026/06/01T00:00:00+00:00"
      })
  void parse_everyForm_isTheSameTime(String text) {
    assertEquals(
        Instant.parse("2026-06-01T00:00:00Z").getEpochSecond(),
        SealTime.parse(text).getEpochSecond());
  }

  /** As a text, the same digits would be a time in 2020 with a year of two digits. */
  @Test
  void of_generalizedTimeWithoutSeconds_hasAYearOfFourDigits() {
    assertEquals(
        Instant.parse("2005-06-01T08:00:00Z"),
        SealTime.of(new ASN1GeneralizedTime("200506010800Z")));
  }

  @Test
  void of_utcTimeWithoutSeconds_hasAYearOfTwoDigits() {
    assertEquals(
        Instant.parse("2005-06-01T08:00:00Z"), SealTime.of(new ASN1UTCTime("0506010800Z")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2026", "20261301000000Z", "20260601250000Z", "1 June 2026", "x"})
  void parse_otherTexts_isNull(String text) {
    assertNull(SealTime.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"990601000000Z", "19990601000000Z"})
  void parse_twoDigitYearFrom50_isInTheLastCentury(String text) {
    assertEquals(Instant.parse("1999-06-01T00:00:00Z"), SealTime.parse(text));
  }
}
