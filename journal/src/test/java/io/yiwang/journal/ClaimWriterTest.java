package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.PayloadCipher;
import io.yiwang.value.Confidential;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests what a claim asks of its store: that it overwrites what was erased, and whether it writes
 * in a transaction or one statement.
 */
class ClaimWriterTest extends JournalFixture {
  @TempDir private Path folder;
  private Store watched;
  private final AtomicInteger erased = new AtomicInteger();

  /** The names of the store's methods that have written. */
  private final List<String> writes = new ArrayList<>();

  /** Whether the store says that it can change two tables in one statement. */
  private boolean changesTwoTablesAtOnce;

  /** The process's stopwatch. */
  private final AtomicLong nanos = new AtomicLong(1);

  /**
   * How often the journal's clock has reported a jump, since the database's clock did not advance
   * with the stopwatch.
   */
  private int ticks;

  @Override
  protected Journal open(@Nullable PayloadCipher cipher) {
    SqliteStore store = new SqliteStore(folder.resolve("journal"));
    watched =
        (Store)
            Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (itself, method, arguments) -> {
                  switch (method.getName()) {
                    case "erased" -> erased.incrementAndGet();
                    case "write", "writeOne" -> writes.add(method.getName());
                    case "changesTwoTablesAtOnce" -> {
                      return changesTwoTablesAtOnce;
                    }
                    default -> {}
                  }
                  try {
                    return method.invoke(store, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return Journal.builder(watched).cipher(new AesGcmCipher("k1", KEY)).open();
  }

  @BeforeEach
  void forget() {
    erased.set(0);
  }

  /** Returns intents of the same journal that go by the stopwatch of this test. */
  private IntentStore<Payload, Person> timed() {
    JournalListener listener =
        new JournalListener() {
          @Override
          public void clockJumped(Duration by) {
            ticks++;
          }
        };
    return new IntentStore<>(
        watched,
        new WorkerRegistry(watched, listener, nanos::get),
        new JournalClock(watched, listener, nanos::get),
        new Digests(watched, null),
        new IntentKind<>(
            "zhejiang",
            kind,
            new Payloads<>(
                "zhejiang", kind, Payload.class, Person.class, new AesGcmCipher("k1", KEY)),
            any -> false));
  }

  private void minutesPass() {
    nanos.addAndGet(TimeUnit.MINUTES.toNanos(3));
    ticks = 0;
  }

  @Test
  void advance_minutesAfterTheLastWrite_advancesTheJournalsClock() {
    IntentStore<Payload, Person> timed = timed();
    Claim<Payload, Person> claim =
        ((BeginResult.Started<Payload, Person>) timed.begin(draft("a"), LEASE)).claim();
    minutesPass();

    claim.advance("NEXT", payload("a"), LEASE);

    assertEquals(1, ticks);
  }

  @Test
  void claimDue_minutesAfterTheLastWrite_advancesTheJournalsClock() {
    IntentStore<Payload, Person> timed = timed();
    minutesPass();

    assertEquals(List.of(), timed.claimDue(1, LEASE));

    assertEquals(1, ticks);
  }

  @Test
  void finishAll_minutesAfterTheLastWrite_advancesTheJournalsClock() {
    IntentStore<Payload, Person> timed = timed();
    Claim<Payload, Person> claim =
        ((BeginResult.Started<Payload, Person>) timed.begin(draft("a"), LEASE)).claim();
    minutesPass();

    assertEquals(0, timed.finishAll(List.of()));
    assertEquals(0, ticks);

    assertEquals(
        1,
        timed.finishAll(
            List.of(new IntentStore.Ending<>(claim, "DONE", payload("a"), person("x")))));
    assertEquals(1, ticks);
  }

  private List<String> writesOf(Runnable work) {
    writes.clear();
    work.run();
    return List.copyOf(writes);
  }

  @Test
  void begin_withoutNames_isOneStatement() {
    assertEquals(List.of("writeOne"), writesOf(() -> intents.begin(draft("a"), LEASE)));
  }

  @Test
  void begin_namesInAStoreThatChangesOneTableAtOnce_isATransaction() {
    Draft<Payload, Person> named = draft("a").exclusiveNames(Set.of(kind));

    assertEquals(List.of("write"), writesOf(() -> intents.begin(named, LEASE)));
  }

  @Test
  void advance_payloadAlone_isOneStatement() {
    Claim<Payload, Person> claim = personal("a");

    assertEquals(List.of("writeOne"), writesOf(() -> claim.advance("NEXT", payload("a"), LEASE)));
  }

  @Test
  void finish_storeThatChangesTwoTablesAtOnce_isOneStatement() {
    Claim<Payload, Person> claim = personal("a");
    changesTwoTablesAtOnce = true;

    assertEquals(List.of("writeOne"), writesOf(() -> claim.finish("DONE", payload("a"))));
  }

  @Test
  void finish_storeThatChangesOneTableAtOnce_isATransaction() {
    Claim<Payload, Person> claim = personal("a");

    assertEquals(List.of("write"), writesOf(() -> claim.finish("DONE", payload("a"))));
  }

  @Test
  void finish_withAnotherSensitivePayload_isATransaction() {
    Claim<Payload, Person> claim = personal("a");
    changesTwoTablesAtOnce = true;

    assertEquals(
        List.of("write"), writesOf(() -> claim.finish("DONE", payload("a"), person("another"))));
  }

  @Test
  void advance_withSensitivePayload_erasesNothing() {
    personal("a").advance("NEXT", payload("a"), LEASE);

    assertEquals(0, erased.get());
  }

  @Test
  void finish_withAnotherSensitivePayload_erasesTheOneBefore() {
    personal("a").finish("DONE", payload("a"), person("another"));

    assertEquals(1, erased.get());
  }

  @Test
  void finish_sensitivePayloadIsKept_erasesNothing() {
    personal("a").finish("DONE", payload("a"));

    assertEquals(0, erased.get());
  }

  @Test
  void finishAndErase_withSensitivePayload_erasesIt() {
    personal("a").finishAndErase("DONE", payload("a"));

    assertEquals(1, erased.get());
  }

  @Test
  void finishAndErase_withoutSensitivePayload_erasesNothing() {
    started(draft("a"), LEASE).finishAndErase("DONE", payload("a"));

    assertEquals(0, erased.get());
  }

  @Test
  void finish_erasureWasAskedForMeanwhile_erasesIt() {
    Claim<Payload, Person> claim = personal("a");
    journal.erase("citizen-a");
    erased.set(0);

    claim.finish("DONE", payload("a"));

    assertEquals(1, erased.get());
  }

  private Claim<Payload, Person> personal(String id) {
    return started(draft(id).sensitivePayload("citizen-" + id, person(id)), LEASE);
  }

  private static Person person(String text) {
    return new Person(text, Confidential.of("13800000000"));
  }
}
