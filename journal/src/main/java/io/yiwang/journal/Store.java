package io.yiwang.journal;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** A database: runs work in a transaction that is durable when {@link #write} returns. */
interface Store extends AutoCloseable {
  /** What is done in one transaction. It may be run again after a failure of another's. */
  interface Work<T> {
    T run(Session session) throws SQLException;
  }

  /** All of it is on disk when this returns, or nothing when it throws. */
  <T> T write(Work<T> work);

  /** Reads only. */
  <T> T read(Work<T> work);

  /** How many intents of an older Yiwang were given their account when this was opened. */
  long assigned();

  /** Does what is to be done once a minute. */
  void keep();

  /** Moves what was written to its place, beside those who write on. */
  void settle();

  /** Notes that what was just written took personal data away. */
  void erased();

  /** Overwrites what was erased, as far as the database lets us, and says what is left of it. */
  Erasure.Remnants scrub(List<byte[]> erased);

  /** Rewrites the database's files without anything that was erased. */
  Erasure.Remnants compact();

  /** Copies the database as it is at one moment. */
  void backupTo(Path target, BackupProgress progress);

  /** Whether this is a backup, opened for the first time. */
  boolean isOpenedFromBackup();

  @Override
  void close();
}
