package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.yiwang.journal.JournalFixture.Book;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** What payments do with a journal, whole. */
final class Payments {
  private Payments() {}

  private static IntentStore<Book, NoSensitivePayload> of(Journal journal, String kind) {
    return journal.intents("zhejiang", kind, Book.class, NoSensitivePayload.class);
  }

  /** One payment, taken up once more in the middle, to its end. */
  static void once(Journal journal, String kind) {
    IntentStore<Book, NoSensitivePayload> intents = of(journal, kind);
    Draft<Book, NoSensitivePayload> draft =
        Draft.<Book, NoSensitivePayload>of("once", "NEW", JournalContract.payload("once"))
            .exclusiveNames(Set.of(kind));
    BeginResult.Started<?, ?> started =
        assertInstanceOf(BeginResult.Started.class, intents.begin(draft, JournalContract.LEASE));
    assertEquals("once", started.claim().entry().id());
    assertEquals("NEW", intents.find("once").orElseThrow().state());
    journal.purge("nobody", JournalContract.LEASE);
    @SuppressWarnings("unchecked")
    Claim<Book, NoSensitivePayload> claim = (Claim<Book, NoSensitivePayload>) started.claim();
    claim.reschedule("WAITING", draft.payload(), JournalContract.NONE);
    intents.claimDue(5, JournalContract.LEASE).get(0).finish("DONE", draft.payload());
  }

  /** Sixteen threads that have nothing to do with each other. */
  static void at16Once(Journal journal, String kind) throws Exception {
    IntentStore<Book, NoSensitivePayload> intents = of(journal, kind);
    List<Callable<Integer>> payers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String payer = "p" + i;
      payers.add(
          () -> {
            for (int round = 0; round < 5; round++) {
              String id = payer + "-" + round;
              Draft<Book, NoSensitivePayload> draft =
                  Draft.<Book, NoSensitivePayload>of(id, "NEW", JournalContract.payload(id))
                      .exclusiveNames(Set.of(kind + id));
              if (intents.begin(draft, JournalContract.LEASE)
                  instanceof BeginResult.Started<Book, NoSensitivePayload> started) {
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
