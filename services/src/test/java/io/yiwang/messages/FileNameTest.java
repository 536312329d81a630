package io.yiwang.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FileNameTest {
  @Test
  void isTaken_lengthWhenEncoded_isAtMost1024() {
    // Each of these characters is nine when percent-encoded.
    assertTrue(FileName.isTaken("名".repeat(113) + "x".repeat(7)));
    assertFalse(FileName.isTaken("名".repeat(113) + "x".repeat(8)));
    assertFalse(FileName.isTaken(""));
  }

  @Test
  void isTaken_halfACharacterAtTheBeginning_isNot() {
    assertFalse(FileName.isTaken("\ud83dx.jpg"));
  }

  @Test
  void checked_nameAtTheLimit_isEncodedAndBeyondIsRefused() {
    assertEquals(1024, FileName.checked("x".repeat(1024)).length());
    assertEquals("a%20b%2Ac", FileName.checked("a b*c"));
    assertThrows(IllegalArgumentException.class, () -> FileName.checked("x".repeat(1025)));
    assertThrows(IllegalArgumentException.class, () -> FileName.checked(""));
  }
}
