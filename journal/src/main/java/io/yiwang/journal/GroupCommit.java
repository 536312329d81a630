package io.yiwang.journal;

import io.yiwang.journal.Store.Work;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the writes of many threads on one SQLite connection, so that writes that wait at the same
 * time share a transaction and its flush to disk. The thread that comes first leads: it runs all
 * that are waiting and commits them; a thread that is alone hands nothing over. Thread-safe.
 */
final class GroupCommit {
  private static final int MAX_BATCH = 128;

  /** Says whether writes are possible. */
  interface Guard {
    /** Returns why nothing can be written at present, or null if it can. */
    @Nullable RuntimeException refusal();
  }

  private final Session session;
  private final String file;
  private final Guard guard;
  private final ConcurrentLinkedQueue<Job<?>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean led = new AtomicBoolean();
  private int lastBatch;

  /**
   * Makes a group commit that alone uses a session.
   *
   * @param file names the database in errors
   */
  GroupCommit(Session session, String file, Guard guard) {
    this.session = session;
    this.file = file;
    this.guard = guard;
  }

  /** Runs work whose changes are on disk when this returns; when it throws, none are. */
  <T> T write(Work<T> work) {
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
        // An interrupt must not leave it open whether the work was written.
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return job.result();
  }

  /** Waits for the batch under way, and lets no other begin before {@link #release}. */
  void acquire() {
    while (!led.compareAndSet(false, true)) {
      Thread.onSpinWait();
    }
  }

  /** Lets writes continue after {@link #acquire}, those that came meanwhile too. */
  void release() {
    handOver(List.of());
  }

  /** Returns how many writes wait for the next batch. */
  int waiting() {
    return waiting.size();
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
      repeatEachAlone(batch, spoiled);
    }
  }

  /** Gives up the lead before it wakes the batch's threads, so that the next batch can begin. */
  private void handOver(List<Job<?>> batch) {
    batch.forEach(job -> job.done = true);
    led.set(false);
    // A thread that came meanwhile and did not get the lead.
    Job<?> next = waiting.peek();
    if (next != null) {
      LockSupport.unpark(next.thread);
    }
    batch.forEach(job -> LockSupport.unpark(job.thread));
  }

  /** Repeats the jobs of a batch that one of them has spoiled, each in its own transaction. */
  private void repeatEachAlone(List<Job<?>> batch, Throwable spoiled) {
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
    RuntimeException refusal = guard.refusal();
    if (refusal != null) {
      return refusal;
    }
    try {
      session.update("BEGIN IMMEDIATE");
      return null;
    } catch (SQLException e) {
      return Failures.sqlite(e, file);
    }
  }

  /**
   * Runs jobs and commits them. A job that comes while the others run is still in time for their
   * flush.
   *
   * @param tried receives the jobs
   * @return why nothing was written; null if all was
   */
  private @Nullable Throwable commit(Queue<Job<?>> jobs, List<Job<?>> tried) {
    try {
      for (Job<?> job = next(jobs, tried); job != null; job = next(jobs, tried)) {
        tried.add(job);
        job.run(session);
      }
      lastBatch = tried.size();
      session.update("COMMIT");
      return null;
    } catch (SQLException e) {
      rollBack();
      return Failures.sqlite(e, file);
    } catch (RuntimeException | Error e) {
      // An error, too, is for the job that threw it: the others were not written, and must not
      // return as if they were.
      rollBack();
      return e;
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // A hint: if it has no effect, it costs one more flush.
  private @Nullable Job<?> next(Queue<Job<?>> jobs, List<Job<?>> tried) {
    if (tried.size() == MAX_BATCH) {
      return null;
    }
    Job<?> job = jobs.poll();
    if (job == null && tried.size() < lastBatch) {
      // The threads of the last batch are on their way back: a moment for them saves a flush.
      Thread.yield();
      job = jobs.poll();
    }
    return job;
  }

  private void rollBack() {
    try {
      session.update("ROLLBACK");
    } catch (SQLException e) {
      // SQLite has already rolled back, as it does on a full disk.
      return;
    }
  }

  /** Holds one caller's work and its outcome. */
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

    @SuppressWarnings("NullAway") // The work returns what its caller's type says.
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
