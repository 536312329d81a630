package io.yiwang.journal;

import io.yiwang.Beta;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * Keeps a journal in a database: it runs work in transactions that are durable when they return.
 * The way to bring a database that Yiwang does not know is a {@link Dialect} for a {@link
 * JdbcStore}; a store of one's own is for what is not reached by a {@code DataSource}. Thread-safe.
 *
 * <p>What every store must do:
 *
 * <ul>
 *   <li>{@link #write} returns when the work is on a disk that survives a crash of the server.
 *   <li>A work that throws has written nothing, and its exception reaches the caller as it is; an
 *       {@code SQLException} becomes a {@link JournalException} that has no values of rows in it.
 *   <li>Transactions are isolated as READ COMMITTED at least. Work that could not be put in order
 *       with that of others is run again, and not reported.
 *   <li>A commit of which nobody knows whether it happened is a {@link JournalException}, and is
 *       not repeated.
 *   <li>Nobody else's transaction is ever committed.
 * </ul>
 */
@Beta
public interface Store extends AutoCloseable {
  /**
   * Does what is done in one transaction. It may be run more than once, and only its last run
   * counts.
   */
  interface Work<T> {
    /** Does it, by statements of the session alone. */
    T run(Session session) throws SQLException;
  }

  /** Runs work whose changes are all on disk when this returns; when it throws, none are. */
  <T> T write(Work<T> work);

  /** Returns the same for work of a single statement, which needs no transaction around it. */
  default <T> T writeOne(Work<T> work) {
    return write(work);
  }

  /** Returns whether a session can write into two tables by one statement, with {@code WITH}. */
  default boolean changesTwoTablesAtOnce() {
    return false;
  }

  /** Reads only. Each statement may see what was committed since the one before. */
  <T> T read(Work<T> work);

  /** Returns how many intents of an older Yiwang were given their account when this was opened. */
  default long assigned() {
    return 0;
  }

  /** Does what is to be done once a minute. */
  default void keep() {}

  /** Moves what was written to its place, beside those who write on. */
  default void settle() {}

  /** Notes that what was just written took personal data away. */
  default void erased() {}

  /** Overwrites what was erased, as far as the database lets us, and says what is left of it. */
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
