package io.yiwang.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One SQLite file. Concurrent writes share a transaction and its flush: whoever comes first does
 * all that is waiting (group commit), so one thread alone hands nothing over.
 */
final class SqliteStore implements Store {
  private static final int MAX_BATCH = 128;
  private static final int CUTS = 5;
  private static final Schema SCHEMA = new Schema(SqliteDialect.INSTANCE);

  private final Path path;
  private final @Nullable Object key;
  private final String file;
  private final Connection writing;
  private final Connection reading;
  private final Connection keeping;
  private final Session writer;
  private final Session reader;
  private final Session keeper;
  private final ReentrantLock oneReader = new ReentrantLock();
  private final ReentrantLock oneKeeper = new ReentrantLock();
  private final SqliteFile files;
  private final boolean fromBackup;
  private final int wordAtTheEnd;
  private final ConcurrentLinkedQueue<Job<?>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean led = new AtomicBoolean();
  private final long assigned;
  private int lastBatch;
  private volatile boolean closed;

  /** Whether the log may hold what was erased. Until it was cut once, it may. */
  private volatile boolean unscrubbed = true;

  SqliteStore(Path path) {
    this(path, null);
  }

  /**
   * @param accountOf whose the intents are that an older Yiwang wrote, where somebody says so
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
        requireVersion(writer);
        checkWhoseFile();
        writer.execute("PRAGMA journal_mode = WAL");
        // 16 MiB of log: moving it into the file costs two more flushes.
        writer.execute("PRAGMA wal_autocheckpoint = 4000");
        assigned = this.<Long>write(session -> SCHEMA.prepare(session, accountOf));
        second = open(path);
        reading = second;
        reader = new Session(reading, SqliteDialect.INSTANCE);
        third = open(path);
        keeping = third;
        keeper = new Session(keeping, SqliteDialect.INSTANCE);
        fromBackup = word() == SqliteFile.BACKUP;
        // Who only assigned accounts has not opened it yet.
        wordAtTheEnd = fromBackup && accountOf != null ? SqliteFile.BACKUP : SqliteFile.CLOSED;
        sayInUse();
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
      // What led here is thrown.
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
      // The driver would ask for a key after every insert; no table of ours makes any.
      settings.setProperty("jdbc.get_generated_keys", "false");
      Connection connection = DriverManager.getConnection(SqliteFile.url(path), settings);
      try (Session session = new Session(connection, SqliteDialect.INSTANCE)) {
        session.execute("PRAGMA busy_timeout = 20000");
        session.execute("PRAGMA synchronous = FULL");
        // Where the system has two kinds of flush, the one that reaches the disk.
        session.execute("PRAGMA fullfsync = ON");
        session.execute("PRAGMA checkpoint_fullfsync = ON");
        session.execute("PRAGMA secure_delete = ON");
        // Not in files of the system's temporary folder, where erased rows would stay.
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

  /** Says in the main file that the log may have more than it; on disk when this returns. */
  private void sayInUse() throws SQLException {
    if (word() != SqliteFile.IN_USE) {
      this.<Boolean>write(
          session -> {
            session.execute("PRAGMA user_version = " + SqliteFile.IN_USE);
            return true;
          });
      keeper.first("PRAGMA wal_checkpoint(TRUNCATE)", row -> true);
    }
  }

  private int word() throws SQLException {
    Integer word = keeper.first("PRAGMA user_version", row -> row.getInt(1));
    return word == null ? 0 : word;
  }

  @Override
  public boolean isOpenedFromBackup() {
    return fromBackup;
  }

  private void checkWhoseFile() throws SQLException {
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

  /** Names the file itself, where the file system tells; the same for all that have no name. */
  private static @Nullable Object key(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      return path;
    }
  }

  @Override
  public <T> T write(Work<T> work) {
    Job<T> job = new Job<>(work, Thread.currentThread());
    waiting.add(job);
    boolean interrupted = false;
    while (!job.done) {
      if (led.compareAndSet(false, true)) {
        List<Job<?>> batch = new ArrayList<>();
        try {
          if (!job.done) {
            commitWaiting(batch);
          }
        } finally {
          handOver(batch);
        }
      } else {
        LockSupport.park(this);
        // Half written is worse than late.
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return job.result();
  }

  private void commitWaiting(List<Job<?>> batch) {
    RuntimeException failure = begin();
    if (failure != null) {
      for (Job<?> job = waiting.poll(); job != null; job = waiting.poll()) {
        job.failure = failure;
        batch.add(job);
      }
      return;
    }
    Throwable spoiled = commit(waiting, batch);
    if (spoiled != null) {
      failAlone(batch, spoiled);
    }
  }

  /**
   * Hands over the lead first, so that the next batch can begin while this one is still reported.
   */
  private void handOver(List<Job<?>> batch) {
    batch.forEach(job -> job.done = true);
    led.set(false);
    // Whoever came meanwhile and did not get the lead.
    Job<?> next = waiting.peek();
    if (next != null) {
      LockSupport.unpark(next.thread);
    }
    batch.forEach(job -> LockSupport.unpark(job.thread));
  }

  /** Does again what one job has spoiled, each job by itself. */
  private void failAlone(List<Job<?>> batch, Throwable spoiled) {
    if (batch.size() == 1) {
      batch.get(0).failure = spoiled;
      return;
    }
    for (Job<?> job : batch) {
      RuntimeException failure = begin();
      job.failure =
          failure == null ? commit(new ArrayDeque<>(List.of(job)), new ArrayList<>()) : failure;
    }
  }

  private @Nullable RuntimeException begin() {
    if (closed) {
      return new JournalException("the journal is closed");
    }
    if (!Objects.equals(key, key(path))) {
      // What is written to a file that is no longer under its name is lost.
      return new JournalException(
          "the journal "
              + file
              + " was moved, deleted or replaced while open; put it back, or restart to continue with"
              + " what is there now");
    }
    try {
      writer.update("BEGIN IMMEDIATE");
      return null;
    } catch (SQLException e) {
      return Failures.sqlite(e, file);
    }
  }

  /**
   * Does jobs and commits. Whoever comes while the work of others is done is still in time for
   * their flush.
   *
   * @param tried takes the jobs
   * @return why nothing of it has been done
   */
  private @Nullable Throwable commit(Queue<Job<?>> jobs, List<Job<?>> tried) {
    try {
      for (Job<?> job = next(jobs, tried); job != null; job = next(jobs, tried)) {
        tried.add(job);
        job.run(writer);
      }
      lastBatch = tried.size();
      writer.update("COMMIT");
      return null;
    } catch (SQLException e) {
      rollBack();
      return Failures.sqlite(e, file);
    } catch (RuntimeException | Error e) {
      // An error, too, is its caller's alone: the others must not take theirs for done.
      rollBack();
      return e;
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // A hint: without effect it costs a flush, no more.
  private @Nullable Job<?> next(Queue<Job<?>> jobs, List<Job<?>> tried) {
    if (tried.size() == MAX_BATCH) {
      return null;
    }
    Job<?> job = jobs.poll();
    if (job == null && tried.size() < lastBatch) {
      // Those whom the last flush let go are on their way back: a moment for them saves a flush.
      Thread.yield();
      job = jobs.poll();
    }
    return job;
  }

  private void rollBack() {
    try {
      writer.update("ROLLBACK");
    } catch (SQLException e) {
      // SQLite has rolled back by itself, as it does on a full disk.
      return;
    }
  }

  /** Returns how many wait for the next flush. */
  int waiting() {
    return waiting.size();
  }

  @Override
  public <T> T read(Work<T> work) {
    oneReader.lock();
    try {
      if (closed) {
        throw new JournalException("the journal is closed");
      }
      return work.run(reader);
    } catch (SQLException e) {
      throw Failures.sqlite(e, file);
    } finally {
      oneReader.unlock();
    }
  }

  @Override
  public long assigned() {
    return assigned;
  }

  @Override
  public void keep() {
    oneKeeper.lock();
    try {
      if (closed) {
        return;
      }
      // Another process that closed it has said that it is not.
      sayInUse();
      if (unscrubbed) {
        cutLog();
      }
    } catch (SQLException e) {
      throw Failures.sqlite(e, file);
    } finally {
      oneKeeper.unlock();
    }
  }

  @Override
  public void settle() {
    oneKeeper.lock();
    try {
      if (!closed) {
        keeper.first("PRAGMA wal_checkpoint(PASSIVE)", row -> true);
      }
    } catch (SQLException e) {
      throw Failures.sqlite(e, file);
    } finally {
      oneKeeper.unlock();
    }
  }

  @Override
  public void erased() {
    unscrubbed = true;
  }

  @Override
  public Erasure.Remnants scrub(List<byte[]> erased) {
    Erasure.Remnants log = kept(this::cutLog);
    if (log != Erasure.Remnants.NONE) {
      return log;
    }
    try {
      // SQLite overwrites what it deletes, but not where a row was before it was moved.
      return new FileSearch(erased).findsIn(path)
          ? Erasure.Remnants.IN_FREE_SPACE
          : Erasure.Remnants.NONE;
    } catch (IOException e) {
      throw Failures.file(e, path);
    }
  }

  @Override
  public Erasure.Remnants compact() {
    return kept(
        () -> {
          keeper.execute("VACUUM");
          cutLog();
        });
  }

  /** Work on the connection that keeps house. */
  private interface Chore {
    void run() throws SQLException;
  }

  private Erasure.Remnants kept(Chore chore) {
    oneKeeper.lock();
    try {
      if (closed) {
        throw new JournalException("the journal is closed");
      }
      chore.run();
      return unscrubbed ? Erasure.Remnants.IN_THE_LOG : Erasure.Remnants.NONE;
    } catch (SQLException e) {
      throw Failures.sqlite(e, file);
    } finally {
      oneKeeper.unlock();
    }
  }

  /** Cuts the log, which still holds the rows that are overwritten in the file. */
  private void cutLog() throws SQLException {
    // First: what is erased from here on may not be in what is cut.
    unscrubbed = false;
    boolean cut = false;
    try {
      // Whoever writes waits with us for those who read what is in the log: not for long.
      keeper.execute("PRAGMA busy_timeout = 20");
      // Copies without holding anybody up, and leaves the next little to do.
      keeper.first("PRAGMA wal_checkpoint(PASSIVE)", row -> true);
      for (int attempt = 0; attempt < CUTS && !cut; attempt++) {
        cut =
            Boolean.TRUE.equals(
                keeper.first("PRAGMA wal_checkpoint(TRUNCATE)", row -> row.getInt(1) == 0));
      }
    } finally {
      unscrubbed |= !cut;
      keeper.execute("PRAGMA busy_timeout = 20000");
    }
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
    while (!led.compareAndSet(false, true)) {
      Thread.onSpinWait();
    }
    oneKeeper.lock();
    oneReader.lock();
    try {
      Connection holding = sayClosed();
      writer.close();
      writing.close();
      reader.close();
      reading.close();
      keeper.close();
      keeping.close();
      closeQuietly(holding);
    } catch (SQLException e) {
      throw Failures.sqlite(e, file);
    } finally {
      oneReader.unlock();
      oneKeeper.unlock();
      // Whoever came meanwhile is refused, and must not wait for ever.
      handOver(List.of());
    }
  }

  /**
   * Says that all is in the main file, as it will be when the last process has closed it.
   *
   * @return what is to be closed last where that could not be written, as on a full disk: a
   *     connection that may only read leaves the log where it is, without which the main file would
   *     be refused
   */
  private @Nullable Connection sayClosed() throws SQLException {
    try {
      writer.execute("PRAGMA busy_timeout = 2000");
      writer.execute("PRAGMA user_version = " + wordAtTheEnd);
      return null;
    } catch (SQLException e) {
      Properties readOnly = new Properties();
      readOnly.setProperty("open_mode", "1");
      Connection holding = DriverManager.getConnection(SqliteFile.url(path), readOnly);
      try (Session session = new Session(holding, SqliteDialect.INSTANCE)) {
        session.first("SELECT count(*) FROM yiwang_schema", row -> true);
      }
      return holding;
    }
  }

  /** One caller's work, and what came of it. */
  private static final class Job<T> {
    private final Work<T> work;
    private final Thread thread;
    private @Nullable T result;
    private @Nullable Throwable failure;
    private volatile boolean done;

    Job(Work<T> work, Thread thread) {
      this.work = work;
      this.thread = thread;
    }

    void run(Session session) throws SQLException {
      result = work.run(session);
    }

    @SuppressWarnings("NullAway") // A work gives what its caller's type says.
    T result() {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof RuntimeException exception) {
        throw exception;
      }
      return result;
    }
  }
}
