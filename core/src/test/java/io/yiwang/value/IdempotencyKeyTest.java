package io.yiwang.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {
  @Test
  void derived_sameParts_isAlwaysTheSameKey() {
    // The key is fixed here: one that changed with a version would pay twice after an update.
    assertEquals(
        "-dwOxpzkqqili0Bi2L34AnRxPWkJ3ptV", IdempotencyKey.derived("fine.hold", "o-1").value());
  }

  @Test
  void derived_partsSplitDifferently_isAnotherKey() {
    List<String[]> all =
        List.of(
            new String[] {},
            new String[] {""},
            new String[] {"", ""},
            new String[] {"abc"},
            new String[] {"ab", "c"},
            new String[] {"a", "bc"},
            new String[] {"a", "b", "c"},
            new String[] {"abc", ""},
            new String[] {"", "abc"},
            new String[] {"bc", "a"},
            new String[] {"a1:b"},
            new String[] {"a", "b"},
            new String[] {"1:a1:b"},
            new String[] {"1:a", "1:b"},
            new String[] {"a,b"},
            new String[] {"a\0b"});
    Set<IdempotencyKey> keys = new HashSet<>();
    for (String[] parts : all) {
      assertTrue(keys.add(IdempotencyKey.derived(parts)), String.join("|", parts));
    }
  }

  @Test
  void derived_parts_doNotShow() {
    IdempotencyKey key = IdempotencyKey.derived("o-1", "110101199003070000");

    assertEquals(32, key.value().length());
    assertFalse(key.value().contains("110101"));
  }

  @Test
  void random_twice_differs() {
    assertNotEquals(IdempotencyKey.random(), IdempotencyKey.random());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a b", "a/b", "\u6d59", "a\"b"})
  void construct_outsideTheAlphabet_isRefusedWithoutBeingQuoted(String value) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new IdempotencyKey(value));

    assertEquals(
        "idempotency key must be 1 to 64 of A-Z a-z 0-9 . _ -, got "
            + value.length()
            + " characters",
        e.getMessage());
  }

  @Test
  void construct_1To64Characters_isAccepted() {
    assertEquals("a", new IdempotencyKey("a").toString());
    assertEquals(64, new IdempotencyKey("a".repeat(64)).value().length());
    assertThrows(IllegalArgumentException.class, () -> new IdempotencyKey("a".repeat(65)));
  }
}
