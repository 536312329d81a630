package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.PayloadCipher;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.xa.PGXADataSource;
import org.sqlite.SQLiteDataSource;

@Timeout(180)
class PostgresJournalTest extends JournalContract {
  private static final PayloadCipher CIPHER = new AesGcmCipher("k1", KEY);
  private static EmbeddedPostgres postgres;

  /** Connections from a pool, as applications take them. */
  private static HikariDataSource pool;

  @BeforeAll
  static void start() throws Exception {
    postgres = PostgresServer.shared();
    pool = new HikariDataSource();
    pool.setDataSource(postgres.getPostgresDatabase());
  }

  @AfterAll
  static void stop() {
    pool.close();
  }

  @Override
  protected Journal open(@Nullable PayloadCipher cipher) {
    return cipher == null ? Journal.on(pool) : Journal.on(pool, cipher);
  }

  /** The commit counts, whatever a pool does with the connection after it. */
  @Test
  void begin_connectionThatCannotBeGivenBack_isWrittenAllTheSame() {
    DataSource odd = proxy(DataSource.class, (method, arguments) -> oddlyClosed());
    Journal own = Journal.on(odd);
    IntentStore<Book, NoSensitivePayload> theirs =
        own.intents("zhejiang", kind, Book.class, NoSensitivePayload.class);

    Draft<Book, NoSensitivePayload> draft = Draft.of("a", "NEW", payload("a"));
    assertInstanceOf(
        BeginResult.Started.class, theirs.begin(draft.exclusiveNames(Set.of(kind + "n")), LEASE));
    assertEquals("NEW", theirs.find("a").orElseThrow().state());
  }

  private static Connection oddlyClosed() throws SQLException {
    Connection real = pool.getConnection();
    return proxy(
        Connection.class,
        (method, arguments) -> {
          try {
            Object result = method.invoke(real, arguments);
            if (method.getName().equals("close")) {
              throw new IllegalStateException("the pool is gone");
            }
            return result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  private interface Answer {
    @Nullable Object to(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Answer answer) {
    return type.cast(
        Proxy.newProxyInstance(
            PostgresJournalTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answer.to(method, arguments)));
  }

  @Test
  void on_newDatabaseByManyNodesAtOnce_migratesOnce() throws Exception {
    run("CREATE DATABASE fresh");
    DataSource fresh = postgres.getDatabase("postgres", "fresh");
    List<Callable<Journal>> nodes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      nodes.add(() -> Journal.on(fresh));
    }
    for (Journal node : atOnce(nodes)) {
      assertInstanceOf(
          BeginResult.class,
          node.intents("zhejiang", kind, Book.class, NoSensitivePayload.class)
              .begin(Draft.of("a", "NEW", payload("a")), LEASE));
      node.close();
    }
  }

  @Test
  void on_schemaOfANewerYiwang_isRefused() throws Exception {
    run("CREATE DATABASE newer");
    DataSource newer = postgres.getDatabase("postgres", "newer");
    Journal.on(newer).close();
    try (Connection connection = newer.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO yiwang_schema (version) VALUES (99)");
    }
    var e = assertThrows(JournalException.class, () -> Journal.on(newer));
    assertTrue(e.getMessage().contains("schema is version 99"), e.getMessage());
  }

  @Test
  void on_databaseThatDoesNotWaitForItsDisk_isRefused() throws Exception {
    run("CREATE DATABASE hasty");
    run("ALTER DATABASE hasty SET synchronous_commit = off");
    DataSource hasty = postgres.getDatabase("postgres", "hasty");

    var e = assertThrows(JournalException.class, () -> Journal.on(hasty));

    assertTrue(e.getMessage().contains("synchronous_commit"), e.getMessage());
  }

  @Test
  void find_connectionKilledByTheServer_isReportedAndWorksAgainAfter() throws Exception {
    started(draft("a"), LEASE);
    // A server restart in small.
    CutOnce source = new CutOnce(postgres.getPostgresDatabase());
    IntentStore<Book, Person> cut =
        Journal.on(source, new AesGcmCipher("k1", KEY))
            .intents("zhejiang", kind, Book.class, Person.class);
    source.arm();

    var e = assertThrows(JournalException.class, () -> cut.find("a"));

    assertTrue(e.getMessage().contains("connection lost"), e.getMessage());
    assertTrue(cut.find("a").isPresent());
  }

  @Test
  void begin_connectionCutBeforeTheCommit_isReportedAndNothingIsThere() throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    IntentStore<Book, Person> cut = cutAtCommit(armed, false);
    armed.set(true);

    Draft<Book, Person> named = draft("a").exclusiveNames(Set.of(kind));
    var e = assertThrows(JournalException.class, () -> cut.begin(named, LEASE));

    assertTrue(e.getMessage().contains("connection lost"), e.getMessage());
    assertTrue(intents.find("a").isEmpty());
    assertInstanceOf(BeginResult.Started.class, cut.begin(named, LEASE));
  }

  @Test
  void begin_connectionCutAfterTheCommit_isReportedAndFoundOnAsking() throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    IntentStore<Book, Person> cut = cutAtCommit(armed, true);
    armed.set(true);

    Draft<Book, Person> named = draft("a").exclusiveNames(Set.of(kind));
    var e = assertThrows(JournalException.class, () -> cut.begin(named, LEASE));

    assertTrue(e.getMessage().contains("connection lost"), e.getMessage());
    assertInstanceOf(BeginResult.Existing.class, cut.begin(named, LEASE));
  }

  /** IntentStore whose connection the server ends at a commit, once armed: before or after it. */
  private IntentStore<Book, Person> cutAtCommit(AtomicBoolean armed, boolean after) {
    DataSource source = postgres.getPostgresDatabase();
    // With another's key about, names must be looked at before they are held: a transaction.
    Journal.on(source, new AesGcmCipher("k-others", KEY)).close();
    return Journal.on(Messages.cut(source, armed, true, after), new AesGcmCipher("k1", KEY))
        .intents("zhejiang", kind, Book.class, Person.class);
  }

  private static JournalException refused(DataSource source) {
    return assertThrows(JournalException.class, () -> Journal.on(source));
  }

  private static void says(JournalException e, String what) {
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  private static DataSource as(String role, String database) {
    return postgres.getDatabase(role, database);
  }

  @Test
  void on_databaseThatIsNotSupported_isNamed() {
    SQLiteDataSource other = new SQLiteDataSource();
    other.setUrl("jdbc:sqlite::memory:");

    says(refused(other), "is SQLite");
    says(refused(other), "a journal is kept in PostgreSQL 12 or newer, MySQL 8.0 or newer");
  }

  @Test
  void on_roleWithoutTheRightToCreate_errorNamesTheRight() throws Exception {
    run("CREATE ROLE poor LOGIN");
    run("CREATE DATABASE foreign_db");
    run(postgres.getDatabase("postgres", "foreign_db"), "REVOKE ALL ON SCHEMA public FROM PUBLIC");
    run(postgres.getDatabase("postgres", "foreign_db"), "GRANT USAGE ON SCHEMA public TO poor");

    JournalException e = refused(as("poor", "foreign_db"));

    says(e, "the journal's tables are not there, and the journal may not make them");
    says(e, "run yiwang-journal/postgresql/V1__intents.sql to V6__lanes_by_id.sql from the jar");
    assertEquals("42501", assertInstanceOf(SQLException.class, e.getCause()).getSQLState());
  }

  @Test
  void on_schemaThatIsNotThere_isReported() throws Exception {
    run("CREATE ROLE lost LOGIN");
    run("ALTER ROLE lost SET search_path = nowhere");

    says(refused(as("lost", "postgres")), "has no schema to keep the journal's tables in");
  }

  @Test
  void on_databaseOrRoleThatIsNotThere_isReported() {
    says(refused(as("postgres", "no_such_db")), "does not exist on that server");
    says(refused(as("nobody_here", "postgres")), "refused to log this role in");
  }

  @Test
  void begin_databaseThatBecameReadOnly_isReported() throws Exception {
    run("CREATE ROLE reader LOGIN SUPERUSER");
    IntentStore<Book, NoSensitivePayload> reading =
        Journal.on(as("reader", "postgres"))
            .intents("zhejiang", kind, Book.class, NoSensitivePayload.class);
    run("ALTER ROLE reader SET default_transaction_read_only = on");

    says(
        assertThrows(
            JournalException.class, () -> reading.begin(Draft.of("a", "NEW", payload("a")), LEASE)),
        "is read-only, as a standby is; connect to the primary");
  }

  @Test
  void begin_statementThatTakesTooLong_isReported() throws Exception {
    run("CREATE ROLE hurried LOGIN SUPERUSER");
    IntentStore<Book, NoSensitivePayload> hurried =
        Journal.on(as("hurried", "postgres"))
            .intents("zhejiang", kind, Book.class, NoSensitivePayload.class);
    hurried.begin(Draft.of("a", "NEW", payload("a")), NONE);
    for (String limit : List.of("statement_timeout", "lock_timeout")) {
      run("ALTER ROLE hurried RESET ALL");
      run("ALTER ROLE hurried SET " + limit + " = 100");
      try (Connection other = postgres.getPostgresDatabase().getConnection();
          Statement lock = other.createStatement()) {
        other.setAutoCommit(false);
        lock.execute("SELECT 1 FROM yiwang_intent WHERE kind = '" + kind + "' FOR UPDATE");
        var e = assertThrows(JournalException.class, () -> hurried.claim("a", LEASE));
        says(e, limit);
        says(e, "nothing was written");
        other.rollback();
      }
    }
  }

  @Test
  void claim_underSerializable_isDoneAgain() throws Exception {
    run("CREATE ROLE serial LOGIN SUPERUSER");
    IntentStore<Book, NoSensitivePayload> serial =
        Journal.on(as("serial", "postgres"))
            .intents("zhejiang", kind, Book.class, NoSensitivePayload.class);
    serial.begin(Draft.of("a", "NEW", payload("a")), NONE);
    run("ALTER ROLE serial SET default_transaction_isolation = 'serializable'");
    try (Connection other = postgres.getPostgresDatabase().getConnection();
        Statement first = other.createStatement()) {
      other.setAutoCommit(false);
      first.execute("UPDATE yiwang_intent SET tries = 7 WHERE kind = '" + kind + "'");
      CompletableFuture<Integer> late =
          CompletableFuture.supplyAsync(
              () -> serial.claim("a", LEASE).orElseThrow().entry().attempts());
      waitUntilSomebodyWaits();
      other.commit();
      assertEquals(7, late.get());
    }
  }

  @Test
  void begin_unrelatedPaymentsUnderSerializable_allSucceed() throws Exception {
    run("CREATE ROLE strict LOGIN SUPERUSER");
    run("ALTER ROLE strict SET default_transaction_isolation = 'serializable'");
    try (HikariDataSource strict = new HikariDataSource()) {
      strict.setDataSource(as("strict", "postgres"));
      strict.setMaximumPoolSize(16);
      Payments.at16Once(Journal.on(strict, CIPHER), kind);
    }
  }

  @Test
  void begin_poolThatDoesNotCommitByItself_isCommitted() throws Exception {
    try (HikariDataSource manual = new HikariDataSource()) {
      manual.setDataSource(postgres.getPostgresDatabase());
      manual.setAutoCommit(false);
      Payments.once(Journal.on(manual, CIPHER), kind);
      assertNotNull(intents.find("once").orElseThrow().finishedAt());
    }
  }

  @Test
  void begin_connectionOfSomebodysTransaction_isRefusedAndNotCommitted() throws Exception {
    run("CREATE TABLE IF NOT EXISTS theirs (id INTEGER)");
    try (Connection transaction = postgres.getPostgresDatabase().getConnection()) {
      Foreign.isRefused(transaction, pool, kind);
    }
  }

  /** Whoever forgot to end it gives it back to the pool so. */
  @Test
  void begin_connectionOnWhichAStatementHasBegunATransaction_isRefusedAndNotCommitted()
      throws Exception {
    run("CREATE TABLE IF NOT EXISTS theirs (id INTEGER)");
    try (Connection transaction = postgres.getPostgresDatabase().getConnection()) {
      Foreign.isRefused(transaction, pool, kind, true);
    }
  }

  @Test
  void begin_connectionOfADistributedTransaction_isRefused() throws Exception {
    Journal.on(pool).close();
    PGXADataSource distributed = new PGXADataSource();
    distributed.setUrl(postgres.getJdbcUrl("postgres", "postgres"));
    XAConnection enlisted = distributed.getXAConnection();
    Thread here = Thread.currentThread();
    try {
      IntentStore<Book, Person> intents =
          Journal.on(
                  Messages.proxy(
                      DataSource.class,
                      (itself, method, arguments) ->
                          // The journal's own thread must not take the branch's connection away.
                          Thread.currentThread() == here
                              ? enlisted.getConnection()
                              : pool.getConnection()))
              .intents("zhejiang", kind, Book.class, Person.class);
      enlisted.getXAResource().start(new Branch(), XAResource.TMNOFLAGS);
      var e = assertThrows(JournalException.class, () -> intents.begin(draft("a"), LEASE));
      says(e, "part of somebody's transaction");
      enlisted.getXAResource().end(new Branch(), XAResource.TMSUCCESS);
      enlisted.getXAResource().rollback(new Branch());
      assertTrue(intents.find("a").isEmpty());
    } finally {
      enlisted.close();
    }
  }

  /** The name of a branch of a distributed transaction. */
  private record Branch() implements Xid {
    @Override
    public int getFormatId() {
      return 1;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return new byte[] {1};
    }

    @Override
    public byte[] getBranchQualifier() {
      return new byte[] {1};
    }
  }

  @Test
  void on_roleThatMayOnlyWriteRows_isEnoughWhereTheTablesAreThere() throws Exception {
    run("CREATE DATABASE locked_down");
    run("CREATE ROLE writer LOGIN");
    DataSource whole = as("postgres", "locked_down");
    run(whole, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    DataSource writer = as("writer", "locked_down");
    says(refused(writer), "have your DBA run yiwang-journal/postgresql/V1__intents.sql");

    for (String file : PostgresDialect.MIGRATIONS) {
      run(whole, Dialect.file(Dialect.class, "/yiwang-journal/postgresql/" + file));
    }
    says(refused(writer), "grant it CREATE and USAGE on the schema");
    run(whole, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO writer");

    Payments.once(Journal.on(writer), kind);
  }

  @Test
  void on_roleThatMayOnlyRead_errorNamesTheRight() throws Exception {
    run("CREATE DATABASE readable");
    run("CREATE ROLE onlooker LOGIN");
    DataSource whole = as("postgres", "readable");
    Journal.on(whole).close();
    run(whole, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO onlooker");

    says(refused(as("onlooker", "readable")), "SELECT, INSERT, UPDATE and DELETE on the journal's");
  }

  @Test
  void checkSchemaOnly_tablesThatAreNotThereOrOlder_areNotMade() throws Exception {
    run("CREATE DATABASE unmade");
    DataSource unmade = as("postgres", "unmade");
    says(
        assertThrows(
            JournalException.class, () -> Journal.builder(unmade).checkSchemaOnly().open()),
        "the journal's tables are not there");
    try (Connection connection = unmade.getConnection()) {
      new OldJournal(connection, 4, "BYTEA").execute("SELECT 1");
    }
    says(
        assertThrows(
            JournalException.class, () -> Journal.builder(unmade).checkSchemaOnly().open()),
        "of version 4, and this version of Yiwang needs 6, and the journal may not make them;"
            + " have your DBA run"
            + " yiwang-journal/postgresql/V5__journal_time.sql to V6__lanes_by_id.sql");
    Journal.on(unmade).close();
    Payments.once(Journal.builder(unmade).checkSchemaOnly().open(), kind);
  }

  @Test
  void on_newerSchemaThatThisVersionMayUse_isOpened() throws Exception {
    run("CREATE DATABASE ahead");
    DataSource ahead = as("postgres", "ahead");
    Journal.on(ahead).close();
    run(ahead, "INSERT INTO yiwang_schema (version, usable_by) VALUES (7, 6)");
    Payments.once(Journal.on(ahead), kind);
    run(ahead, "INSERT INTO yiwang_schema (version, usable_by) VALUES (8, 7)");
    says(refused(ahead), "schema is version 8, and this version of Yiwang knows 6");
  }

  @Test
  void builder_schemaAndPrefix_keepJournalsApart() throws Exception {
    run("CREATE DATABASE shared");
    DataSource shared = as("postgres", "shared");
    run(shared, "CREATE SCHEMA \"Pay-1\"");
    Journal plain = Journal.on(shared);
    Journal elsewhere = Journal.builder(shared).schema("Pay-1").open();
    Journal prefixed = Journal.builder(shared).schema("Pay-1").tablePrefix("gov_").open();
    for (Journal each : List.of(plain, elsewhere, prefixed)) {
      Payments.once(each, kind);
    }
    for (Journal each : List.of(plain, elsewhere, prefixed)) {
      assertEquals(1, each.purge(NONE));
    }
    says(
        assertThrows(
            JournalException.class, () -> Journal.builder(shared).schema("nowhere").open()),
        "has no schema");
    Payments.once(Journal.builder(shared).schema("Pay-1").tablePrefix("gov_").open(), kind);
  }

  private static void waitUntilSomebodyWaits() throws Exception {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      int waiting = 0;
      while (waiting == 0) {
        try (var rows =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity"
                    + " WHERE usename = 'serial' AND wait_event_type = 'Lock'")) {
          rows.next();
          waiting = rows.getInt(1);
        }
      }
    }
  }

  @Test
  void find_poolThatIsExhausted_errorSaysHowLongItWaited() throws Exception {
    try (HikariDataSource small = new HikariDataSource()) {
      small.setDataSource(postgres.getPostgresDatabase());
      small.setMaximumPoolSize(1);
      small.setConnectionTimeout(300);
      IntentStore<Book, NoSensitivePayload> starved =
          Journal.on(small).intents("zhejiang", kind, Book.class, NoSensitivePayload.class);
      try (Connection held = small.getConnection()) {
        assertTrue(held.isValid(5));
        var e = assertThrows(JournalException.class, () -> starved.find("a"));
        assertTrue(
            Pattern.compile("got no connection from the data source in [0-9]{3,5} ms")
                .matcher(e.getMessage())
                .find(),
            e.getMessage());
        says(e, "enlarge the pool");
        assertTrue(e.getCause().getMessage().contains("request timed out after"), e::toString);
      }
    }
  }

  @Test
  void on_serverThatDoesNotAnswer_errorSaysThatItCannotBeReached() throws Exception {
    PGSimpleDataSource nobody = new PGSimpleDataSource();
    try (ServerSocket closed = new ServerSocket(0)) {
      nobody.setPortNumbers(new int[] {closed.getLocalPort()});
    }
    says(refused(nobody), "cannot be reached");
  }

  /** What a trigger, or the server's details, say about a row is nobody else's. */
  @Test
  void begin_errorThatQuotesTheRow_keepsItsCauseWithoutTheRow() throws Exception {
    run("CREATE DATABASE quoting");
    DataSource source = postgres.getDatabase("postgres", "quoting");
    IntentStore<Book, NoSensitivePayload> quoting =
        Journal.on(source).intents("zhejiang", kind, Book.class, NoSensitivePayload.class);
    run(source, "ALTER TABLE yiwang_intent ADD CONSTRAINT none CHECK (id <> 'secret-id')");

    var e =
        assertThrows(
            JournalException.class,
            () -> quoting.begin(Draft.of("secret-id", "NEW", payload("secret-book")), LEASE));

    SQLException cause = assertInstanceOf(SQLException.class, e.getCause());
    assertEquals("23514", cause.getSQLState());
    assertTrue(cause.getMessage().contains("PSQLException"), cause.getMessage());
    assertTrue(cause.getStackTrace().length > 3);
    StringWriter all = new StringWriter();
    e.printStackTrace(new PrintWriter(all));
    assertFalse(all.toString().contains("secret"), all::toString);
  }

  @Test
  void backupTo_postgres_saysWhoseToolsDoIt() {
    var e =
        assertThrows(
            UnsupportedOperationException.class, () -> journal.backupTo(Path.of("nowhere")));
    assertTrue(e.getMessage().contains("pg_basebackup"), e.getMessage());
  }

  @Test
  void erase_postgres_saysThatDeadRowsAreLeft() {
    assertEquals(Erasure.Remnants.IN_DEAD_ROWS, journal.erase(kind).remnants());
  }

  private static void run(String sql) throws Exception {
    run(postgres.getPostgresDatabase(), sql);
  }

  private static void run(DataSource source, String sql) throws Exception {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
