package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class BackupTest {
  private static final String BULK = "x".repeat(2000);

  @TempDir private Path folder;
  private Path copy;
  private Journal journal;
  private IntentStore<String, NoSensitivePayload> intents;

  @BeforeEach
  void open() {
    copy = folder.resolve("copy.db");
    journal = Journal.at(folder.resolve("journal.db"));
    intents = intents(journal);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private static IntentStore<String, NoSensitivePayload> intents(Journal journal) {
    return journal.intents("zhejiang", "backup", String.class, NoSensitivePayload.class);
  }

  private void begin(int number) {
    intents.begin(Draft.of("i" + number, "NEW", BULK), Duration.ZERO);
  }

  private void fill(int count) {
    IntStream.range(0, count).parallel().forEach(this::begin);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith("journal.db")).toList();
    }
  }

  @Test
  void backupTo_journalInUse_hasAllOfOneMomentAndNothingAfter() throws Exception {
    fill(500);
    AtomicInteger written = new AtomicInteger(500);
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> payments =
        CompletableFuture.runAsync(
            () -> {
              while (!done.get()) {
                begin(written.getAndIncrement());
              }
            });
    List<Long> progress = new ArrayList<>();

    journal.backupTo(
        copy,
        (bytes, total) -> {
          assertTrue(bytes <= total, bytes + " of " + total);
          progress.add(bytes);
        });
    int before = written.get();
    done.set(true);
    payments.get(30, TimeUnit.SECONDS);

    try (Journal restored = Journal.at(copy)) {
      IntentStore<String, NoSensitivePayload> copied = intents(restored);
      int count = (int) copied.backlog().unfinished();
      assertTrue(count >= 500 && count <= before + 1, count + " of " + before);
      for (int i = 0; i < count; i++) {
        assertTrue(copied.find("i" + i).isPresent(), "i" + i + " of " + count);
      }
    }
    assertTrue(progress.size() > 1, progress::toString);
    assertEquals(progress.stream().sorted().toList(), progress);
  }

  /** Tests that a payment does not wait for a backup that is being made. */
  @Test
  void backupTo_inTheMiddle_holdsNobodyUp() throws Exception {
    fill(500);
    CountDownLatch inTheMiddle = new CountDownLatch(1);
    CountDownLatch paid = new CountDownLatch(1);
    CompletableFuture<Void> backup =
        CompletableFuture.runAsync(
            () ->
                journal.backupTo(
                    copy,
                    (bytes, total) -> {
                      inTheMiddle.countDown();
                      await(paid);
                    }));
    assertTrue(inTheMiddle.await(30, TimeUnit.SECONDS));

    begin(1000);
    assertEquals(1, intents.claimDue(1, Duration.ZERO).size());
    assertFalse(Files.exists(copy));

    paid.countDown();
    backup.get(30, TimeUnit.SECONDS);
    try (Journal restored = Journal.at(copy)) {
      assertTrue(intents(restored).find("i1000").isEmpty());
      assertTrue(intents(restored).find("i499").isPresent());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void backupTo_fileThatIsThere_isRefusedAndUntouched() throws Exception {
    fill(1);
    for (String taken : List.of("copy.db", "copy.db-wal", "copy.db-journal")) {
      Path file = Files.writeString(folder.resolve(taken), "something else");
      var e = assertThrows(JournalException.class, () -> journal.backupTo(copy));
      assertTrue(e.getMessage().contains("overwrites nothing, and " + file), e.getMessage());
      assertEquals("something else", Files.readString(file));
      Files.delete(file);
    }
    var e =
        assertThrows(JournalException.class, () -> journal.backupTo(folder.resolve("journal.db")));
    assertTrue(e.getMessage().contains("overwrites nothing"), e.getMessage());
    assertEquals(List.of(), files());
  }

  @Test
  void backupTo_fileThatComesMeanwhile_isRefusedAndUntouched() throws Exception {
    fill(100);
    byte[] other = {1, 2, 3};

    var e =
        assertThrows(
            JournalException.class,
            () ->
                journal.backupTo(
                    copy,
                    (bytes, total) -> {
                      try {
                        Files.write(copy, other);
                      } catch (IOException failed) {
                        throw new AssertionError(failed);
                      }
                    }));

    assertTrue(e.getMessage().contains("overwrites nothing"), e.getMessage());
    assertArrayEquals(other, Files.readAllBytes(copy));
    assertEquals(List.of(copy), files());
  }

  @Test
  void backupTo_listenerThatThrows_endsItAndLeavesNothing() throws Exception {
    fill(500);
    IllegalStateException theirs = new IllegalStateException("enough");

    var thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                journal.backupTo(
                    copy,
                    (bytes, total) -> {
                      throw theirs;
                    }));

    assertSame(theirs, thrown);
    assertEquals(List.of(), files());
    begin(1000);
  }

  @Test
  void backupTo_folderThatIsNotThere_saysSo() {
    var e =
        assertThrows(
            JournalException.class, () -> journal.backupTo(folder.resolve("missing/copy.db")));
    assertTrue(e.getMessage().contains("its folder must exist"), e.getMessage());
  }

  @Test
  void builder_backupOpenedForTheFirstTime_isReportedOnce() {
    fill(1);
    journal.backupTo(copy);
    AtomicInteger reported = new AtomicInteger();
    JournalListener listener =
        new JournalListener() {
          @Override
          public void openedFromBackup() {
            reported.incrementAndGet();
            throw new IllegalStateException("the listener's own failure");
          }
        };

    // An application may call it at each start; it does not count as opening the journal.
    Journal.assignAccount(copy, "zhejiang");
    Journal.builder(copy).listener(listener).open().close();
    Journal.builder(copy).listener(listener).open().close();

    assertEquals(1, reported.get());
  }

  /**
   * Tests that such a path is refused, because the driver would open another file, with settings
   * from its name.
   */
  @Test
  void backupTo_pathWithAQuestionMark_isRefusedAndNothingIsWritten() throws IOException {
    Path odd = Files.createDirectory(folder.resolve("a?b"));
    List<Path> before = everything();

    for (Path target : List.of(folder.resolve("b?k.db"), odd.resolve("k.db"))) {
      assertThrows(IllegalArgumentException.class, () -> journal.backupTo(target));
    }
    assertThrows(IllegalArgumentException.class, () -> Journal.at(odd.resolve("k.db")));

    assertEquals(before, everything());
  }

  private List<Path> everything() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted().toList();
    }
  }
}
