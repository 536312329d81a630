package io.yiwang.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that whatever happens to a journal's file is reported, and that nothing acknowledged is
 * lost.
 */
@Timeout(60)
class HostileDiskTest {
  private static final String BULK = "x".repeat(2000);

  @TempDir private Path folder;

  private static IntentStore<String, NoSensitivePayload> intents(Store store) {
    return new IntentStore<>(
        store,
        new WorkerRegistry(store, new JournalListener() {}, System::nanoTime),
        new JournalClock(store, new JournalListener() {}, System::nanoTime),
        new Digests(store, null),
        new IntentKind<>(
            "zhejiang",
            "disk",
            new Payloads<>("zhejiang", "disk", String.class, NoSensitivePayload.class, null),
            any -> false));
  }

  private Path file() {
    return folder.resolve("journal.db");
  }

  private static void begin(IntentStore<String, NoSensitivePayload> intents, String id) {
    assertInstanceOf(
        BeginResult.Started.class, intents.begin(Draft.of(id, "NEW", BULK), JournalContract.LEASE));
  }

  private static void assertRefused(String what, Executable act) {
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

  private void assertAllThere(int count) {
    try (SqliteStore store = new SqliteStore(file())) {
      for (int i = 0; i < count; i++) {
        assertTrue(intents(store).find("i" + i).isPresent(), "i" + i + " of " + count);
      }
    }
  }

  @Test
  void begin_fullDisk_isReportedAndContinuesWhenThereIsRoom() {
    int written = 0;
    try (SqliteStore store = new SqliteStore(file())) {
      IntentStore<String, NoSensitivePayload> intents = intents(store);
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
    assertAllThere(written + 1);
  }

  private static void set(Store store, String pragma) {
    store.<Boolean>write(
        session -> {
          session.execute(pragma);
          return true;
        });
  }

  /** Tests a limit of the operating system, which acts like a full disk. */
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
    assertTrue(writer.waitFor(40, TimeUnit.SECONDS), "it is still writing");

    List<String> acknowledged = Files.readAllLines(folder.resolve("acknowledged"));
    String errors = Files.readString(folder.resolve("errors"), UTF_8);

    assertTrue(errors.contains("JournalException: the journal "), errors);
    assertTrue(acknowledged.size() > 10, acknowledged + errors);
    try (Journal journal = Journal.at(file())) {
      var intents =
          journal.intents(
              "zhejiang", "crash", JournalContract.Payload.class, NoSensitivePayload.class);
      acknowledged.forEach(id -> assertTrue(intents.find(id).isPresent(), id));
    }
  }

  @Test
  void at_fileThatMayNotBeWritten_isReportedAndUntouched() throws Exception {
    filled(3);
    assertTrue(file().toFile().setReadOnly());
    assertTrue(folder.toFile().setWritable(false));
    try {
      assumeFalse(Files.isWritable(file()), "root can write everything");
      assertRefused("give this process the right to write", () -> new SqliteStore(file()));
    } finally {
      assertTrue(folder.toFile().setWritable(true));
      assertTrue(file().toFile().setWritable(true));
    }
    assertAllThere(3);
  }

  @Test
  void at_folderThatNobodyMayWrite_isReported() {
    Path kernels = Path.of("/proc");
    assumeTrue(Files.isDirectory(kernels));
    assertRefused(
        "its folder must exist and be writable", () -> new SqliteStore(kernels.resolve("j.db")));
  }

  @Test
  void at_fileCutShort_isReportedAndLeftUnchanged() throws Exception {
    filled(50);
    long half = Files.size(file()) / 2;
    try (RandomAccessFile cut = new RandomAccessFile(file().toFile(), "rw")) {
      cut.setLength(half);
    }
    assertRefused("is damaged", () -> new SqliteStore(file()));
    assertEquals(half, Files.size(file()));
  }

  @Test
  void at_fileReplacedByGarbage_isReportedAndLeftUnchanged() throws Exception {
    filled(3);
    byte[] garbage = BULK.repeat(10).getBytes(UTF_8);
    Files.write(file(), garbage);
    assertRefused("not a journal but some other file", () -> new SqliteStore(file()));
    assertEquals(garbage.length, Files.size(file()));
  }

  @Test
  void begin_fileMovedWhileOpen_isRefusedUntilItIsBack() throws Exception {
    Path away = folder.resolve("away.db");
    try (SqliteStore store = new SqliteStore(file())) {
      IntentStore<String, NoSensitivePayload> intents = intents(store);
      begin(intents, "i0");
      Files.move(file(), away);
      assertRefused("moved, deleted or replaced while open", () -> begin(intents, "i1"));
      Files.writeString(file(), BULK);
      assertRefused("moved, deleted or replaced while open", () -> begin(intents, "i1"));
      Files.delete(file());
      Files.move(away, file());
      begin(intents, "i1");
    }
    assertAllThere(2);
  }

  @Test
  void begin_lockedByAnotherProcessForTooLong_isReportedAndContinuesAfter() throws Exception {
    try (SqliteStore store = new SqliteStore(file())) {
      IntentStore<String, NoSensitivePayload> intents = intents(store);
      set(store, "PRAGMA busy_timeout = 50");
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement lock = other.createStatement()) {
        lock.execute("BEGIN IMMEDIATE");
        assertRefused("locked by another process for too long", () -> begin(intents, "i0"));
        lock.execute("ROLLBACK");
      }
      begin(intents, "i0");
    }
    assertAllThere(1);
  }

  @Test
  void at_emptyFile_isRefused() throws IOException {
    Files.createFile(file());
    assertRefused("is an empty file, which no journal ever is", () -> new SqliteStore(file()));
    assertEquals(0, Files.size(file()));
    Files.delete(file());
    filled(1);
    assertAllThere(1);
  }

  @Test
  void at_mainFileAloneOfAJournalInUse_isRefusedUntouched() throws IOException {
    Path copy = folder.resolve("copy.db");
    try (SqliteStore store = new SqliteStore(file())) {
      // From the beginning, whatever is in the log.
      Files.copy(file(), folder.resolve("before.db"));
      begin(intents(store), "i0");
      Files.copy(file(), copy);
    }
    byte[] bytes = Files.readAllBytes(copy);

    for (Path lost : List.of(folder.resolve("before.db"), copy)) {
      assertRefused(
          "its log " + lost.getFileName() + "-wal is missing", () -> new SqliteStore(lost));
      assertFalse(Files.exists(folder.resolve(lost.getFileName() + "-wal")));
    }
    assertArrayEquals(bytes, Files.readAllBytes(copy));
    assertAllThere(1);
  }

  @Test
  void at_mainFileWithAnEmptyLog_isOpenedAsWhoeverAddedTheLogWants() throws IOException {
    Path copy = folder.resolve("copy.db");
    try (SqliteStore store = new SqliteStore(file())) {
      begin(intents(store), "i0");
      Files.copy(file(), copy);
    }
    Files.createFile(folder.resolve("copy.db-wal"));

    try (SqliteStore store = new SqliteStore(copy)) {
      assertTrue(intents(store).find("i0").isEmpty());
      begin(intents(store), "i0");
    }
  }

  @Test
  void at_bothFilesOfAJournalInUse_hasEverything() throws IOException {
    try (SqliteStore store = new SqliteStore(file())) {
      begin(intents(store), "i0");
      Files.copy(file(), folder.resolve("copy.db"));
      Files.copy(folder.resolve("journal.db-wal"), folder.resolve("copy.db-wal"));
    }
    try (SqliteStore store = new SqliteStore(folder.resolve("copy.db"))) {
      assertTrue(intents(store).find("i0").isPresent());
    }
  }

  @Test
  void at_logAlone_isRefusedAndKept() throws IOException {
    Path log = folder.resolve("copy.db-wal");
    try (SqliteStore store = new SqliteStore(file())) {
      begin(intents(store), "i0");
      Files.copy(folder.resolve("journal.db-wal"), log);
    }
    byte[] bytes = Files.readAllBytes(log);

    assertRefused("but its log copy.db-wal is", () -> new SqliteStore(folder.resolve("copy.db")));
    Files.createFile(folder.resolve("copy.db"));
    assertRefused("is an empty file", () -> new SqliteStore(folder.resolve("copy.db")));

    assertArrayEquals(bytes, Files.readAllBytes(log));
  }

  @Test
  void at_mainFileOfAClosedJournal_hasEverything() throws IOException {
    filled(3);
    assertFalse(Files.exists(folder.resolve("journal.db-wal")));
    Files.move(file(), folder.resolve("moved.db"));
    try (SqliteStore store = new SqliteStore(folder.resolve("moved.db"))) {
      assertTrue(intents(store).find("i2").isPresent());
    }
  }

  @Test
  void close_byOneOfTwo_leavesTheJournalMarkedAsInUse() throws IOException {
    try (SqliteStore store = new SqliteStore(file())) {
      new SqliteStore(file()).close();
      store.maintain();
      begin(intents(store), "i0");
      Files.copy(file(), folder.resolve("copy.db"));
    }
    assertRefused("is missing", () -> new SqliteStore(folder.resolve("copy.db")));
    assertAllThere(1);
  }

  @Test
  void close_markThatCannotBeWritten_leavesTheLog() throws Exception {
    try (SqliteStore store = new SqliteStore(file())) {
      begin(intents(store), "i0");
      // Acts like a full disk.
      set(store, "PRAGMA query_only = ON");
    }
    assertTrue(Files.exists(folder.resolve("journal.db-wal")));
    assertAllThere(1);
  }

  @Test
  void at_newJournal_leavesNoTemporaryFile() throws IOException {
    filled(1);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file()), files.toList());
    }
  }

  @Test
  void at_anyFileOfAJournal_isReadableByItsOwnerOnly() throws IOException {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
    try (SqliteStore store = new SqliteStore(file())) {
      begin(intents(store), "i0");
      store.backupTo(folder.resolve("copy.db"), (bytes, total) -> {});
      for (String name : List.of("journal.db", "journal.db-wal", "journal.db-shm", "copy.db")) {
        assertEquals(owner, Files.getPosixFilePermissions(folder.resolve(name)), name);
      }
    }
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    new SqliteStore(file()).close();
    assertEquals(owner, Files.getPosixFilePermissions(file()));
  }

  /** Tests that writes wait for the disk: otherwise a power cut would undo them. */
  @Test
  void write_everyConnectionOfAJournal_waitsForTheDisk() throws Exception {
    try (SqliteStore store = new SqliteStore(file())) {
      Store.Work<Integer> synchronous =
          session -> session.first("PRAGMA synchronous", row -> row.getInt(1));
      assertEquals(2, store.write(synchronous));
      assertEquals(2, store.read(synchronous));
    }
  }
}
