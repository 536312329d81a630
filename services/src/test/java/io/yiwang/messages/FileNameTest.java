package io.yiwang.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FileNameTest {
  @Test
  void isValid_encodedLength_isAtMost1024() {
    // Percent-encoded, each of these characters has nine.
    assertTrue(FileName.isValid("名".repeat(113) + "x".repeat(7)));
    assertFalse(FileName.isValid("名".repeat(113) + "x".repeat(8)));
    assertFalse(FileName.isValid(""));
  }

  @Test
  void isValid_halfASurrogatePair_isFalse() {
    assertFalse(FileName.isValid("\ud83dx.jpg"));
  }

  @Test
  void encode_nameAtAndBeyondTheLimit_isEncodedOrRefused() {
    assertEquals(1024, FileName.encode("x".repeat(1024)).length());
    assertEquals("a%20b%2Ac", FileName.encode("a b*c"));
    assertThrows(IllegalArgumentException.class, () -> FileName.encode("x".repeat(1025)));
    assertThrows(IllegalArgumentException.class, () -> FileName.encode(""));
  }
}
