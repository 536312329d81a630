package io.yiwang.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** PostgreSQL, for many nodes. Its own group commit makes concurrent commits share a flush. */
final class PostgresStore implements Store {
  /** Names the lock under which one node at a time migrates. */
  private static final long MIGRATION_LOCK = 0x796977616e67L;

  private final DataSource source;
  private final long assigned;

  PostgresStore(DataSource source) {
    this(source, null);
  }

  /**
   * @param accountOf whose the intents are that an older Yiwang wrote, where somebody says so
   */
  PostgresStore(DataSource source, @Nullable BiFunction<String, String, String> accountOf) {
    this.source = source;
    requirePostgres();
    boolean durable =
        read(
            session ->
                !"off".equals(session.first("SHOW synchronous_commit", row -> row.getString(1))));
    if (!durable) {
      throw new JournalException(
          "the journal's database commits without waiting for its disk; set synchronous_commit to"
              + " on for this role");
    }
    assigned =
        this.<Long>write(
            session -> {
              session.first("SELECT pg_advisory_xact_lock(?)", row -> Boolean.TRUE, MIGRATION_LOCK);
              return Schema.prepare(session, accountOf);
            });
  }

  private void requirePostgres() {
    try (Connection connection = connection()) {
      DatabaseMetaData about = connection.getMetaData();
      Failures.requirePostgres(
          about.getDatabaseProductName(),
          about.getDatabaseMajorVersion(),
          about.getDatabaseProductVersion());
    } catch (SQLException e) {
      throw Failures.postgres(e);
    }
  }

  private Connection connection() {
    long start = System.nanoTime();
    try {
      return source.getConnection();
    } catch (SQLException e) {
      throw Failures.connecting(e, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  @Override
  public <T> T write(Work<T> work) {
    try (Connection connection = connection()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try (Session session = new Session(connection, Dialect.POSTGRES)) {
        T result = work.run(session);
        connection.commit();
        connection.setAutoCommit(autoCommit);
        return result;
      } catch (SQLException | RuntimeException e) {
        undo(connection, autoCommit);
        throw e;
      }
    } catch (SQLException e) {
      throw Failures.postgres(e);
    }
  }

  private static void undo(Connection connection, boolean autoCommit) {
    try {
      connection.rollback();
      connection.setAutoCommit(autoCommit);
    } catch (SQLException e) {
      // The connection is gone, and its transaction with it; what led here is thrown.
      return;
    }
  }

  @Override
  public <T> T read(Work<T> work) {
    return write(work);
  }

  @Override
  public long assigned() {
    return assigned;
  }

  @Override
  public void keep() {
    // The server does it.
  }

  @Override
  public void settle() {
    // The server's checkpointer does it.
  }

  @Override
  public void erased() {
    // Dead rows are the server's.
  }

  @Override
  public Erasure.Remnants scrub(List<byte[]> erased) {
    return Erasure.Remnants.IN_DEAD_ROWS;
  }

  @Override
  public Erasure.Remnants compact() {
    throw new UnsupportedOperationException(
        "a journal in PostgreSQL is compacted with the database's own tools; use VACUUM FULL");
  }

  @Override
  public void backupTo(Path target, BackupProgress progress) {
    throw new UnsupportedOperationException(
        "a journal in PostgreSQL is backed up with the database's own tools; use pg_basebackup with"
            + " WAL archiving, or pg_dump");
  }

  @Override
  public boolean isOpenedFromBackup() {
    return false;
  }

  @Override
  public void close() {
    // The data source is the application's.
  }
}
