package io.yiwang.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NoncesTest {
  private static List<String> some(Nonces nonces) {
    List<String> some = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      some.add(nonces.next());
    }
    return some;
  }

  @Test
  void next_manyThreads_neverRepeats() throws Exception {
    Nonces nonces = new Nonces();
    Set<String> seen = new HashSet<>();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<List<String>>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(threads.submit(() -> some(nonces)));
      }
      for (Future<List<String>> each : all) {
        seen.addAll(each.get());
      }
    } finally {
      threads.shutdownNow();
    }

    assertEquals(16_000, seen.size());
  }

  @Test
  void next_ofTwoClients_differ() {
    Set<String> seen = new HashSet<>(some(new Nonces()));
    seen.addAll(some(new Nonces()));

    assertEquals(4000, seen.size());
  }

  /**
   * Checks that each bit is set in about half of the nonces: 2,000 coin tosses are outside 800 to
   * 1,200 once in 10^18.
   */
  @Test
  void next_bits_areRandom() {
    int[] set = new int[128];
    for (String nonce : some(new Nonces())) {
      byte[] bytes = Base64.getUrlDecoder().decode(nonce);
      assertEquals(16, bytes.length);
      for (int bit = 0; bit < 128; bit++) {
        set[bit] += (bytes[bit / 8] >> (bit % 8)) & 1;
      }
    }
    for (int times : set) {
      assertTrue(times > 800 && times < 1200, "got " + times);
    }
  }
}
