package io.yiwang.internal.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LengthTest {
  @Test
  void of_rareCharacter_countsOnce() {
    assertEquals(2, Length.of("𠮷野"));
  }

  @Test
  void check_withinBounds_returnsTheText() {
    assertEquals("𠮷", Length.check("𠮷", "name", 1, 1));
  }

  @Test
  void check_outOfBounds_statesTheRuleAndNotTheText() {
    var e = assertThrows(IllegalArgumentException.class, () -> Length.check("秘密", "name", 3, 9));

    assertEquals("name must be 3 to 9 characters, got 2", e.getMessage());
  }
}
