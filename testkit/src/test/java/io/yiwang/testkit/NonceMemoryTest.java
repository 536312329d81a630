package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class NonceMemoryTest {
  private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");

  private final NonceMemory nonces = new NonceMemory();

  @Test
  void add_nonceOfOneKeyTwice_isNewOnce() {
    assertTrue(nonces.add("key-1", "nonce", NOW));
    assertTrue(nonces.add("key-2", "nonce", NOW));
    assertFalse(nonces.add("key-1", "nonce", NOW));
  }

  @Test
  void add_afterEveryPossibleReplay_isNewAgain() {
    nonces.add("key-1", "nonce", NOW);

    assertFalse(nonces.add("key-1", "nonce", NOW.plusSeconds(2 * SignatureForm.MAX_AGE_SECONDS)));
    assertTrue(
        nonces.add("key-1", "nonce", NOW.plusSeconds(4 * SignatureForm.MAX_AGE_SECONDS + 1)));
  }
}
