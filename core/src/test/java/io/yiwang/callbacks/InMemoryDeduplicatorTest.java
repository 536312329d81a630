package io.yiwang.callbacks;

import static io.yiwang.callbacks.SignedCallback.NOW;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InMemoryDeduplicatorTest {
  /** Checks that the gateway cannot fill the memory with 100,000 names of a megabyte each. */
  @Test
  void addNonce_longKeys_areStoredAsDigests() throws ReflectiveOperationException {
    CallbackDeduplicator memory = new InMemoryDeduplicator(10);
    String name = "x".repeat(1 << 20);

    assertTrue(memory.addNonce(name, NOW));
    memory.markHandled(name, name + "o", 1, NOW);

    assertFalse(memory.addNonce(name, NOW));
    assertTrue(memory.addNonce(name + "y", NOW));
    assertEquals(CallbackDeduplicator.EventState.REPEATED, memory.stateOf(name, "o", 1));
    assertEquals(
        CallbackDeduplicator.EventState.OUTDATED, memory.stateOf(name + "y", name + "o", 1));
    for (String field : List.of("nonces", "revisions")) {
      Field kept = InMemoryDeduplicator.class.getDeclaredField(field);
      kept.setAccessible(true);
      for (Object each : ((Map<?, ?>) kept.get(memory)).keySet()) {
        assertTrue(each.toString().length() <= 64, field);
      }
    }
  }
}
