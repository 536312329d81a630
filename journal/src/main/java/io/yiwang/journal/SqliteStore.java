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

  private final Path path;
  private final @Nullable Object key;
  private final String file;
  private final Connection writing;
  private final Connection reading;
  private final Session writer;
  private final Session reader;
  private final ReentrantLock oneReader = new ReentrantLock();
  private final ConcurrentLinkedQueue<Job<?>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean led = new AtomicBoolean();
  private final long assigned;
  private int lastBatch;
  private volatile boolean closed;

  SqliteStore(Path path) {
    this(path, null);
  }

  /**
   * @param accountOf whose the intents are that an older Yiwang wrote, where somebody says so
   */
  SqliteStore(Path path, @Nullable BiFunction<String, String, String> accountOf) {
    this.path = path;
    file = path.toString();
    if (file.contains("?")) {
      throw new IllegalArgumentException("a journal's path must not contain ?");
    }
    writing = open(path);
    key = key(path);
    try {
      Connection second = null;
      try {
        writer = new Session(writing, Dialect.SQLITE);
        writer.execute("PRAGMA journal_mode = WAL");
        writer.execute("PRAGMA synchronous = FULL");
        // 16 MiB of log: moving it into the file costs two more flushes.
        writer.execute("PRAGMA wal_autocheckpoint = 4000");
        writer.execute("PRAGMA secure_delete = ON");
        checkWhoseFile();
        assigned = this.<Long>write(session -> Schema.prepare(session, accountOf));
        second = open(path);
        reading = second;
        reader = new Session(reading, Dialect.SQLITE);
      } catch (SQLException | RuntimeException e) {
        writing.close();
        throw e;
      }
    } catch (SQLException e) {
      throw Failures.sqlite(e, file);
    }
  }

  private Connection open(Path path) {
    try {
      Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path.toAbsolutePath());
      try (Session session = new Session(connection, Dialect.SQLITE)) {
        session.execute("PRAGMA busy_timeout = 20000");
      }
      return connection;
    } catch (SQLException e) {
      if ("08001".equals(e.getSQLState())) {
        throw new JournalException(
            "a journal in a file needs the SQLite driver; add org.xerial:sqlite-jdbc");
      }
      throw Failures.sqlite(e, file);
    }
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

  /** The lead first, so that the next batch can begin while this one is still told. */
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

  /** What one job has spoiled is done again, each job by itself. */
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
              + " was moved, deleted or replaced while open; put it back, or restart to go on with"
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

  /** How many wait for the next flush. */
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
  public void scrub() {
    // The rows are overwritten in the file; the log still holds them until it is cut.
    oneReader.lock();
    try {
      reader.first("PRAGMA wal_checkpoint(TRUNCATE)", row -> true);
    } catch (SQLException e) {
      throw Failures.sqlite(e, file);
    } finally {
      oneReader.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    while (!led.compareAndSet(false, true)) {
      Thread.onSpinWait();
    }
    oneReader.lock();
    try {
      writer.close();
      writing.close();
      reader.close();
      reading.close();
    } catch (SQLException e) {
      throw Failures.sqlite(e, file);
    } finally {
      oneReader.unlock();
      led.set(false);
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
