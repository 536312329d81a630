package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.signing.AesGcmCipher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Tests many threads and nodes that use a journal at the same time, in any database. */
abstract class JournalConcurrencyContract extends JournalSensitivePayloadContract {
  @Test
  void claimDue_manyOwnersAtOnce_eachIntentGoesToOne() throws Exception {
    int intentsInAll = 200;
    for (int i = 0; i < intentsInAll; i++) {
      started(draft("i" + i), LEASE).reschedule("WAITING", payload("i" + i), NONE);
    }
    List<String> worked = new ArrayList<>();
    try (Journal other = open(new AesGcmCipher("k1", KEY))) {
      IntentStore<Payload, Person> elsewhere =
          other.intents("zhejiang", kind, Payload.class, Person.class);
      List<Callable<List<String>>> workers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        IntentStore<Payload, Person> own = i % 2 == 0 ? intents : elsewhere;
        workers.add(() -> drain(own));
      }
      for (List<String> ids : atOnce(workers)) {
        worked.addAll(ids);
      }
    }
    assertEquals(intentsInAll, worked.size());
    assertEquals(intentsInAll, new HashSet<>(worked).size());
    assertEquals(0, intents.backlog().unfinished());
  }

  private static List<String> drain(IntentStore<Payload, Person> own) {
    List<String> done = new ArrayList<>();
    for (List<Claim<Payload, Person>> due = own.claimDue(3, LEASE);
        !due.isEmpty();
        due = own.claimDue(3, LEASE)) {
      for (Claim<Payload, Person> claim : due) {
        claim.finish("DONE", claim.entry().payload());
        done.add(claim.entry().id());
      }
    }
    return done;
  }

  @Test
  void begin_sameNameByManyAtOnce_startsOne() throws Exception {
    try (Journal other = open(new AesGcmCipher("k1", KEY))) {
      IntentStore<Payload, Person> elsewhere =
          other.intents("zhejiang", kind, Payload.class, Person.class);
      for (int round = 0; round < 10; round++) {
        Set<String> names = Set.of(kind + "x" + round, kind + "y" + round, kind + "z" + round);
        List<Callable<BeginResult<Payload, Person>>> rivals = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          String id = "r" + round + "-" + i;
          IntentStore<Payload, Person> own = i % 2 == 0 ? intents : elsewhere;
          rivals.add(() -> own.begin(draft(id).exclusiveNames(names), LEASE));
        }
        long started =
            atOnce(rivals).stream().filter(begun -> begun instanceof BeginResult.Started).count();
        assertEquals(1, started);
      }
    }
  }

  /** Tests names that may deadlock: a transaction that is chosen as the victim is repeated. */
  @Test
  void begin_namesInManyOrdersAtOnce_failsForNone() throws Exception {
    List<Callable<Integer>> work = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int node = i;
      work.add(
          () -> {
            int all = 0;
            for (int round = 0; round < 15; round++) {
              String id = "n" + node + "-" + round;
              Set<String> names =
                  new HashSet<>(List.of(kind + (node + round) % 5, kind + (node * 3 + round) % 5));
              if (intents.begin(draft(id).exclusiveNames(names), LEASE)
                  instanceof BeginResult.Started<Payload, Person> started) {
                started.claim().advance("NEXT", payload(id), LEASE);
                started.claim().finish("DONE", payload(id));
                all++;
              }
            }
            return all;
          });
    }
    assertTrue(atOnce(work).stream().mapToInt(Integer::intValue).sum() > 0);
    assertEquals(0, intents.backlog().unfinished());
  }
}
