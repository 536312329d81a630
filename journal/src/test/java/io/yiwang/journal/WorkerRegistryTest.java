package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests that any worker that asks for what is due reports intents that no worker asks for. */
@Timeout(60)
class WorkerRegistryTest {
  private static final Duration LEASE = Duration.ofMinutes(1);

  @TempDir private Path folder;
  private final List<String> reported = new ArrayList<>();
  private final JournalListener listener =
      new JournalListener() {
        @Override
        public void unserved(Unserved unserved) {
          reported.add(unserved.account() + " " + unserved.kind() + " " + unserved.unfinished());
          during.run();
        }
      };
  private Runnable during = () -> {};
  private long nanos = 1;
  private SqliteStore store;
  private WorkerRegistry workers;
  private IntentStore<String, NoSensitivePayload> outbox;

  @BeforeEach
  void open() {
    store = new SqliteStore(folder.resolve("journal.db"));
    workers = new WorkerRegistry(store, listener, () -> nanos);
    outbox = intents("zhejiang", "message.outbox");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private IntentStore<String, NoSensitivePayload> intents(String account, String kind) {
    return new IntentStore<>(
        store,
        workers,
        new JournalClock(store, new JournalListener() {}, System::nanoTime),
        new Digests(store, null),
        new IntentKind<>(
            account,
            kind,
            new Payloads<>(account, kind, String.class, NoSensitivePayload.class, null),
            any -> false));
  }

  private static void begin(IntentStore<String, NoSensitivePayload> intents, String id) {
    assertInstanceOf(BeginResult.Started.class, intents.begin(Draft.of(id, "NEW", "b"), LEASE));
  }

  private void later(Duration by) {
    nanos += by.toNanos();
  }

  @Test
  void claimDue_ofTheOutbox_reportsPaymentsWithoutAWorker() {
    begin(intents("jiangsu", "fine.payment"), "W1");
    begin(intents("jiangsu", "fine.payment"), "W2");

    outbox.claimDue(1, LEASE);
    assertEquals(List.of(), reported, "the workers of one application start one after another");
    later(Duration.ofSeconds(11));
    outbox.claimDue(1, LEASE);

    assertEquals(List.of("jiangsu fine.payment 2"), reported);
  }

  @Test
  void claimDue_whatWasReported_isReportedAgainAfterAnHourAndWhatIsNewImmediately() {
    begin(intents("jiangsu", "fine.payment"), "W1");
    for (int minute = 0; minute < 30; minute++) {
      later(Duration.ofMinutes(1));
      outbox.claimDue(1, LEASE);
    }
    begin(intents("anhui", "fine.refund"), "R1");
    later(Duration.ofMinutes(1));
    outbox.claimDue(1, LEASE);
    assertEquals(List.of("jiangsu fine.payment 1", "anhui fine.refund 1"), reported);

    later(Duration.ofMinutes(29));
    outbox.claimDue(1, LEASE);

    assertEquals(
        List.of("anhui fine.refund 1", "jiangsu fine.payment 1"),
        reported.subList(2, reported.size()));
  }

  /** Tests a scheduler that asks only every five minutes. */
  @Test
  void claimDue_ownIntentsClaimedRarely_areNotReported() {
    begin(outbox, "m-1");
    outbox.claimDue(1, LEASE);
    workers.leave("zhejiang", "message.outbox");
    later(Duration.ofMinutes(5));

    outbox.claimDue(1, LEASE);

    assertEquals(List.of(), reported);
  }

  @Test
  void claimDue_listenerThatThrows_stillClaims() {
    begin(intents("jiangsu", "fine.payment"), "W1");
    begin(outbox, "m-1");
    during =
        () -> {
          throw new IllegalStateException("from the application");
        };
    later(Duration.ofMinutes(1));

    assertEquals(
        0, outbox.claimDue(1, LEASE).size(), "the lease from its beginning is still running");
    assertEquals(1, reported.size());
  }
}
