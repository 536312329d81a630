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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
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
import org.postgresql.xa.PGXADataSource;

@Timeout(180)
class PostgresJournalTest extends JournalContract {
  private static final PayloadCipher CIPHER = new AesGcmCipher("k1", KEY);
  private static EmbeddedPostgres postgres;

  /** A pool, as applications use one. */
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

  /** Tests that a commit counts, whatever the pool does with the connection afterwards. */
  @Test
  void begin_connectionThatCannotBeReturned_isWritten() {
    DataSource odd =
        ServerMessages.proxy(DataSource.class, (itself, method, arguments) -> notReturnable());
    Journal own = Journal.on(odd, CIPHER);
    IntentStore<Payload, NoSensitivePayload> theirs =
        own.intents("zhejiang", kind, Payload.class, NoSensitivePayload.class);

    Draft<Payload, NoSensitivePayload> draft = Draft.of("a", "NEW", payload("a"));
    assertInstanceOf(
        BeginResult.Started.class, theirs.begin(draft.exclusiveNames(Set.of(kind + "n")), LEASE));
    assertEquals("NEW", theirs.find("a").orElseThrow().state());
  }

  private static Connection notReturnable() throws SQLException {
    Connection real = pool.getConnection();
    return ServerMessages.proxy(
        Connection.class,
        (itself, method, arguments) -> {
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

  @Test
  void find_connectionKilledByTheServer_isReportedAndWorksAgainAfter() throws Exception {
    started(draft("a"), LEASE);
    // To the journal it is the same as a restart of the server.
    AtomicBoolean armed = new AtomicBoolean();
    DataSource source = ServerMessages.cut(postgres.getPostgresDatabase(), armed, false, false);
    IntentStore<Payload, Person> cut =
        Journal.on(source, new AesGcmCipher("k1", KEY))
            .intents("zhejiang", kind, Payload.class, Person.class);
    armed.set(true);

    var e = assertThrows(JournalException.class, () -> cut.find("a"));

    assertTrue(e.getMessage().contains("connection lost"), e.getMessage());
    assertTrue(cut.find("a").isPresent());
  }

  @Test
  void begin_connectionCutBeforeTheCommit_isReportedAndNothingIsWritten() throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    IntentStore<Payload, Person> cut = cutAtCommit(armed, false);
    armed.set(true);

    Draft<Payload, Person> named = draft("a").exclusiveNames(Set.of(kind));
    var e = assertThrows(JournalException.class, () -> cut.begin(named, LEASE));

    assertTrue(e.getMessage().contains("connection lost"), e.getMessage());
    assertTrue(intents.find("a").isEmpty());
    assertInstanceOf(BeginResult.Started.class, cut.begin(named, LEASE));
  }

  @Test
  void begin_connectionCutAfterTheCommit_isReportedAndFoundAfterwards() throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    IntentStore<Payload, Person> cut = cutAtCommit(armed, true);
    armed.set(true);

    Draft<Payload, Person> named = draft("a").exclusiveNames(Set.of(kind));
    var e = assertThrows(JournalException.class, () -> cut.begin(named, LEASE));

    assertTrue(e.getMessage().contains("connection lost"), e.getMessage());
    assertInstanceOf(BeginResult.Existing.class, cut.begin(named, LEASE));
  }

  /** Returns intents whose connection the server ends at a commit, once armed. */
  private IntentStore<Payload, Person> cutAtCommit(AtomicBoolean armed, boolean after) {
    DataSource source = postgres.getPostgresDatabase();
    // With an unknown key in the database, names are checked before they are held, in a
    // transaction.
    Journal.on(source, new AesGcmCipher("k-others", KEY)).close();
    return Journal.on(ServerMessages.cut(source, armed, true, after), new AesGcmCipher("k1", KEY))
        .intents("zhejiang", kind, Payload.class, Person.class);
  }

  private static void says(JournalException e, String what) {
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  private static DataSource as(String role, String database) {
    return postgres.getDatabase(role, database);
  }

  @Test
  void begin_databaseThatBecameReadOnly_isReported() throws Exception {
    PostgresServer.run("CREATE ROLE reader LOGIN SUPERUSER");
    IntentStore<Payload, NoSensitivePayload> reading =
        Journal.on(as("reader", "postgres"))
            .intents("zhejiang", kind, Payload.class, NoSensitivePayload.class);
    PostgresServer.run("ALTER ROLE reader SET default_transaction_read_only = on");

    says(
        assertThrows(
            JournalException.class, () -> reading.begin(Draft.of("a", "NEW", payload("a")), LEASE)),
        "is read-only, as a standby is; connect to the primary");
  }

  @Test
  void begin_statementThatTakesTooLong_isReported() throws Exception {
    PostgresServer.run("CREATE ROLE hurried LOGIN SUPERUSER");
    IntentStore<Payload, NoSensitivePayload> hurried =
        Journal.on(as("hurried", "postgres"))
            .intents("zhejiang", kind, Payload.class, NoSensitivePayload.class);
    hurried.begin(Draft.of("a", "NEW", payload("a")), NONE);
    for (String limit : List.of("statement_timeout", "lock_timeout")) {
      PostgresServer.run("ALTER ROLE hurried RESET ALL");
      PostgresServer.run("ALTER ROLE hurried SET " + limit + " = 100");
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
  void claim_conflictUnderSerializable_isRepeated() throws Exception {
    PostgresServer.run("CREATE ROLE serial LOGIN SUPERUSER");
    IntentStore<Payload, NoSensitivePayload> serial =
        Journal.on(as("serial", "postgres"))
            .intents("zhejiang", kind, Payload.class, NoSensitivePayload.class);
    serial.begin(Draft.of("a", "NEW", payload("a")), NONE);
    PostgresServer.run("ALTER ROLE serial SET default_transaction_isolation = 'serializable'");
    try (Connection other = postgres.getPostgresDatabase().getConnection();
        Statement first = other.createStatement()) {
      other.setAutoCommit(false);
      first.execute("UPDATE yiwang_intent SET tries = 7 WHERE kind = '" + kind + "'");
      CompletableFuture<Integer> late =
          CompletableFuture.supplyAsync(
              () -> serial.claim("a", LEASE).orElseThrow().entry().attempts());
      awaitALockWait();
      other.commit();
      assertEquals(7, late.get());
    }
  }

  @Test
  void begin_unrelatedPaymentsUnderSerializable_allSucceed() throws Exception {
    PostgresServer.run("CREATE ROLE strict LOGIN SUPERUSER");
    PostgresServer.run("ALTER ROLE strict SET default_transaction_isolation = 'serializable'");
    try (HikariDataSource strict = new HikariDataSource()) {
      strict.setDataSource(as("strict", "postgres"));
      strict.setMaximumPoolSize(16);
      SamplePayments.at16Once(Journal.on(strict, CIPHER), kind);
    }
  }

  @Test
  void begin_poolWithoutAutocommit_isCommitted() throws Exception {
    try (HikariDataSource manual = new HikariDataSource()) {
      manual.setDataSource(postgres.getPostgresDatabase());
      manual.setAutoCommit(false);
      SamplePayments.once(Journal.on(manual, CIPHER), kind);
      assertNotNull(intents.find("once").orElseThrow().finishedAt());
    }
  }

  @Test
  void begin_connectionOfSomebodysTransaction_isRefusedAndNotCommitted() throws Exception {
    PostgresServer.run("CREATE TABLE IF NOT EXISTS theirs (id INTEGER)");
    try (Connection transaction = postgres.getPostgresDatabase().getConnection()) {
      ForeignTransaction.isRefused(transaction, pool, kind);
    }
  }

  /** Tests a connection that was returned to its pool in the middle of a transaction. */
  @Test
  void begin_connectionInATransactionBegunBySql_isRefusedAndNotCommitted() throws Exception {
    PostgresServer.run("CREATE TABLE IF NOT EXISTS theirs (id INTEGER)");
    try (Connection transaction = postgres.getPostgresDatabase().getConnection()) {
      ForeignTransaction.isRefused(transaction, pool, kind, true);
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
      IntentStore<Payload, Person> intents =
          Journal.on(
                  ServerMessages.proxy(
                      DataSource.class,
                      (itself, method, arguments) ->
                          // No other thread may take the connection of the distributed transaction.
                          Thread.currentThread() == here
                              ? enlisted.getConnection()
                              : pool.getConnection()))
              .intents("zhejiang", kind, Payload.class, Person.class);
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

  /** Names a branch of a distributed transaction. */
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

  private static void awaitALockWait() throws Exception {
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
      IntentStore<Payload, NoSensitivePayload> starved =
          Journal.on(small).intents("zhejiang", kind, Payload.class, NoSensitivePayload.class);
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

  /** Tests that what the server's details say about a row is left out. */
  @Test
  void begin_errorThatQuotesTheRow_keepsItsCauseWithoutTheRow() throws Exception {
    PostgresServer.run("CREATE DATABASE quoting");
    DataSource source = postgres.getDatabase("postgres", "quoting");
    IntentStore<Payload, NoSensitivePayload> quoting =
        Journal.on(source).intents("zhejiang", kind, Payload.class, NoSensitivePayload.class);
    PostgresServer.run(
        source, "ALTER TABLE yiwang_intent ADD CONSTRAINT none CHECK (id <> 'secret-id')");

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
  void backupTo_postgres_namesTheDatabasesTools() {
    var e =
        assertThrows(
            UnsupportedOperationException.class, () -> journal.backupTo(Path.of("nowhere")));
    assertTrue(e.getMessage().contains("pg_basebackup"), e.getMessage());
  }

  @Test
  void erase_postgres_reportsDeadRows() {
    assertEquals(Erasure.Remnants.IN_DEAD_ROWS, journal.erase(kind).remnants());
  }
}
