package io.yiwang.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.PayloadCipher;
import io.yiwang.value.Confidential;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteJournalTest extends JournalContract {
  @TempDir Path folder;

  @Override
  protected Journal open(@Nullable PayloadCipher cipher) {
    Path file = folder.resolve("journal.db");
    return cipher == null ? Journal.at(file) : Journal.at(file, cipher);
  }

  private boolean onDisk(String text) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (new String(Files.readAllBytes(file), ISO_8859_1)
            .contains(new String(text.getBytes(UTF_8), ISO_8859_1))) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void begin_personalDataAndNames_areNotOnDiskUnencrypted() throws Exception {
    started(
        draft("visible-id")
            .exclusiveNames(Set.of("a-taken-name"))
            .sensitivePayload("the-subject", new Person("the-text", Confidential.of("the-phone"))),
        LEASE);

    assertTrue(onDisk("visible-id"));
    for (String hidden : List.of("the-text", "the-phone", "the-subject", "a-taken-name")) {
      assertFalse(onDisk(hidden), hidden);
    }
  }

  /**
   * Tests that digests are keyed: an identity number is found in seconds if its plain digest is
   * known.
   */
  @Test
  void begin_subjectAndName_areNotOnDiskAsPlainDigests() throws Exception {
    started(
        draft("a")
            .exclusiveNames(Set.of("a-name"))
            .sensitivePayload("s", new Person("t", Confidential.of("1"))),
        LEASE);

    assertFalse(onDisk(Digests.plain("s")));
    assertFalse(onDisk(Digests.plain("a-name")));
    assertTrue(onDisk("k1:"));
  }

  @Test
  void open_journalWithPlainDigests_findsThemAndReplacesThem() throws Exception {
    journal.close();
    Files.delete(folder.resolve("journal.db"));
    try (Journal keyless = open(null)) {
      IntentStore<Payload, Person> before =
          keyless.intents("zhejiang", kind, Payload.class, Person.class);
      for (int i = 0; i < 1100; i++) {
        before.begin(draft("i" + i).exclusiveNames(Set.of("n" + i)), NONE);
      }
    }
    try (Connection old =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
        Statement statement = old.createStatement()) {
      statement.execute("PRAGMA secure_delete = ON");
      statement.execute(
          "UPDATE yiwang_intent SET subject = '" + Digests.plain("s") + "', personal = x'00'");
    }

    open();

    assertEquals(
        "i1099",
        ((BeginResult.NameTaken<Payload, Person>)
                intents.begin(draft("other").exclusiveNames(Set.of("n1099")), LEASE))
            .holderId());
    assertEquals(1100, journal.erase("s").atTheirEnd());
    assertEquals(Erasure.Remnants.NONE, journal.compact());
    assertFalse(onDisk(Digests.plain("n0")));
    assertFalse(onDisk(Digests.plain("n1099")));
    assertFalse(onDisk(Digests.plain("s")));
  }

  @Test
  void begin_namesWithoutTheCipherThatOthersHave_isRefused() {
    try (Journal keyless = open(null)) {
      IntentStore<Payload, Person> blind =
          keyless.intents("zhejiang", kind, Payload.class, Person.class);
      var e =
          assertThrows(
              JournalException.class,
              () -> blind.begin(draft("a").exclusiveNames(Set.of("n")), LEASE));
      assertTrue(e.getMessage().contains("opened without a cipher"), e.getMessage());
      var also = assertThrows(JournalException.class, () -> keyless.erase("s"));
      assertTrue(also.getMessage().contains("opened without a cipher"), also.getMessage());
    }
  }

  @Test
  void begin_namesWithoutTheKeyThatOthersAreUnder_isRefused() {
    started(
        draft("a")
            .exclusiveNames(Set.of("n"))
            .sensitivePayload("s", new Person("t", Confidential.of("1"))),
        NONE);
    try (Journal forgetful = open(new AesGcmCipher("k2", KEY))) {
      IntentStore<Payload, Person> blind =
          forgetful.intents("zhejiang", kind, Payload.class, Person.class);
      var e =
          assertThrows(
              JournalException.class,
              () -> blind.begin(draft("b").exclusiveNames(Set.of("n")), LEASE));
      assertTrue(e.getMessage().contains("exclusive names under key k1"), e.getMessage());
      var also = assertThrows(JournalException.class, () -> forgetful.erase("s"));
      assertTrue(also.getMessage().contains("subjects under key k1"), also.getMessage());
    }
  }

  @Test
  void find_sensitivePayloadOfAnotherIntent_isRefused() throws Exception {
    Path file = folder.resolve("journal.db");
    started(draft("a").sensitivePayload("s", new Person("of a", Confidential.of("1"))), LEASE);
    started(draft("b").sensitivePayload("s", new Person("of b", Confidential.of("2"))), LEASE);
    IntentStore<Payload, Person> others =
        journal.intents("zhejiang", "other-" + kind, Payload.class, Person.class);
    others.begin(
        draft("a").sensitivePayload("s", new Person("other", Confidential.of("3"))), LEASE);

    for (String from : List.of("kind = '" + kind + "' AND id = 'b'", "kind <> '" + kind + "'")) {
      execute(
          file,
          "UPDATE yiwang_intent SET (personal, key_id) = (SELECT personal, key_id FROM"
              + " yiwang_intent WHERE "
              + from
              + ") WHERE kind = '"
              + kind
              + "' AND id = 'a'");
      var e = assertThrows(JournalException.class, () -> intents.find("a"), from);
      assertTrue(e.getMessage().contains("or it was changed"), e.getMessage());
    }
  }

  @Test
  void purge_finishedLongerAgo_removesTheIntent() {
    started(draft("done"), LEASE).finish("DONE", payload("done"));
    started(draft("open"), LEASE);

    assertEquals(1, journal.purge(Duration.ZERO));

    assertTrue(intents.find("done").isEmpty());
    assertTrue(intents.find("open").isPresent());
  }

  @Test
  void unfinished_moreThanAPage_givesEachOnce() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 503; i++) {
      ids.add("i%03d".formatted(i));
      started(draft(ids.get(i)), LEASE);
    }

    List<String> found = new ArrayList<>();
    intents.unfinished(entry -> found.add(entry.id()));

    // Two may be due in the same millisecond.
    assertEquals(ids, found.stream().sorted().toList());
  }

  @Test
  void at_fileThatIsNotADatabase_isRefusedUntouched() throws Exception {
    Path text = Files.writeString(folder.resolve("letter.txt"), "Dear Sir, ".repeat(1000));
    var e = assertThrows(JournalException.class, () -> Journal.at(text));
    assertTrue(e.getMessage().contains("not a journal but some other file"), e.getMessage());
    assertEquals("Dear Sir, ".repeat(1000), Files.readString(text));
  }

  @Test
  void at_databaseOfAnotherApplication_isRefusedUntouched() throws Exception {
    Path other = folder.resolve("other.db");
    execute(other, "CREATE TABLE customers (name TEXT)");

    var e = assertThrows(JournalException.class, () -> Journal.at(other));

    assertTrue(e.getMessage().contains("database of something else"), e.getMessage());
    execute(other, "INSERT INTO customers VALUES ('x')");
  }

  @Test
  void at_schemaOfANewerYiwang_isRefused() throws Exception {
    execute(folder.resolve("journal.db"), "INSERT INTO yiwang_schema (version) VALUES (99)");

    var e = assertThrows(JournalException.class, () -> open(null));

    assertTrue(e.getMessage().contains("schema is version 99"), e.getMessage());
  }

  @Test
  void at_missingFolder_isReported() {
    var e =
        assertThrows(
            JournalException.class, () -> Journal.at(folder.resolve("missing/journal.db")));
    assertTrue(e.getMessage().contains("journal"), e.getMessage());
  }

  @Test
  void find_damagedFile_isReported() throws Exception {
    for (int i = 0; i < 200; i++) {
      started(draft("i" + i), LEASE);
    }
    journal.close();
    Path file = folder.resolve("journal.db");
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 4096; i < bytes.length; i++) {
      bytes[i] ^= 0x5a;
    }
    Files.write(file, bytes);

    var e = assertThrows(JournalException.class, () -> open(null));

    assertTrue(e.getMessage().contains("is damaged"), e.getMessage());
  }

  @Test
  void begin_afterClose_isReported() {
    journal.close();
    var e = assertThrows(JournalException.class, () -> intents.begin(draft("a"), LEASE));
    assertEquals("the journal is closed", e.getMessage());
  }

  @Test
  void write_manyThreadsSomeFailing_affectsNoOther() throws Exception {
    Claim<Payload, Person> lost = started(draft("lost"), NONE);
    assertTrue(intents.claim("lost", LEASE).isPresent());
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String id = "i" + i;
      work.add(
          i % 4 == 0
              ? () -> {
                assertThrows(LeaseExpiredException.class, () -> lost.finish("X", payload("x")));
                return false;
              }
              : () -> intents.begin(draft(id), LEASE) instanceof BeginResult.Started);
    }
    assertEquals(12, atOnce(work).stream().filter(Boolean::booleanValue).count());
    assertEquals(13, intents.backlog().unfinished());
  }

  @Test
  void write_interruptedThread_isWrittenAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    started(draft("a"), LEASE);
    assertTrue(Thread.interrupted());
    assertTrue(intents.find("a").isPresent());
  }

  /** Prints an id only when the journal has acknowledged it. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) {
      Journal journal = Journal.at(Path.of(args[0]));
      IntentStore<Payload, NoSensitivePayload> intents =
          journal.intents("zhejiang", "crash", Payload.class, NoSensitivePayload.class);
      for (int thread = 0; thread < 4; thread++) {
        String prefix = "t" + thread + "-";
        new Thread(
                () -> {
                  for (int i = 0; ; i++) {
                    intents.begin(Draft.of(prefix + i, "NEW", payload(prefix + i)), LEASE);
                    System.out.println(prefix + i);
                  }
                })
            .start();
      }
    }
  }

  /** Tests files that a killed process left, beside a journal that was moved away. */
  @ParameterizedTest
  @ValueSource(strings = {"-wal", "-shm"})
  void at_missingMainFile_isNotANewJournal(String left) throws Exception {
    Path gone = folder.resolve("gone.db");
    Files.createFile(folder.resolve("gone.db" + left));

    var e = assertThrows(JournalException.class, () -> Journal.at(gone));

    assertTrue(
        e.getMessage().contains("gone.db" + left + " is; put the main file back"), e.getMessage());
    assertFalse(Files.exists(gone));
  }

  @Test
  @Tag("proof")
  void begin_processKilledInTheMiddle_whatWasAcknowledgedIsThere() throws Exception {
    Path file = folder.resolve("crash.db");
    List<String> acknowledged = new ArrayList<>();
    for (int kill = 0; kill < 3; kill++) {
      Path own = Path.of(file + "." + kill);
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Writer.class.getName(),
                  own.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      acknowledged.clear();
      try (BufferedReader out =
          new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
        for (int line = 0; line < 200; line++) {
          acknowledged.add(out.readLine());
        }
        child.toHandle().destroyForcibly();
        child.waitFor();
        // What was acknowledged between the last line read and the kill. The last line may be cut.
        List<String> rest = out.lines().toList();
        acknowledged.addAll(rest.subList(0, Math.max(0, rest.size() - 1)));
      }
      try (Journal survivor = Journal.at(own)) {
        IntentStore<Payload, NoSensitivePayload> intents =
            survivor.intents("zhejiang", "crash", Payload.class, NoSensitivePayload.class);
        for (String id : acknowledged) {
          assertEquals(Optional.of(payload(id)), intents.find(id).map(Entry::payload), id);
        }
      }
    }
  }

  private static void execute(Path file, String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
