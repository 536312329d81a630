package io.yiwang.journal;

import io.yiwang.Beta;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * Keeps a journal in a database: it runs work in transactions that are durable when they return. To
 * support a database that Yiwang does not know, write a {@link Dialect} for a {@link JdbcStore};
 * implement a store only for what a {@code DataSource} does not reach. Thread-safe.
 *
 * <p>What every store must do:
 *
 * <ul>
 *   <li>{@link #write} returns only when the work is on a disk that survives a crash of the server.
 *   <li>Work that throws has written nothing. Its exception reaches the caller unchanged, except
 *       that an {@code SQLException} becomes a {@link JournalException} without the values of any
 *       row.
 *   <li>Transactions are isolated at READ COMMITTED or stricter. Work that conflicts with
 *       concurrent work is run again; the conflict is not reported.
 *   <li>A commit whose outcome is unknown is a {@link JournalException}, and is not repeated.
 *   <li>Nobody else's transaction is ever committed.
 * </ul>
 */
@Beta
public interface Store extends AutoCloseable {
  /**
   * Does the work of one transaction. It may be run more than once, and only its last run counts.
   */
  interface Work<T> {
    /** Does the work, only with statements of the session. */
    T run(Session session) throws SQLException;
  }

  /** Runs work whose changes are all on disk when this returns; when it throws, none are. */
  <T> T write(Work<T> work);

  /** Runs work of a single statement, which needs no transaction around it. */
  default <T> T writeOne(Work<T> work) {
    return write(work);
  }

  /** Returns whether one statement can write to two tables, in a {@code WITH}. */
  default boolean changesTwoTablesAtOnce() {
    return false;
  }

  /** Reads only. Each statement may see what was committed since the one before. */
  <T> T read(Work<T> work);

  /** Returns how many intents of an older Yiwang were given their account when this was opened. */
  default long assigned() {
    return 0;
  }

  /** Does the maintenance that is due once a minute. */
  default void maintain() {}

  /** Makes a checkpoint without holding up writers, so that none of their commits has to. */
  default void checkpoint() {}

  /** Notes that the last write removed personal data, which the database's files may still hold. */
  default void erased() {}

  /** Overwrites what was erased as far as the database allows, and returns what remains. */
  default Erasure.Remnants scrub(List<byte[]> erased) {
    return Erasure.Remnants.IN_DEAD_ROWS;
  }

  /**
   * Rewrites the database's files without anything that was erased.
   *
   * @throws UnsupportedOperationException if that is for the database's own tools to do
   */
  Erasure.Remnants compact();

  /**
   * Copies the database as it is at one moment.
   *
   * @throws UnsupportedOperationException if that is for the database's own tools to do
   */
  void backupTo(Path target, BackupProgress progress);

  /** Returns whether this is a backup, opened for the first time. */
  default boolean isOpenedFromBackup() {
    return false;
  }

  @Override
  void close();
}
