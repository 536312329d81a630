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
 * Keeps a journal in a database server that many nodes share. It groups concurrent commits by
 * itself. Connections are given back as they were; those that are part of somebody's transaction
 * are refused.
 */
@Beta
public final class JdbcStore implements Store {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcStore.class);

  /** Longer than any queue of transactions that get in each other's way. */
  private static final Duration RETRYING = Duration.ofSeconds(10);

  private static final String READ_COMMITTED = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";

  /** SQL's active_sql_transaction. */
  private static final String IN_TRANSACTION = "25001";

  private final DataSource source;
  private final Dialect dialect;
  private final long assigned;

  /** Whether a transaction is READ COMMITTED without saying so, which saves a round trip. */
  private final boolean readCommitted;

  /** Opens the journal's tables, or makes them where they are not there. */
  public JdbcStore(DataSource source, Dialect dialect) {
    this(source, dialect, true, null);
  }

  /**
   * Opens the journal's tables.
   *
   * @param making whether they may be made, or brought up to date
   */
  public JdbcStore(DataSource source, Dialect dialect, boolean making) {
    this(source, dialect, making, null);
  }

  /**
   * @param accountOf whose the intents are that an older Yiwang wrote, where somebody says so
   */
  JdbcStore(
      DataSource source,
      Dialect dialect,
      boolean making,
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
    } else if (making) {
      assigned = make(schema, accountOf);
    } else {
      throw read(schema::notMade);
    }
  }

  private long make(Schema schema, @Nullable BiFunction<String, String, String> accountOf) {
    try {
      return repeated(
          () ->
              inTransaction(
                  session ->
                      dialect.whenAlone(session, alone -> schema.prepare(alone, accountOf))));
    } catch (SQLException e) {
      if (dialect.isForbidden(e)) {
        JournalException notMade = read(schema::notMade);
        notMade.initCause(SafeCause.of(e));
        throw notMade;
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

  /** Takes a connection; a data source may be the application's own, and do anything. */
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
          "the journal's data source gave no connection, but null; is it a stand-in of a test?");
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
   * Runs work that changes one row: without RETURNING the change and the look at it are two
   * statements, in one transaction.
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

  /** Repeats what got in the way of others' transactions: nothing of it was written. */
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
      giveBack(connection);
    }
  }

  private <T> T inTransaction(Work<T> work) throws SQLException {
    Connection connection = connection();
    try {
      return inTransaction(connection, work);
    } finally {
      giveBack(connection);
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
      leave(connection, committed, autoCommit);
    }
  }

  /**
   * Sets the isolation, also where it is so by default: the answer tells whether somebody's
   * transaction has begun.
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
   * Refuses a connection that is part of somebody's transaction; a pool, too, may give connections
   * that do not commit by themselves.
   */
  private void refuseForeign(Connection connection) throws SQLException {
    boolean foreign;
    try (Session session = new Session(connection, dialect)) {
      foreign = dialect.isInTransaction(session);
    }
    if (foreign || !endsWhatTheLookBegan(connection)) {
      throw refused();
    }
  }

  /**
   * Refuses a connection in a transaction whose driver says that each statement commits by itself.
   */
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
   * Returns whether what the look has begun can be ended: whoever runs distributed transactions
   * lets nobody else end one.
   */
  private static boolean endsWhatTheLookBegan(Connection connection) throws SQLException {
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

  /** Gives a connection back; the commit counts, whatever becomes of the connection after it. */
  private static void leave(Connection connection, boolean committed, boolean autoCommit) {
    try {
      if (!committed) {
        connection.rollback();
      }
      if (autoCommit) {
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      // The connection is gone, and its transaction with it; what led here is thrown.
      return;
    } catch (RuntimeException e) {
      LOG.warn("a connection of the journal's data source failed as its work was over", e);
    }
  }

  static void giveBack(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // What was done with it is done.
      return;
    } catch (RuntimeException e) {
      LOG.warn("a connection could not be given back to the journal's data source", e);
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
            + dialect.compacting());
  }

  @Override
  public void backupTo(Path target, BackupProgress progress) {
    throw new UnsupportedOperationException(
        "a journal in "
            + dialect.name()
            + " is backed up with the database's own tools; use "
            + dialect.backingUp());
  }

  @Override
  public void close() {
    // The data source is the application's.
  }
}
