package io.yiwang.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.PayloadCipher;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mariadb.jdbc.MariaDbDataSource;

/** Tests a journal in MariaDB, by MariaDB's own driver. */
@Timeout(180)
@Tag("proof")
@EnabledIf("io.yiwang.journal.MariaDbServer#isAvailable")
class MariaDbJournalTest extends JournalContract {
  private static final PayloadCipher CIPHER = new AesGcmCipher("k1", KEY);
  private final List<HikariDataSource> pools = new ArrayList<>();

  /** A pool, as applications use one. */
  private HikariDataSource pool;

  String driver() {
    return "mariadb";
  }

  /** Returns the database that all tests of this class share. */
  String shared() throws Exception {
    return "journal";
  }

  @Override
  protected Journal open(@Nullable PayloadCipher cipher) throws Exception {
    if (pool == null) {
      pool = pool(shared(), "yiwang", "");
    }
    return cipher == null ? Journal.on(pool) : Journal.on(pool, cipher);
  }

  /** Returns a text as this driver reads it in its URL. */
  String inUrl(String text) {
    return text;
  }

  private HikariDataSource pool(String database, String user, String more) throws Exception {
    HikariDataSource source = new HikariDataSource();
    pools.add(source);
    source.setJdbcUrl(MariaDbServer.shared().url(driver(), database, user, more));
    source.setMaximumPoolSize(16);
    source.setMinimumIdle(0);
    source.setConnectionTimeout(20_000);
    return source;
  }

  @AfterEach
  void closePools() {
    pools.forEach(HikariDataSource::close);
  }

  /** Returns a name for a database or a user that no other test uses. */
  private static String fresh(String what) {
    return what + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
  }

  private static String database() throws Exception {
    String name = fresh("db");
    MariaDbServer.shared().run("journal", "CREATE DATABASE " + name);
    return name;
  }

  private static String user(String rights, String on) throws Exception {
    String name = fresh("u");
    MariaDbServer.shared()
        .run(
            "journal",
            "CREATE USER '" + name + "'@'%' IDENTIFIED BY 'yiwang'",
            "GRANT " + rights + " ON " + on + ".* TO '" + name + "'@'%'");
    return name;
  }

  private static JournalException refused(DataSource source) {
    return assertThrows(JournalException.class, () -> Journal.on(source));
  }

  private static void says(JournalException e, String what) {
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  @Test
  void on_newDatabaseByManyNodesAtOnce_createsItsTablesOnce() throws Exception {
    DataSource fresh = pool(database(), "yiwang", "");
    List<Callable<Journal>> nodes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      nodes.add(() -> Journal.on(fresh));
    }
    for (Journal node : atOnce(nodes)) {
      assertInstanceOf(
          BeginResult.class,
          node.intents("zhejiang", kind, Payload.class, NoSensitivePayload.class)
              .begin(Draft.of("a", "NEW", payload("a")), LEASE));
    }
  }

  @Test
  void on_tablesThatWereHalfCreated_areCompleted() throws Exception {
    String database = database();
    MariaDbServer.shared()
        .run(
            database,
            new MySqlDialect(Tables.DEFAULT)
                .statements("V6__journal.sql")
                .subList(0, 3)
                .toArray(new String[0]));
    SamplePayments.once(Journal.on(pool(database, "yiwang", "")), kind);
  }

  @Test
  void on_newerSchema_isOpenedIfItAllowsThisVersion() throws Exception {
    String database = database();
    DataSource source = pool(database, "yiwang", "");
    Journal.on(source).close();
    MariaDbServer.shared()
        .run(database, "INSERT INTO yiwang_schema (version, usable_by) VALUES (7, 6)");
    SamplePayments.once(Journal.on(source), kind);
    MariaDbServer.shared().run(database, "INSERT INTO yiwang_schema (version) VALUES (8)");
    says(refused(source), "schema is version 8, and this version of Yiwang knows 6");
  }

  @Test
  void on_roleThatMayOnlyWriteRows_isEnoughIfTheTablesExist() throws Exception {
    String database = database();
    DataSource writer = pool(database, user("SELECT, INSERT, UPDATE, DELETE", database), "");
    says(
        refused(writer),
        "the journal's tables are not there, and the journal may not make them; have your DBA run"
            + " yiwang-journal/mysql/V6__journal.sql from the jar");

    MariaDbServer.shared()
        .run(
            database,
            new MySqlDialect(Tables.DEFAULT).statements("V6__journal.sql").toArray(new String[0]));

    SamplePayments.once(Journal.on(writer), kind);
  }

  @Test
  void on_roleThatMayOnlyRead_errorNamesThePrivilege() throws Exception {
    String database = database();
    Journal.on(pool(database, "yiwang", "")).close();
    says(
        refused(pool(database, user("SELECT", database), "")),
        "grant it CREATE and INDEX on the database for the first start");
  }

  @Test
  void on_unknownUserOrDatabase_isReported() throws Exception {
    HikariDataSource nobody = pool(shared(), "nobody", "");
    nobody.setConnectionTimeout(1000);
    says(refused(nobody), "refused to log this user in");
    HikariDataSource nowhere = pool("nowhere", "yiwang", "");
    nowhere.setConnectionTimeout(1000);
    says(refused(nowhere), "does not exist on that server");
    says(refused(pool("", "yiwang", "")), "data source names no database");
  }

  @Test
  void builder_schemaAndPrefix_keepJournalsApart() throws Exception {
    String other = database();
    DataSource shared = pool(database(), "yiwang", "");
    Journal plain = Journal.on(shared);
    Journal elsewhere = Journal.builder(shared).schema(other).open();
    Journal prefixed = Journal.builder(shared).tablePrefix("gov_").open();
    for (Journal each : List.of(plain, elsewhere, prefixed)) {
      SamplePayments.once(each, kind);
    }
    for (Journal each : List.of(plain, elsewhere, prefixed)) {
      assertEquals(1, each.purge(NONE));
    }
    SamplePayments.once(Journal.builder(pool("", "yiwang", "")).schema(other).open(), kind);
  }

  /** Tests time zones with a large offset. */
  @Test
  void begin_sessionOfAnotherTimeZone_hasTheRightTime() throws Exception {
    for (String zone : List.of("+13:00", "-11:00")) {
      Journal there =
          Journal.on(pool(shared(), "yiwang", "&sessionVariables=time_zone='" + inUrl(zone) + "'"));
      Instant at =
          there
                      .intents("zhejiang", kind + zone, Payload.class, NoSensitivePayload.class)
                      .begin(Draft.of("a", "NEW", payload("a")), LEASE)
                  instanceof BeginResult.Started<Payload, NoSensitivePayload> started
              ? started.claim().entry().createdAt()
              : Instant.EPOCH;
      assertTrue(Duration.between(at, Instant.now()).abs().toMinutes() < 5, at::toString);
    }
  }

  @Test
  void on_sessionThatTruncatesTexts_isRefused() throws Exception {
    says(
        refused(
            pool(
                "journal",
                "yiwang",
                "&jdbcCompliantTruncation=false&sessionVariables=sql_mode='ANSI'")),
        "add STRICT_TRANS_TABLES to its sql_mode");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Double quotes enclose names, and backslashes have no meaning.
        "sql_mode='ANSI,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES'",
        "sql_mode='ORACLE,STRICT_ALL_TABLES'",
        "sql_mode='EMPTY_STRING_IS_NULL,SIMULTANEOUS_ASSIGNMENT,STRICT_TRANS_TABLES'",
        "sql_mode='TRADITIONAL,PAD_CHAR_TO_FULL_LENGTH,ONLY_FULL_GROUP_BY'",
        "completion_type=1",
        "collation_connection=utf8mb4_general_ci",
        "tx_isolation='READ-UNCOMMITTED'",
        "tx_isolation='READ-COMMITTED'",
      })
  void begin_sessionOfOtherSettings_writesTheSame(String settings) throws Exception {
    Journal there = Journal.on(pool(shared(), "yiwang", "&sessionVariables=" + settings), CIPHER);
    SamplePayments.once(there, kind);
    assertNotNull(intents.find("once").orElseThrow().finishedAt());
    there.purge(Duration.ZERO);
  }

  @Test
  void on_sessionWithSafeUpdates_isRefused() throws Exception {
    says(
        refused(pool(shared(), "yiwang", "&sessionVariables=sql_safe_updates=1")),
        "set sql_safe_updates to 0");
  }

  /** Tests that the tables declare their own character set. */
  @ParameterizedTest
  @ValueSource(strings = {"utf8mb3 COLLATE utf8mb3_general_ci", "latin1", "gbk"})
  void begin_databaseOfOtherCharacters_writesTheSame(String characters) throws Exception {
    String database = fresh("db");
    MariaDbServer.shared()
        .run("journal", "CREATE DATABASE " + database + " CHARACTER SET " + characters);
    IntentStore<Payload, NoSensitivePayload> there =
        Journal.on(pool(database, "yiwang", ""), CIPHER)
            .intents("zhejiang", kind, Payload.class, NoSensitivePayload.class);
    for (String id : List.of("Ab", "aB")) {
      assertInstanceOf(
          BeginResult.Started.class,
          there.begin(
              Draft.<Payload, NoSensitivePayload>of(id, "𠮷é大😀" + id, payload(id)).lane("大😀"),
              LEASE));
      assertEquals("𠮷é大😀" + id, there.find(id).orElseThrow().state());
    }
  }

  @Test
  void begin_laneThatIsTooLong_isReportedAndNothingIsWritten() {
    var e =
        assertThrows(
            JournalException.class, () -> intents.begin(draft("a").lane("l".repeat(251)), LEASE));
    says(e, "has no room for a text that long");
    assertTrue(intents.find("a").isEmpty());
    started(draft("a").lane("大".repeat(250)), LEASE);
  }

  @Test
  void begin_unrelatedPaymentsUnderSerializable_allSucceed() throws Exception {
    HikariDataSource strict = pool(shared(), "yiwang", "");
    strict.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
    SamplePayments.at16Once(Journal.on(strict, CIPHER), kind);
  }

  @Test
  void begin_unrelatedPaymentsAtOnce_allSucceed() throws Exception {
    SamplePayments.at16Once(journal, kind);
  }

  @Test
  void begin_poolWithoutAutocommit_isCommitted() throws Exception {
    HikariDataSource manual = pool(shared(), "yiwang", "");
    manual.setAutoCommit(false);
    SamplePayments.once(Journal.on(manual, CIPHER), kind);
    assertNotNull(intents.find("once").orElseThrow().finishedAt());
  }

  @Test
  void begin_connectionOfSomebodysTransaction_isRefusedAndNotCommitted() throws Exception {
    String database = database();
    MariaDbServer.shared().run(database, "CREATE TABLE theirs (id INTEGER) ENGINE = InnoDB");
    try (Connection transaction =
        DriverManager.getConnection(MariaDbServer.shared().url(driver(), database))) {
      ForeignTransaction.isRefused(transaction, pool(database, "yiwang", ""), kind);
    }
  }

  @Test
  void begin_connectionInATransactionBegunBySql_isRefusedAndNotCommitted() throws Exception {
    String database = database();
    MariaDbServer.shared().run(database, "CREATE TABLE theirs (id INTEGER) ENGINE = InnoDB");
    try (Connection transaction =
        DriverManager.getConnection(MariaDbServer.shared().url(driver(), database))) {
      ForeignTransaction.isRefused(transaction, pool(database, "yiwang", ""), kind, true);
    }
  }

  /** Returns a connection that can take part in distributed transactions. */
  XAConnection distributed() throws Exception {
    MariaDbDataSource source = new MariaDbDataSource();
    source.setUrl(MariaDbServer.shared().url(driver(), shared()));
    return source.getXAConnection();
  }

  @Test
  void begin_connectionOfADistributedTransaction_isRefusedAndAddsNothingToIt() throws Exception {
    XAConnection enlisted = distributed();
    Thread here = Thread.currentThread();
    AtomicBoolean inBranch = new AtomicBoolean();
    DataSource aware =
        (DataSource)
            Proxy.newProxyInstance(
                MariaDbJournalTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) ->
                    inBranch.get() && Thread.currentThread() == here
                        ? enlisted.getConnection()
                        : pool.getConnection());
    Xid branch = new Branch(UUID.randomUUID().toString());
    try {
      IntentStore<Payload, NoSensitivePayload> there =
          Journal.on(aware, CIPHER)
              .intents("zhejiang", kind, Payload.class, NoSensitivePayload.class);
      enlisted.getXAResource().start(branch, XAResource.TMNOFLAGS);
      inBranch.set(true);
      Draft<Payload, NoSensitivePayload> draft = Draft.of("a", "NEW", payload("a"));
      says(
          assertThrows(JournalException.class, () -> there.begin(draft, LEASE)),
          "part of somebody's transaction");
      says(
          assertThrows(
              JournalException.class,
              () -> there.begin(draft.exclusiveNames(Set.of(kind + "n")), LEASE)),
          "part of somebody's transaction");
      inBranch.set(false);
      enlisted.getXAResource().end(branch, XAResource.TMSUCCESS);
      enlisted.getXAResource().commit(branch, true);

      assertTrue(there.find("a").isEmpty());
      started(draft("a"), LEASE);
    } finally {
      enlisted.close();
    }
  }

  /** Names a branch of a distributed transaction. */
  private record Branch(String name) implements Xid {
    @Override
    public byte[] getGlobalTransactionId() {
      return name.getBytes(UTF_8);
    }

    @Override
    public int getFormatId() {
      return 1;
    }

    @Override
    public byte[] getBranchQualifier() {
      return new byte[] {1};
    }
  }

  @Test
  void find_connectionThatTheServerEnded_isReportedAndWorksAgainAfter() throws Exception {
    HikariDataSource one = pool(shared(), "yiwang", "");
    one.setMaximumPoolSize(1);
    IntentStore<Payload, NoSensitivePayload> cut =
        Journal.on(one).intents("zhejiang", kind, Payload.class, NoSensitivePayload.class);
    long id;
    try (Connection connection = one.getConnection();
        var row = connection.createStatement().executeQuery("SELECT CONNECTION_ID()")) {
      row.next();
      id = row.getLong(1);
    }
    MariaDbServer.shared().run("journal", "KILL " + id);

    says(assertThrows(JournalException.class, () -> cut.find("a")), "connection lost");
    assertTrue(cut.find("a").isEmpty());
  }

  @Test
  void claim_lockThatSomebodyHolds_isReportedAfterItsTimeOut() throws Exception {
    started(draft("a"), NONE);
    IntentStore<Payload, NoSensitivePayload> hurried =
        Journal.on(pool(shared(), "yiwang", "&sessionVariables=innodb_lock_wait_timeout=1"))
            .intents("zhejiang", kind, Payload.class, NoSensitivePayload.class);
    try (Connection other =
        DriverManager.getConnection(MariaDbServer.shared().url(driver(), shared()))) {
      other.setAutoCommit(false);
      other
          .createStatement()
          .execute("UPDATE yiwang_intent SET tries = 7 WHERE kind = '" + kind + "'");
      var e = assertThrows(JournalException.class, () -> hurried.claim("a", LEASE));
      says(e, "innodb_lock_wait_timeout");
      other.rollback();
    }
    assertTrue(hurried.claim("a", LEASE).isPresent());
  }

  /** Tests that the server's texts, which quote keys and values, are left out. */
  @Test
  void begin_errorThatQuotesTheRow_keepsItsCauseWithoutTheRow() throws Exception {
    String database = database();
    DataSource source = pool(database, "yiwang", "");
    IntentStore<Payload, NoSensitivePayload> quoting =
        Journal.on(source).intents("zhejiang", kind, Payload.class, NoSensitivePayload.class);
    MariaDbServer.shared()
        .run(database, "ALTER TABLE yiwang_intent ADD CONSTRAINT c CHECK (id <> 'secret-id')");
    var e =
        assertThrows(
            JournalException.class,
            () -> quoting.begin(Draft.of("secret-id", "NEW", payload("secret-book")), LEASE));
    StringWriter all = new StringWriter();
    e.printStackTrace(new PrintWriter(all));
    assertTrue(all.toString().contains("4025"), all::toString);
    assertTrue(!all.toString().toLowerCase(Locale.ROOT).contains("secret"), all::toString);
    assertInstanceOf(SQLException.class, e.getCause());
  }

  @Test
  void backupTo_mariaDb_namesTheDatabasesTools() {
    var e =
        assertThrows(
            UnsupportedOperationException.class, () -> journal.backupTo(Path.of("nowhere")));
    assertTrue(e.getMessage().contains("mariadb-backup"), e.getMessage());
    assertEquals(Erasure.Remnants.IN_DEAD_ROWS, journal.erase(kind).remnants());
  }

  /** Counts the rows that the server has read, so that no clock is needed. */
  @Test
  void queries_manyFinished_readNoMoreRows() throws Exception {
    String database = database();
    HikariDataSource one = pool(database, "yiwang", "");
    one.setMaximumPoolSize(1);
    one.setMinimumIdle(1);
    Journal own = Journal.on(one);
    IntentStore<Payload, NoSensitivePayload> open =
        own.intents("zhejiang", kind, Payload.class, NoSensitivePayload.class);
    for (int i = 0; i < 30; i++) {
      open.begin(
          Draft.<Payload, NoSensitivePayload>of("o" + i, "NEW", payload("o")).lane("l" + i % 3),
          LEASE);
    }
    long before = rowsRead(one, own, open);
    for (String also : List.of("zhejiang", "anhui")) {
      MariaDbServer.shared()
          .run(
              database,
              "INSERT INTO yiwang_intent (account, kind, id, state, tries, revision, book,"
                  + " erase_at_end, created_at, updated_at, finished_at, finished_journal_time,"
                  + " lane) SELECT '"
                  + also
                  + "', '"
                  + kind
                  + "', concat('f', seq), 'DONE', 0, 2, '{}', 0, 1, seq, seq, 9000000000000,"
                  + " concat('=l', seq % 5) FROM seq_1_to_5000");
    }
    MariaDbServer.shared().run(database, "ANALYZE TABLE yiwang_intent");

    long after = rowsRead(one, own, open);

    assertTrue(after <= before * 1.5 + 10, before + " rows, then " + after);
  }

  private static long rowsRead(
      DataSource source, Journal journal, IntentStore<Payload, NoSensitivePayload> intents)
      throws Exception {
    long before = rowsRead(source);
    intents.claimDue(5, LEASE);
    intents.backlog();
    intents.unfinished(entry -> {});
    journal.unserved();
    journal.purge("zhejiang", Duration.ofDays(3650));
    return rowsRead(source) - before;
  }

  private static long rowsRead(DataSource source) throws SQLException {
    long sum = 0;
    try (Connection connection = source.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SHOW SESSION STATUS LIKE 'Handler_read%'")) {
      while (rows.next()) {
        sum += rows.getLong(2);
      }
    }
    return sum;
  }
}
