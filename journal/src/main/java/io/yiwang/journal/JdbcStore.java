package io.yiwang.journal;

import io.yiwang.Beta;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a journal on a database server that many nodes share. Connections are returned as they
 * were; a connection that is part of somebody's transaction is refused.
 */
@Beta
public final class JdbcStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcStore.class);

  /** Longer than any queue of conflicting transactions takes. */
  private static final Duration RETRYING = Duration.ofSeconds(10);

  private static final String READ_COMMITTED = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";

  /** SQL's active_sql_transaction. */
  private static final String IN_TRANSACTION = "25001";

  private final DataSource source;
  private final Dialect dialect;
  private final long assigned;

  /** Whether READ COMMITTED is the default, which saves a round trip. */
  private final boolean readCommitted;

  /** Opens the journal's tables; creates or upgrades them if necessary. */
  public JdbcStore(DataSource source, Dialect dialect) {
    this(source, dialect, true, null);
  }

  /**
   * Opens the journal's tables.
   *
   * @param mayCreate whether the tables may be created or upgraded
   */
  public JdbcStore(DataSource source, Dialect dialect, boolean mayCreate) {
    this(source, dialect, mayCreate, null);
  }

  /**
   * Opens the journal's tables, and assigns accounts where an older Yiwang did not.
   *
   * @param accountOf gives the account of an intent that an older Yiwang wrote, from its kind and
   *     id
   */
  JdbcStore(
      DataSource source,
      Dialect dialect,
      boolean mayCreate,
      @Nullable BiFunction<String, String, String> accountOf) {
    this.source = source;
    this.dialect = dialect;
    readCommitted =
        read(
            session -> {
              dialect.checkSettings(session);
              return dialect.isReadCommitted(session);
            });
    Schema schema = new Schema(dialect);
    if (read(schema::isCurrent)) {
      assigned = 0;
    } else if (mayCreate) {
      assigned = create(schema, accountOf);
    } else {
      throw read(schema::tablesMissing);
    }
  }

  private long create(Schema schema, @Nullable BiFunction<String, String, String> accountOf) {
    try {
      return repeated(
          () ->
              inTransaction(
                  session ->
                      dialect.exclusively(session, locked -> schema.prepare(locked, accountOf))));
    } catch (SQLException e) {
      if (dialect.isForbidden(e)) {
        JournalException missing = read(schema::tablesMissing);
        missing.initCause(SafeCause.of(e));
        throw missing;
      }
      throw failure(e);
    }
  }

  private JournalException failure(SQLException e) {
    return Failures.database(e, dialect.meaning(e));
  }

  private Connection connection() {
    return connection(source);
  }

  /**
   * Returns a connection. The data source is the application's, so it may throw or return anything.
   */
  static Connection connection(DataSource source) {
    long start = System.nanoTime();
    Connection connection;
    try {
      connection = source.getConnection();
    } catch (SQLException e) {
      throw Failures.connecting(e, Duration.ofNanos(System.nanoTime() - start));
    } catch (RuntimeException e) {
      throw Failures.dataSource(e);
    }
    if (connection == null) {
      throw new JournalException(
          "the journal's data source returned null instead of a connection; is it a mock?");
    }
    return connection;
  }

  @Override
  public <T> T write(Work<T> work) {
    try {
      return repeated(() -> inTransaction(work));
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /**
   * Runs work that changes one row. Without RETURNING, changing it and reading it back are two
   * statements, which need a transaction.
   */
  @Override
  public <T> T writeOne(Work<T> work) {
    return dialect.hasReturning() ? read(work) : write(work);
  }

  @Override
  public boolean changesTwoTablesAtOnce() {
    return dialect.changesTwoTablesAtOnce();
  }

  @Override
  public <T> T read(Work<T> work) {
    try {
      return repeated(() -> withoutTransaction(work));
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private interface Attempt<T> {
    T run() throws SQLException;
  }

  /** Repeats a transaction that conflicted with others, and so wrote nothing. */
  private <T> T repeated(Attempt<T> attempt) throws SQLException {
    long start = System.nanoTime();
    long pause = TimeUnit.MILLISECONDS.toNanos(1);
    while (true) {
      try {
        return attempt.run();
      } catch (SQLException e) {
        if (!dialect.isRetryable(e) || System.nanoTime() - start > RETRYING.toNanos()) {
          throw e;
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pause));
        pause = Math.min(pause * 2, TimeUnit.MILLISECONDS.toNanos(100));
      }
    }
  }

  private <T> T withoutTransaction(Work<T> work) throws SQLException {
    Connection connection = connection();
    try {
      if (!connection.getAutoCommit()) {
        return inTransaction(connection, work);
      }
      refuseEnlisted(connection);
      try (Session session = new Session(connection, dialect)) {
        return work.run(session);
      }
    } finally {
      returnConnection(connection);
    }
  }

  private <T> T inTransaction(Work<T> work) throws SQLException {
    Connection connection = connection();
    try {
      return inTransaction(connection, work);
    } finally {
      returnConnection(connection);
    }
  }

  private <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    if (autoCommit) {
      refuseEnlisted(connection);
    } else {
      refuseForeign(connection);
    }
    if (dialect.isIsolationSetBefore()) {
      isolateNext(connection);
    }
    if (autoCommit) {
      connection.setAutoCommit(false);
    }
    boolean committed = false;
    try {
      T result;
      try (Session session = new Session(connection, dialect)) {
        if (!readCommitted && !dialect.isIsolationSetBefore()) {
          session.execute(READ_COMMITTED);
        }
        result = work.run(session);
      }
      connection.commit();
      committed = true;
      return result;
    } finally {
      restore(connection, committed, autoCommit);
    }
  }

  /**
   * Sets the isolation even where it is the default: the server's answer shows whether a
   * transaction has already begun.
   */
  private void isolateNext(Connection connection) throws SQLException {
    try (Session session = new Session(connection, dialect)) {
      session.execute(READ_COMMITTED);
    } catch (SQLException e) {
      if (IN_TRANSACTION.equals(e.getSQLState())) {
        throw refused();
      }
      throw e;
    }
  }

  /**
   * Refuses a connection that is part of somebody's transaction. That autocommit is off does not
   * prove it: a pool may hand out its connections so.
   */
  private void refuseForeign(Connection connection) throws SQLException {
    boolean inTransaction;
    try (Session session = new Session(connection, dialect)) {
      inTransaction = dialect.isInTransaction(session);
    }
    if (inTransaction || !canRollBack(connection)) {
      throw refused();
    }
  }

  /** Refuses a connection that is in a transaction although its driver reports autocommit. */
  private void refuseEnlisted(Connection connection) {
    if (dialect.isEnlisted(connection)) {
      throw refused();
    }
  }

  private static JournalException refused() {
    return new JournalException(
        "the journal's data source gave a connection that is, or may be, part of somebody's"
            + " transaction; nothing was written and nothing committed. Give the journal the"
            + " pool itself, not one that takes part in transactions (Spring's"
            + " TransactionAwareDataSourceProxy, XA), with autoCommit on");
  }

  /**
   * Ends the transaction that the check itself began, and returns whether that was possible: a
   * distributed transaction is ended by its coordinator alone.
   */
  private static boolean canRollBack(Connection connection) throws SQLException {
    try {
      connection.rollback();
      return true;
    } catch (SQLException e) {
      if (connection.isClosed()) {
        throw e;
      }
      return false;
    }
  }

  /**
   * Restores a connection's settings; the commit counts, whatever becomes of the connection
   * afterwards.
   */
  private static void restore(Connection connection, boolean committed, boolean autoCommit) {
    try {
      if (!committed) {
        connection.rollback();
      }
      if (autoCommit) {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      // The connection is gone, and its transaction with it; the first exception is thrown.
      return;
    } catch (RuntimeException e) {
      LOG.warn("a connection of the journal's data source failed after its work was done", e);
    }
  }

  static void returnConnection(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // The work is done all the same.
      return;
    } catch (RuntimeException e) {
      LOG.warn("a connection could not be returned to the journal's data source", e);
    }
  }

  @Override
  public long assigned() {
    return assigned;
  }

  @Override
  public Erasure.Remnants compact() {
    throw new UnsupportedOperationException(
        "a journal in "
            + dialect.name()
            + " is compacted with the database's own tools; use "
            + dialect.compactionTool());
  }

  @Override
  public void backupTo(Path target, BackupProgress progress) {
    throw new UnsupportedOperationException(
        "a journal in "
            + dialect.name()
            + " is backed up with the database's own tools; use "
            + dialect.backupTool());
  }

  @Override
  public void close() {
    // The data source is the application's.
  }
}
