package io.yiwang.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
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
  private volatile boolean closed;

  SqliteStore(Path path) {
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
        writer.execute("PRAGMA secure_delete = ON");
        checkWhoseFile();
        this.<Boolean>write(
            session -> {
              Schema.prepare(session);
              return true;
            });
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

  /** What was written to a file that is no longer under its name would be lost. */
  private void checkStillThere() {
    Object now = key(path);
    if (!Objects.equals(key, now)) {
      throw new JournalException(
          "the journal "
              + file
              + " was moved, deleted or replaced while open; put it back, or restart to go on with"
              + " what is there now");
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
        try {
          if (!job.done) {
            commitWaiting();
          }
        } finally {
          led.set(false);
          // Whoever came meanwhile and did not get the lead.
          Job<?> next = waiting.peek();
          if (next != null) {
            LockSupport.unpark(next.thread);
          }
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

  private void commitWaiting() {
    List<Job<?>> batch = new ArrayList<>();
    for (Job<?> job = waiting.poll(); job != null; job = waiting.poll()) {
      batch.add(job);
      if (batch.size() == MAX_BATCH) {
        break;
      }
    }
    try {
      if (closed) {
        throw new JournalException("the journal is closed");
      }
      checkStillThere();
      commitTogether(batch);
    } catch (SQLException e) {
      JournalException failed = Failures.sqlite(e, file);
      batch.forEach(job -> job.failure = failed);
    } catch (RuntimeException | Error e) {
      batch.forEach(job -> job.failure = e);
    } finally {
      for (Job<?> job : batch) {
        job.done = true;
        LockSupport.unpark(job.thread);
      }
    }
  }

  /** One flush for all; where that fails, one for each, so that none fails for another. */
  private void commitTogether(List<Job<?>> batch) throws SQLException {
    if (batch.size() > 1) {
      writer.update("BEGIN IMMEDIATE");
      if (committed(batch)) {
        return;
      }
    }
    for (Job<?> job : batch) {
      job.failure = null;
      commitAlone(job);
    }
  }

  private boolean committed(List<Job<?>> batch) {
    try {
      for (Job<?> job : batch) {
        writer.update("SAVEPOINT one");
        job.run(writer);
        if (job.failure != null) {
          writer.update("ROLLBACK TO one");
        }
        writer.update("RELEASE one");
      }
      writer.update("COMMIT");
      return true;
    } catch (SQLException e) {
      rollBack();
      return false;
    } catch (RuntimeException | Error e) {
      rollBack();
      throw e;
    }
  }

  private void commitAlone(Job<?> job) {
    try {
      writer.update("BEGIN IMMEDIATE");
      job.run(writer);
      writer.update(job.failure == null ? "COMMIT" : "ROLLBACK");
    } catch (SQLException e) {
      rollBack();
      job.failure = Failures.sqlite(e, file);
    } catch (RuntimeException | Error e) {
      rollBack();
      throw e;
    }
  }

  private void rollBack() {
    try {
      writer.update("ROLLBACK");
    } catch (SQLException e) {
      // SQLite has rolled back by itself, as it does on a full disk.
      return;
    }
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
      try {
        result = work.run(session);
      } catch (RuntimeException | Error e) {
        // Of this caller alone, who gets it.
        failure = e;
      }
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
