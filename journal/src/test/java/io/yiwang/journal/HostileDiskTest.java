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
 * Whatever the disk does to a journal's file, its user is told, and nothing acknowledged is gone.
 */
@Timeout(60)
class HostileDiskTest {
  private static final String BULK = "x".repeat(2000);

  @TempDir private Path folder;

  private static IntentStore<String, NoSensitivePayload> intents(Store store) {
    return new IntentStore<>(
        store,
        new Served(store, new JournalListener() {}, System::nanoTime),
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
          journal.intents(
              "zhejiang", "crash", JournalContract.Book.class, NoSensitivePayload.class);
      acknowledged.forEach(id -> assertTrue(intents.find(id).isPresent(), id));
    }
  }

  @Test
  void at_fileThatMayNotBeWritten_isReportedAndStays() throws Exception {
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
  void at_folderThatNobodyMayWrite_isReported() {
    Path kernels = Path.of("/proc");
    assumeTrue(Files.isDirectory(kernels));
    told("its folder must exist and be writable", () -> new SqliteStore(kernels.resolve("j.db")));
  }

  @Test
  void at_fileCutShort_isReportedAndLeftAsItIs() throws Exception {
    filled(50);
    long half = Files.size(file()) / 2;
    try (RandomAccessFile cut = new RandomAccessFile(file().toFile(), "rw")) {
      cut.setLength(half);
    }
    told("is damaged", () -> new SqliteStore(file()));
    assertEquals(half, Files.size(file()));
  }

  @Test
  void at_fileReplacedByGarbage_isReportedAndLeftAsItIs() throws Exception {
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
      IntentStore<String, NoSensitivePayload> intents = intents(store);
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
  void begin_lockedByAnotherProcessForTooLong_isReportedAndContinuesAfter() throws Exception {
    try (SqliteStore store = new SqliteStore(file())) {
      IntentStore<String, NoSensitivePayload> intents = intents(store);
      set(store, "PRAGMA busy_timeout = 50");
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
          Statement lock = other.createStatement()) {
        lock.execute("BEGIN IMMEDIATE");
        told("locked by another process for too long", () -> begin(intents, "i0"));
        lock.execute("ROLLBACK");
      }
      begin(intents, "i0");
    }
    allThere(1);
  }

  @Test
  void at_emptyFile_isRefused() throws IOException {
    Files.createFile(file());
    told("is an empty file, which no journal ever is", () -> new SqliteStore(file()));
    assertEquals(0, Files.size(file()));
    Files.delete(file());
    filled(1);
    allThere(1);
  }

  @Test
  void at_mainFileAloneOfAJournalInUse_isRefusedUntouched() throws IOException {
    Path copy = folder.resolve("copy.db");
    try (SqliteStore store = new SqliteStore(file())) {
      // From the first instant, and whatever the log has.
      Files.copy(file(), folder.resolve("before.db"));
      begin(intents(store), "i0");
      Files.copy(file(), copy);
    }
    byte[] bytes = Files.readAllBytes(copy);

    for (Path lost : List.of(folder.resolve("before.db"), copy)) {
      told("its log " + lost.getFileName() + "-wal is missing", () -> new SqliteStore(lost));
      assertFalse(Files.exists(folder.resolve(lost.getFileName() + "-wal")));
    }
    assertArrayEquals(bytes, Files.readAllBytes(copy));
    allThere(1);
  }

  @Test
  void at_mainFileAloneWithAnEmptyLog_isTakenAtTheWordOfWhoPutItThere() throws IOException {
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
  void at_bothFilesOfAJournalInUse_haveAll() throws IOException {
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

    told("but its log copy.db-wal is", () -> new SqliteStore(folder.resolve("copy.db")));
    Files.createFile(folder.resolve("copy.db"));
    told("is an empty file", () -> new SqliteStore(folder.resolve("copy.db")));

    assertArrayEquals(bytes, Files.readAllBytes(log));
  }

  @Test
  void at_mainFileAloneOfAClosedJournal_hasAll() throws IOException {
    filled(3);
    assertFalse(Files.exists(folder.resolve("journal.db-wal")));
    Files.move(file(), folder.resolve("moved.db"));
    try (SqliteStore store = new SqliteStore(folder.resolve("moved.db"))) {
      assertTrue(intents(store).find("i2").isPresent());
    }
  }

  @Test
  void close_byOneOfTwo_leavesTheOthersJournalInUse() throws IOException {
    try (SqliteStore store = new SqliteStore(file())) {
      new SqliteStore(file()).close();
      store.keep();
      begin(intents(store), "i0");
      Files.copy(file(), folder.resolve("copy.db"));
    }
    told("is missing", () -> new SqliteStore(folder.resolve("copy.db")));
    allThere(1);
  }

  @Test
  void close_whereTheEndCannotBeWritten_leavesTheLogForTheNext() throws Exception {
    try (SqliteStore store = new SqliteStore(file())) {
      begin(intents(store), "i0");
      // As on a disk that takes nothing more.
      set(store, "PRAGMA query_only = ON");
    }
    assertTrue(Files.exists(folder.resolve("journal.db-wal")));
    allThere(1);
  }

  @Test
  void at_newJournal_leavesNothingHalfBesideIt() throws IOException {
    filled(1);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file()), files.toList());
    }
  }

  @Test
  void at_anyFileOfAJournal_isForItsOwnerAlone() throws IOException {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
    try (SqliteStore store = new SqliteStore(file())) {
      begin(intents(store), "i0");
      store.backupTo(folder.resolve("copy.db"), (bytes, of) -> {});
      for (String name : List.of("journal.db", "journal.db-wal", "journal.db-shm", "copy.db")) {
        assertEquals(owner, Files.getPosixFilePermissions(folder.resolve(name)), name);
      }
    }
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    new SqliteStore(file()).close();
    assertEquals(owner, Files.getPosixFilePermissions(file()));
  }

  /** Durable is what the disk has: with anything less, a power cut takes it back. */
  @Test
  void write_everyConnectionOfAJournal_waitsForTheDisk() throws Exception {
    try (SqliteStore store = new SqliteStore(file())) {
      for (Store.Work<Integer> asked :
          List.<Store.Work<Integer>>of(
              session -> session.first("PRAGMA synchronous", row -> row.getInt(1)))) {
        assertEquals(2, store.write(asked));
        assertEquals(2, store.read(asked));
      }
    }
  }
}
