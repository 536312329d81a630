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

/** Opens a journal for each test of a contract, in the database of whoever extends it. */
abstract class JournalFixture {
  static final Duration LEASE = Duration.ofMinutes(10);
  static final Duration NONE = Duration.ZERO;
  static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  record Book(String number, Money amount, @Nullable String later) {}

  record Person(String text, Confidential phone) {}

  record Leaky(Confidential name) {}

  /** A name that no other test uses, since tests share a database. */
  final String kind = "kind-" + UUID.randomUUID();

  Journal journal;
  IntentStore<Book, Person> intents;

  /** Another process's journal on the same database. */
  protected abstract Journal open(@Nullable PayloadCipher cipher) throws Exception;

  @BeforeEach
  void open() throws Exception {
    journal = open(new AesGcmCipher("k1", KEY));
    intents = journal.intents("zhejiang", kind, Book.class, Person.class);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  static Book payload(String number) {
    return new Book(number, Money.fen(15000), null);
  }

  static Draft<Book, Person> draft(String id) {
    return Draft.of(id, "NEW", payload(id));
  }

  Claim<Book, Person> started(Draft<Book, Person> draft, Duration lease) {
    if (intents.begin(draft, lease) instanceof BeginResult.Started<Book, Person> started) {
      return started.claim();
    }
    throw new AssertionError(draft.id() + " was there already, or its name");
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
