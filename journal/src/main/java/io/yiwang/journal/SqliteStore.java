package io.yiwang.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a journal in one SQLite file, on three connections: one for writes, which share
 * transactions ({@link GroupCommit}), one for reads, and one for {@link SqliteMaintenance}.
 */
final class SqliteStore implements Store {
  private static final Schema SCHEMA = new Schema(SqliteDialect.INSTANCE);

  private final Path path;
  private final @Nullable Object key;
  private final String file;
  private final Connection writing;
  private final Connection reading;
  private final Session writer;
  private final Session reader;
  private final ReentrantLock readerLock = new ReentrantLock();
  private final SqliteFile files;
  private final boolean fromBackup;
  private final int markAtClose;
  private final GroupCommit commits;
  private final SqliteMaintenance maintenance;
  private final long assigned;
  private volatile boolean closed;

  SqliteStore(Path path) {
    this(path, null);
  }

  /**
   * Opens or creates the file, and assigns accounts where an older Yiwang did not.
   *
   * @param accountOf gives the account of an intent that an older Yiwang wrote, from its kind and
   *     id
   */
  SqliteStore(Path path, @Nullable BiFunction<String, String, String> accountOf) {
    this.path = path;
    file = path.toString();
    SqliteFile.url(path);
    files = new SqliteFile(path);
    files.createIfMissing(this::writeNew);
    files.check();
    files.restrict();
    writing = open(path);
    key = key(path);
    try {
      Connection second = null;
      Connection third = null;
      try {
        writer = new Session(writing, SqliteDialect.INSTANCE);
        commits = new GroupCommit(writer, file, this::refusal);
        requireVersion(writer);
        refuseForeignDatabase();
        writer.execute("PRAGMA journal_mode = WAL");
        // 16 MiB of log, because a checkpoint costs two more flushes.
        writer.execute("PRAGMA wal_autocheckpoint = 4000");
        assigned = this.<Long>write(session -> SCHEMA.prepare(session, accountOf));
        second = open(path);
        reading = second;
        reader = new Session(reading, SqliteDialect.INSTANCE);
        third = open(path);
        maintenance = new SqliteMaintenance(path, third, commits);
        fromBackup = maintenance.mark() == SqliteFile.BACKUP;
        // Assigning accounts does not count as opening a backup.
        markAtClose = fromBackup && accountOf != null ? SqliteFile.BACKUP : SqliteFile.CLOSED;
        maintenance.markInUse();
      } catch (SQLException | RuntimeException e) {
        closeQuietly(third);
        closeQuietly(second);
        writing.close();
        throw e;
      }
    } catch (SQLException e) {
      throw Failures.sqlite(e, file);
    }
    files.restrict();
  }

  private static void closeQuietly(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // The first exception is thrown.
      return;
    }
  }

  private void writeNew(Path fresh) {
    try (Connection connection = open(fresh);
        Session session = new Session(connection, SqliteDialect.INSTANCE)) {
      requireVersion(session);
      session.execute("BEGIN IMMEDIATE");
      SCHEMA.prepare(session, null);
      session.execute("PRAGMA user_version = " + SqliteFile.CLOSED);
      session.execute("COMMIT");
    } catch (SQLException e) {
      throw Failures.sqlite(e, file);
    }
  }

  private static void requireVersion(Session session) throws SQLException {
    String version = session.first("SELECT sqlite_version()", row -> row.getString(1));
    Failures.requireSqlite(version == null ? "" : version);
  }

  private Connection open(Path path) {
    try {
      Properties settings = new Properties();
      // The driver would query the generated key after every insert; none of our tables has one.
      settings.setProperty("jdbc.get_generated_keys", "false");
      Connection connection = DriverManager.getConnection(SqliteFile.url(path), settings);
      try (Session session = new Session(connection, SqliteDialect.INSTANCE)) {
        session.execute("PRAGMA busy_timeout = 20000");
        session.execute("PRAGMA synchronous = FULL");
        // On a system with two kinds of flush, the one that reaches the disk.
        session.execute("PRAGMA fullfsync = ON");
        session.execute("PRAGMA checkpoint_fullfsync = ON");
        session.execute("PRAGMA secure_delete = ON");
        // Temporary files would keep rows that were erased.
        session.execute("PRAGMA temp_store = MEMORY");
      } catch (SQLException e) {
        closeQuietly(connection);
        throw e;
      }
      return connection;
    } catch (SQLException e) {
      throw Failures.opening(e, file);
    }
  }

  @Override
  public boolean isOpenedFromBackup() {
    return fromBackup;
  }

  private void refuseForeignDatabase() throws SQLException {
    Integer tables =
        writer.first(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table'", row -> row.getInt(1));
    Integer ours =
        writer.first(
            "SELECT count(*) FROM sqlite_master WHERE name = 'yiwang_schema'",
            row -> row.getInt(1));
    if (tables != null && tables > 0 && ours != null && ours == 0) {
      throw new JournalException(
          "the journal " + file + " is a database of something else; give another path");
    }
  }

  /** Returns what identifies the file itself; its path where the file system has no such thing. */
  private static @Nullable Object key(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return path;
    }
  }

  @Override
  public <T> T write(Work<T> work) {
    return commits.write(work);
  }

  private @Nullable RuntimeException refusal() {
    if (closed) {
      return new JournalException("the journal is closed");
    }
    if (!Objects.equals(key, key(path))) {
      // What is written to a file that no longer has its name is lost.
      return new JournalException(
          "the journal "
              + file
              + " was moved, deleted or replaced while open; put it back, or restart to continue with"
              + " what is there now");
    }
    return null;
  }

  /** Returns how many writes wait for the next transaction. */
  int waiting() {
    return commits.waiting();
  }

  @Override
  public <T> T read(Work<T> work) {
    readerLock.lock();
    try {
      if (closed) {
        throw new JournalException("the journal is closed");
      }
      return work.run(reader);
    } catch (SQLException e) {
      throw Failures.sqlite(e, file);
    } finally {
      readerLock.unlock();
    }
  }

  @Override
  public long assigned() {
    return assigned;
  }

  @Override
  public void maintain() {
    maintenance.maintain();
  }

  @Override
  public void checkpoint() {
    maintenance.checkpoint();
  }

  @Override
  public void erased() {
    maintenance.erased();
  }

  @Override
  public Erasure.Remnants scrub(List<byte[]> erased) {
    return maintenance.scrub(erased);
  }

  @Override
  public Erasure.Remnants compact() {
    return maintenance.compact();
  }

  @Override
  public void backupTo(Path target, BackupProgress progress) {
    if (closed) {
      throw new JournalException("the journal is closed");
    }
    new SqliteBackup(path, this::open, progress).to(target);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      // First, because maintenance may be waiting for a commit.
      maintenance.close();
    } catch (SQLException e) {
      throw Failures.sqlite(e, file);
    }
    commits.acquire();
    readerLock.lock();
    try {
      Connection keepsLog = markClosed();
      writer.close();
      writing.close();
      reader.close();
      reading.close();
      closeQuietly(keepsLog);
    } catch (SQLException e) {
      throw Failures.sqlite(e, file);
    } finally {
      readerLock.unlock();
      // Writers that came meanwhile are refused, and must not wait for ever.
      commits.release();
    }
  }

  /**
   * Marks the main file as complete, as it will be when the last process has closed it.
   *
   * @return a read-only connection to close last, if the mark could not be written, as on a full
   *     disk: it keeps SQLite from deleting the log, without which the main file would be refused
   */
  private @Nullable Connection markClosed() throws SQLException {
    try {
      writer.execute("PRAGMA busy_timeout = 2000");
      writer.execute("PRAGMA user_version = " + markAtClose);
      return null;
    } catch (SQLException e) {
      Properties readOnly = new Properties();
      readOnly.setProperty("open_mode", "1");
      Connection keepsLog = DriverManager.getConnection(SqliteFile.url(path), readOnly);
      try (Session session = new Session(keepsLog, SqliteDialect.INSTANCE)) {
        session.first("SELECT count(*) FROM yiwang_schema", row -> true);
      }
      return keepsLog;
    }
  }
}
