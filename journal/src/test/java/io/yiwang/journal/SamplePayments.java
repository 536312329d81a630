package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.yiwang.journal.JournalFixture.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** Runs whole payments on a journal. */
final class SamplePayments {
  private SamplePayments() {}

  private static IntentStore<Payload, NoSensitivePayload> of(Journal journal, String kind) {
    return journal.intents("zhejiang", kind, Payload.class, NoSensitivePayload.class);
  }

  /** Runs one payment to its end; halfway, it is rescheduled and claimed again. */
  static void once(Journal journal, String kind) {
    IntentStore<Payload, NoSensitivePayload> intents = of(journal, kind);
    Draft<Payload, NoSensitivePayload> draft =
        Draft.<Payload, NoSensitivePayload>of("once", "NEW", JournalContract.payload("once"))
            .exclusiveNames(Set.of(kind));
    BeginResult.Started<?, ?> started =
        assertInstanceOf(BeginResult.Started.class, intents.begin(draft, JournalContract.LEASE));
    assertEquals("once", started.claim().entry().id());
    assertEquals("NEW", intents.find("once").orElseThrow().state());
    journal.purge("nobody", JournalContract.LEASE);
    @SuppressWarnings("unchecked")
    Claim<Payload, NoSensitivePayload> claim = (Claim<Payload, NoSensitivePayload>) started.claim();
    claim.reschedule("WAITING", draft.payload(), JournalContract.NONE);
    intents.claimDue(5, JournalContract.LEASE).get(0).finish("DONE", draft.payload());
  }

  /** Runs unrelated payments in 16 threads. */
  static void at16Once(Journal journal, String kind) throws Exception {
    IntentStore<Payload, NoSensitivePayload> intents = of(journal, kind);
    List<Callable<Integer>> payers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String payer = "p" + i;
      payers.add(
          () -> {
            for (int round = 0; round < 5; round++) {
              String id = payer + "-" + round;
              Draft<Payload, NoSensitivePayload> draft =
                  Draft.<Payload, NoSensitivePayload>of(id, "NEW", JournalContract.payload(id))
                      .exclusiveNames(Set.of(kind + id));
              if (intents.begin(draft, JournalContract.LEASE)
                  instanceof BeginResult.Started<Payload, NoSensitivePayload> started) {
                started.claim().advance("NEXT", draft.payload(), JournalContract.LEASE);
                started.claim().finish("DONE", draft.payload());
              }
            }
            return 1;
          });
    }
    JournalContract.atOnce(payers);
    assertEquals(0, intents.backlog().unfinished());
    assertEquals("DONE", intents.find("p15-4").orElseThrow().state());
  }
}
