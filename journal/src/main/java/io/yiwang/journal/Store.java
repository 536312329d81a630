package io.yiwang.journal;

import java.sql.SQLException;

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

  /** Overwrites what was erased, as far as the database lets us. */
  void scrub();

  @Override
  void close();
}
