package io.yiwang.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Maintains a journal's SQLite file on a connection of its own: marks the file as in use, makes
 * checkpoints, and removes what was erased. Thread-safe.
 */
final class SqliteMaintenance implements AutoCloseable {
  private static final int TRUNCATE_ATTEMPTS = 5;

  private final Path path;
  private final String file;
  private final Connection connection;
  private final Session session;
  private final GroupCommit commits;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;

  /** Whether the log may hold what was erased, as it may until it has been truncated once. */
  private volatile boolean logMayHoldErased = true;

  /**
   * Makes the maintenance of a file.
   *
   * @param connection is used by nobody else, and closed with this
   * @param commits makes the writes
   */
  SqliteMaintenance(Path path, Connection connection, GroupCommit commits) {
    this.path = path;
    file = path.toString();
    this.connection = connection;
    session = new Session(connection, SqliteDialect.INSTANCE);
    this.commits = commits;
  }

  /** Returns the main file's mark, one of the constants of {@link SqliteFile}. */
  int mark() throws SQLException {
    Integer mark = session.first("PRAGMA user_version", row -> row.getInt(1));
    return mark == null ? 0 : mark;
  }

  /**
   * Marks the main file as in use, so that it is not taken for complete without its log; durable on
   * return.
   */
  void markInUse() throws SQLException {
    if (mark() != SqliteFile.IN_USE) {
      commits.<Boolean>write(
          writer -> {
            writer.execute("PRAGMA user_version = " + SqliteFile.IN_USE);
            return true;
          });
      session.first("PRAGMA wal_checkpoint(TRUNCATE)", row -> true);
    }
  }

  /** Does what is due once a minute. */
  void maintain() {
    boolean unused =
        runUnlessClosed(
            () -> {
              // Another process that closed the journal has removed the mark.
              markInUse();
              if (logMayHoldErased) {
                truncateLog();
              }
            });
  }

  /** Makes a checkpoint without holding up writers. */
  void checkpoint() {
    boolean unused =
        runUnlessClosed(() -> session.first("PRAGMA wal_checkpoint(PASSIVE)", row -> true));
  }

  /** Notes that the last write removed personal data, which the log may still hold. */
  void erased() {
    logMayHoldErased = true;
  }

  /** Overwrites what was erased as far as possible, and returns what remains. */
  Erasure.Remnants scrub(List<byte[]> erased) {
    Erasure.Remnants inLog = remnantsInLogAfter(this::truncateLog);
    if (inLog != Erasure.Remnants.NONE) {
      return inLog;
    }
    try {
      // SQLite overwrites what it deletes, but not the place from which it has moved a row.
      return new FileSearch(erased).findsIn(path)
          ? Erasure.Remnants.IN_FREE_SPACE
          : Erasure.Remnants.NONE;
    } catch (IOException e) {
      throw Failures.file(e, path);
    }
  }

  /** Rewrites the file without anything that was erased, and returns what remains. */
  Erasure.Remnants compact() {
    return remnantsInLogAfter(
        () -> {
          session.execute("VACUUM");
          truncateLog();
        });
  }

  /** Does work with the session. */
  private interface Work {
    void run() throws SQLException;
  }

  private Erasure.Remnants remnantsInLogAfter(Work work) {
    if (!runUnlessClosed(work)) {
      throw new JournalException("the journal is closed");
    }
    return logMayHoldErased ? Erasure.Remnants.IN_THE_LOG : Erasure.Remnants.NONE;
  }

  /** Runs work, one at a time; returns whether it ran. */
  private boolean runUnlessClosed(Work work) {
    lock.lock();
    try {
      if (!closed) {
        work.run();
      }
      return !closed;
    } catch (SQLException e) {
      throw Failures.sqlite(e, file);
    } finally {
      lock.unlock();
    }
  }

  /** Truncates the log, which still holds the rows that are overwritten in the file. */
  private void truncateLog() throws SQLException {
    // Before truncating: what is erased from here on may not be in what is truncated.
    logMayHoldErased = false;
    boolean truncated = false;
    try {
      // Writers wait with us for the readers of the log, so not for long.
      session.execute("PRAGMA busy_timeout = 20");
      // Copies without holding anybody up, and leaves little to the next.
      session.first("PRAGMA wal_checkpoint(PASSIVE)", row -> true);
      for (int attempt = 0; attempt < TRUNCATE_ATTEMPTS && !truncated; attempt++) {
        truncated =
            Boolean.TRUE.equals(
                session.first("PRAGMA wal_checkpoint(TRUNCATE)", row -> row.getInt(1) == 0));
      }
    } finally {
      logMayHoldErased |= !truncated;
      session.execute("PRAGMA busy_timeout = 20000");
    }
  }

  /** Waits for the work under way, and closes the connection. */
  @Override
  public void close() throws SQLException {
    lock.lock();
    try {
      closed = true;
      session.close();
      connection.close();
    } finally {
      lock.unlock();
    }
  }
}
