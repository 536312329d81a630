package io.yiwang.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the disk does to a journal's file, its user is told, and nothing acknowledged is gone.
 */
@Timeout(60)
class HostileDiskTest {
  private static final String BULK = "x".repeat(2000);

  @TempDir private Path folder;

  private static IntentStore<String, NoPersonal> intents(Store store) {
    return new IntentStore<>(
        store,
        new Served(store),
        "zhejiang",
        "disk",
        new Payloads<>("zhejiang", "disk", String.class, NoPersonal.class, null));
  }

  private Path file() {
    return folder.resolve("journal.db");
  }

  private static void begin(IntentStore<String, NoPersonal> intents, String id) {
    assertInstanceOf(
        BeginResult.Started.class, intents.begin(Draft.of(id, "NEW", BULK), JournalContract.LEASE));
  }

  private static void told(String what, Executable act) {
    var e = assertThrows(JournalException.class, act);
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  private void filled(int intents) {
    try (SqliteStore store = new SqliteStore(file())) {
      for (int i = 0; i < intents; i++) {
        begin(intents(store), "i" + i);
      }
    }
  }

  private void allThere(int count) {
    try (SqliteStore store = new SqliteStore(file())) {
      for (int i = 0; i < count; i++) {
        assertTrue(intents(store).find("i" + i).isPresent(), "i" + i + " of " + count);
      }
    }
  }

  @Test
  void begin_fullDisk_isToldAndGoesOnWhenThereIsRoom() {
    int written = 0;
    try (SqliteStore store = new SqliteStore(file())) {
      IntentStore<String, NoPersonal> intents = intents(store);
      set(store, "PRAGMA max_page_count = 40");
      JournalException full = null;
      while (full == null) {
        try {
          begin(intents, "i" + written);
          written++;
        } catch (JournalException e) {
          full = e;
        }
      }
      assertTrue(full.getMessage().contains("the disk is full"), full.getMessage());
      assertTrue(written > 10, "only " + written);
      assertTrue(intents.find("i" + written).isEmpty());
      assertTrue(intents.find("i0").isPresent());
      set(store, "PRAGMA max_page_count = 4000");
      begin(intents, "i" + written);
    }
    allThere(written + 1);
  }

  private static void set(Store store, String pragma) {
    store.<Boolean>write(
        session -> {
          session.execute(pragma);
          return true;
        });
  }

  /** A limit that the operating system keeps, as it would keep a disk's. */
  @Test
  void begin_fileThatMayNotGrow_losesNothingAcknowledged() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
    Process writer =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "ulimit -f 4000 && exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                SqliteJournalTest.Writer.class.getName(),
                file().toString())
            .redirectError(folder.resolve("errors").toFile())
            .redirectOutput(folder.resolve("acknowledged").toFile())
            .start();
    assertTrue(writer.waitFor(40, TimeUnit.SECONDS), "it writes on");

    List<String> acknowledged = Files.readAllLines(folder.resolve("acknowledged"));
    String errors = Files.readString(folder.resolve("errors"), UTF_8);

    assertTrue(errors.contains("JournalException: the journal "), errors);
    assertTrue(acknowledged.size() > 10, acknowledged + errors);
    try (Journal journal = Journal.at(file())) {
      var intents =
          journal.intents("zhejiang", "crash", JournalContract.Book.class, NoPersonal.class);
      acknowledged.forEach(id -> assertTrue(intents.find(id).isPresent(), id));
    }
  }

  @Test
  void at_fileThatMayNotBeWritten_isToldAndStays() throws Exception {
    filled(3);
    assertTrue(file().toFile().setReadOnly());
    assertTrue(folder.toFile().setWritable(false));
    try {
      assumeFalse(Files.isWritable(file()), "to root all is writable");
      told("give this process the right to write", () -> new SqliteStore(file()));
    } finally {
      assertTrue(folder.toFile().setWritable(true));
      assertTrue(file().toFile().setWritable(true));
    }
    allThere(3);
  }

  @Test
  void at_folderThatNobodyMayWrite_isTold() {
    Path kernels = Path.of("/proc");
    assumeTrue(Files.isDirectory(kernels));
    told("its folder must exist and be writable", () -> new SqliteStore(kernels.resolve("j.db")));
  }

  @Test
  void at_fileCutShort_isToldAndLeftAsItIs() throws Exception {
    filled(50);
    long half = Files.size(file()) / 2;
    try (RandomAccessFile cut = new RandomAccessFile(file().toFile(), "rw")) {
      cut.setLength(half);
    }
    told("is damaged", () -> new SqliteStore(file()));
    assertEquals(half, Files.size(file()));
  }

  @Test
  void at_fileReplacedByGarbage_isToldAndLeftAsItIs() throws Exception {
    filled(3);
    byte[] garbage = BULK.repeat(10).getBytes(UTF_8);
    Files.write(file(), garbage);
    told("not a journal but some other file", () -> new SqliteStore(file()));
    assertEquals(garbage.length, Files.size(file()));
  }

  @Test
  void begin_fileTakenAwayWhileOpen_isRefusedUntilItIsBack() throws Exception {
    Path away = folder.resolve("away.db");
    try (SqliteStore store = new SqliteStore(file())) {
      IntentStore<String, NoPersonal> intents = intents(store);
      begin(intents, "i0");
      Files.move(file(), away);
      told("moved, deleted or replaced while open", () -> begin(intents, "i1"));
      Files.writeString(file(), BULK);
      told("moved, deleted or replaced while open", () -> begin(intents, "i1"));
      Files.delete(file());
      Files.move(away, file());
      begin(intents, "i1");
    }
    allThere(2);
  }

  @Test
  void begin_lockedByAnotherProcessForTooLong_isToldAndGoesOnAfter() throws Exception {
    try (SqliteStore store = new SqliteStore(file())) {
      IntentStore<String, NoPersonal> intents = intents(store);
      set(store, "PRAGMA busy_timeout = 50");
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement lock = other.createStatement()) {
        lock.execute("BEGIN IMMEDIATE");
        told("held by another process for too long", () -> begin(intents, "i0"));
        lock.execute("ROLLBACK");
      }
      begin(intents, "i0");
    }
    allThere(1);
  }

  @Test
  void at_emptyFile_isANewJournal() throws IOException {
    Files.createFile(file());
    filled(1);
    allThere(1);
  }
}
