package io.yiwang.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.signing.PayloadCipher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that what is erased is in no byte of the journal's files, or that the journal reports that
 * it still is.
 */
@Timeout(120)
class ErasureTest {
  private static final Duration LEASE = Duration.ofMinutes(1);

  record Person(String text) {}

  /** Leaves the text unencrypted, so that a test can search for it. */
  private static final class InClear implements PayloadCipher {
    @Override
    public String keyId() {
      return "k";
    }

    @Override
    public Set<String> keyIds() {
      return Set.of("k");
    }

    @Override
    public byte[] encrypt(byte[] plain, byte[] associated) {
      return plain;
    }

    @Override
    public byte[] decrypt(String keyId, byte[] encrypted, byte[] associated) {
      return encrypted;
    }

    @Override
    public byte[] digest(String keyId, byte[] text) {
      byte[] digest = new byte[24];
      System.arraycopy(text, 0, digest, 0, 24);
      return digest;
    }
  }

  @TempDir private Path folder;
  private Journal journal;
  private IntentStore<String, Person> intents;

  @BeforeEach
  void open() {
    journal = Journal.at(folder.resolve("journal.db"), new InClear());
    intents = journal.intents("zhejiang", "erasure", String.class, Person.class);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private Claim<String, Person> begin(String id, String subject, String text) {
    return ((BeginResult.Started<String, Person>)
            intents.begin(
                Draft.<String, Person>of(id, "NEW", "b")
                    .sensitivePayload(subject, new Person(text)),
                LEASE))
        .claim();
  }

  private boolean onDisk(String text) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (new String(Files.readAllBytes(file), ISO_8859_1).contains(text)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Opens a reader that keeps the log in use until it is closed, as a report or a backup does. */
  private Connection reading() throws SQLException {
    Connection connection =
        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      statement.execute("SELECT count(*) FROM yiwang_intent");
    }
    return connection;
  }

  @Test
  void erase_finishedIntent_isInNoFile() throws Exception {
    begin("a", "s", "MARKED").finish("DONE", "b");
    assertTrue(onDisk("MARKED"));

    assertEquals(new Erasure(1, 0, Erasure.Remnants.NONE), journal.erase("s"));

    assertFalse(onDisk("MARKED"));
  }

  @Test
  void erase_logInUse_reportsThatItIsInTheLog() throws Exception {
    begin("a", "s", "MARKED");
    try (Connection reader = reading()) {
      intents.claim("a", LEASE);
      sql("UPDATE yiwang_intent SET leased_until = 0");
      intents.claim("a", LEASE).orElseThrow().finish("DONE", "b");

      Erasure erasure = journal.erase("s");

      assertEquals(Erasure.Remnants.IN_THE_LOG, erasure.remnants());
      assertFalse(erasure.isComplete());
      assertTrue(onDisk("MARKED"));
      assertEquals(Erasure.Remnants.IN_THE_LOG, journal.compact());
      assertFalse(reader.isClosed());
    }
    assertEquals(Erasure.Remnants.NONE, journal.compact());
    assertFalse(onDisk("MARKED"));
  }

  private void sql(String statement) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  @Test
  void erase_unfinishedIntent_isReportedAndErasedWhenItEnds() throws Exception {
    Claim<String, Person> claim = begin("a", "s", "MARKED");

    Erasure erasure = journal.erase("s");
    assertEquals(1, erasure.atTheirEnd());
    assertFalse(erasure.isComplete());

    claim.advance("NEXT", "b", LEASE);
    claim.finish("DONE", "b");
    assertEquals(Erasure.Remnants.NONE, journal.compact());
    assertFalse(onDisk("MARKED"));
  }

  /**
   * Tests the two ways in which messages end: delivered, with the receipt in place of the text, or
   * discarded.
   */
  @Test
  void compact_deliveredAndDiscarded_areInNoFile() throws Exception {
    Claim<String, Person> delivered = begin("a", "s", "MARKED-A");
    Claim<String, Person> discarded = begin("b", "s", "MARKED-B");
    var ending = new IntentStore.Ending<>(delivered, "DELIVERED", "b", new Person("receipt"));
    assertEquals("Ending[DELIVERED]", ending.toString(), "it shows nothing that it holds");
    intents.finishAll(List.of(ending));
    discarded.finishAndErase("REFUSED", "b");

    assertEquals(Erasure.Remnants.NONE, journal.compact());

    assertFalse(onDisk("MARKED-A"));
    assertFalse(onDisk("MARKED-B"));
    assertTrue(onDisk("receipt"));
  }

  @Test
  void purge_finishedIntents_areInNoFileOnceTheJournalIsClosed() throws Exception {
    begin("a", "s", "MARKED").finish("DONE", "b");
    assertEquals(1, journal.purge(Duration.ZERO));
    journal.close();
    assertFalse(onDisk("MARKED"));
  }

  /**
   * Tests rows that were moved because they have grown: SQLite does not overwrite their former
   * place.
   */
  @Test
  void erase_rowsThatHaveMoved_isCompleteOrReportsThatItIsNot() throws Exception {
    Random random = new Random(17);
    List<Claim<String, Person>> claims = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      claims.add(begin("i" + i, i % 2 == 0 ? "s" : "t" + i, (i % 2 == 0 ? "MARKED" : "other") + i));
    }
    sql("UPDATE yiwang_intent SET subject = subject || 'PADDING'");
    sql("UPDATE yiwang_intent SET subject = replace(subject, 'PADDING', '')");
    for (Claim<String, Person> claim : claims) {
      claim.finish("DONE", "x".repeat(random.nextInt(900)));
    }
    assertTrue(onDisk("MARKED"));

    Erasure erasure = journal.erase("s");

    assertEquals(150, erasure.now());
    assertEquals(onDisk("MARKED") || onDisk(digest("s")), !erasure.isComplete());
    assertEquals(Erasure.Remnants.NONE, journal.compact());
    assertFalse(onDisk("MARKED"));
    assertFalse(onDisk(digest("s")));
    assertTrue(onDisk(digest("t1")));
    assertTrue(journal.erase("s").isComplete());
  }

  /** Returns a subject's digest as {@link Digests} writes it with this cipher. */
  private static String digest(String subject) throws Exception {
    return "k:"
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(new InClear().digest("k", Digests.plain(subject).getBytes(US_ASCII)));
  }

  @Test
  void erase_copyInAnUnusedPartOfTheFile_reportsFreeSpace() throws Exception {
    begin("a", "s", "MARKED-where-nobody-looks").finish("DONE", "b");
    journal.close();
    // In the file, but in no row.
    Files.write(
        folder.resolve("journal.db"),
        "MARKED-where-nobody-looks".getBytes(US_ASCII),
        StandardOpenOption.APPEND);
    open();

    assertEquals(Erasure.Remnants.IN_FREE_SPACE, journal.erase("s").remnants());
  }
}
