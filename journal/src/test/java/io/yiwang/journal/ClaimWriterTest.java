package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.PayloadCipher;
import io.yiwang.value.Confidential;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store overwrites what was erased when it hears of it, and of nothing else. */
class ClaimWriterTest extends JournalFixture {
  @TempDir private Path folder;
  private final AtomicInteger erased = new AtomicInteger();

  @Override
  protected Journal open(@Nullable PayloadCipher cipher) {
    SqliteStore store = new SqliteStore(folder.resolve("journal"));
    Store watched =
        (Store)
            Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (itself, method, arguments) -> {
                  if (method.getName().equals("erased")) {
                    erased.incrementAndGet();
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
    Claim<Book, Person> claim = personal("a");
    journal.erase("citizen-a");
    erased.set(0);

    claim.finish("DONE", payload("a"));

    assertEquals(1, erased.get());
  }

  private Claim<Book, Person> personal(String id) {
    return started(draft(id).sensitivePayload("citizen-" + id, person(id)), LEASE);
  }

  private static Person person(String text) {
    return new Person(text, Confidential.of("13800000000"));
  }
}
