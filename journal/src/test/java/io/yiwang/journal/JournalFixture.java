package io.yiwang.journal;

import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.PayloadCipher;
import io.yiwang.value.Confidential;
import io.yiwang.value.Money;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Opens a journal for each test of a contract, in the database of the class that extends it. */
abstract class JournalFixture {
  static final Duration LEASE = Duration.ofMinutes(10);
  static final Duration NONE = Duration.ZERO;
  static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  record Payload(String number, Money amount, @Nullable String later) {}

  record Person(String text, Confidential phone) {}

  record Leaky(Confidential name) {}

  /** A kind that no other test uses, because tests share a database. */
  final String kind = "kind-" + UUID.randomUUID();

  Journal journal;
  IntentStore<Payload, Person> intents;

  /** Opens a journal on the test's database, as another process does. */
  protected abstract Journal open(@Nullable PayloadCipher cipher) throws Exception;

  @BeforeEach
  void open() throws Exception {
    journal = open(new AesGcmCipher("k1", KEY));
    intents = journal.intents("zhejiang", kind, Payload.class, Person.class);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  static Payload payload(String number) {
    return new Payload(number, Money.fen(15000), null);
  }

  static Draft<Payload, Person> draft(String id) {
    return Draft.of(id, "NEW", payload(id));
  }

  Claim<Payload, Person> started(Draft<Payload, Person> draft, Duration lease) {
    if (intents.begin(draft, lease) instanceof BeginResult.Started<Payload, Person> started) {
      return started.claim();
    }
    throw new AssertionError(draft.id() + " or its name exists already");
  }

  static <T> List<T> atOnce(List<Callable<T>> work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(work.size());
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> each : threads.invokeAll(work)) {
        results.add(each.get());
      }
      return results;
    } finally {
      threads.shutdown();
    }
  }
}
