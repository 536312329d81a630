package io.yiwang.payments.cashier;

import io.yiwang.Backlog;
import io.yiwang.Worker;
import io.yiwang.WorkerFigures;
import io.yiwang.internal.shared.Rounds;
import io.yiwang.journal.Journal;
import io.yiwang.journal.JournalException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Completes everything that is unfinished: what a crash has interrupted, what the gateway or the
 * channel has not answered yet, and refunds, which take days. Every application with a {@link
 * FineCashier} has to run one, on any number of nodes: a payment is worked on by one node at a
 * time. If a journal has several gateway accounts, each cashier needs its own recovery. It never
 * charges a payer. Thread-safe.
 *
 * <pre>{@code
 * try (Recovery recovery = Recovery.of(cashier)) {
 *   recovery.start();
 *   ...
 * }
 * }</pre>
 *
 * <p>What does not end in time is reported to {@link CashierListener#interventionRequired}, and
 * retried slowly.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 */
public class Recovery implements Worker {
  /** Names payments in {@link #figures}; their states are those of {@link CashierState}. */
  public static final String PAYMENTS = "fine.payment";

  /** Names refunds in {@link #figures}; their states are those of {@link RefundState}. */
  public static final String REFUNDS = "fine.refund";

  /** Longer than the year in which channels accept refunds, plus the days that a refund takes. */
  private static final Duration KEEP_FINISHED = Duration.ofDays(400);

  private static final int ROUND = 100;

  private final FineCashier cashier;
  private final Duration every;
  private final int workers;
  private final Duration keepFinished;
  private final Duration purgeEvery;
  private @Nullable ScheduledExecutorService threads;
  private volatile boolean closed;
  private final AtomicLong workedOn = new AtomicLong();
  private final AtomicLong failedRounds = new AtomicLong();

  Recovery(Builder builder) {
    cashier = builder.cashier;
    every = builder.every;
    workers = builder.workers;
    keepFinished = builder.keepFinished;
    purgeEvery = builder.purgeEvery;
  }

  /** Returns a recovery with default settings. */
  public static Recovery of(FineCashier cashier) {
    return builder(cashier).build();
  }

  /** Returns a builder of a recovery. */
  public static Builder builder(FineCashier cashier) {
    return new Builder(cashier);
  }

  /**
   * Works in its own threads until {@link #close}.
   *
   * @throws IllegalStateException if it is running
   */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // The tasks catch everything themselves.
  public synchronized void start() {
    if (threads != null) {
      throw new IllegalStateException("this recovery is running");
    }
    closed = false;
    ScheduledExecutorService started =
        Executors.newScheduledThreadPool(
            workers,
            work -> {
              Thread thread = new Thread(work, "yiwang-recovery");
              thread.setDaemon(true);
              return thread;
            });
    for (int i = 0; i < workers; i++) {
      started.scheduleWithFixedDelay(
          this::roundsUntilIdle, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }
    // Never at the start: a machine that has just booted may have a wrong clock.
    started.scheduleWithFixedDelay(
        this::purgeQuietly, purgeEvery.toMillis(), purgeEvery.toMillis(), TimeUnit.MILLISECONDS);
    threads = started;
  }

  private void roundsUntilIdle() {
    try {
      while (!closed && runOnce() == ROUND) {
        // There may be more.
      }
    } catch (Throwable e) {
      countFailure(e);
    }
  }

  private void purgeQuietly() {
    try {
      purge();
    } catch (Throwable e) {
      countFailure(e);
    }
  }

  private void countFailure(Throwable e) {
    failedRounds.incrementAndGet();
    cashier.reports().roundFailed(e);
  }

  /** Works on at most 100 payments and refunds that are due now. */
  @Override
  public int runOnce() {
    return runOnce(ROUND);
  }

  /**
   * Works on what is due now, for an application with its own scheduler.
   *
   * @param atMost how many payments and refunds
   * @return how many there were; fewer than {@code atMost} if that was all
   */
  public int runOnce(int atMost) {
    int done = 0;
    for (StageRunner<?, ?> runner : cashier.runners()) {
      while (!closed && done < atMost && runner.workDue()) {
        done++;
      }
    }
    workedOn.addAndGet(done);
    return done;
  }

  /**
   * Returns how many {@link #PAYMENTS} and {@link #REFUNDS} of the cashier's gateway account are
   * unfinished, in which states, how old the oldest is, and how many have not changed their state
   * since a person was asked about them. {@code done} has {@code "processed"}: how often one was
   * taken up. {@link Journal#unserved} returns what nobody takes up, in any account; {@link
   * io.yiwang.journal.JournalListener#unserved} is notified of it.
   */
  @Override
  public WorkerFigures figures() {
    Backlog payments = cashier.runners().get(0).backlog();
    Backlog refunds = cashier.runners().get(1).backlog();
    return new WorkerFigures(
        Map.of(PAYMENTS, payments, REFUNDS, refunds),
        payments.marked() + refunds.marked(),
        Map.of("processed", workedOn.get()),
        failedRounds.get());
  }

  /**
   * Removes what has been finished for longer than {@link Builder#keepFinished}, of every kind that
   * the {@link Journal} has in the cashier's gateway account. A started recovery does so every
   * hour, for the first time an hour after its start.
   *
   * @return how many intents were removed
   */
  public int purge() {
    return cashier.journal().purge(cashier.account(), keepFinished);
  }

  /** Stops after the work in progress, which takes no longer than the calls that it makes. */
  @Override
  public void close() {
    ScheduledExecutorService running;
    synchronized (this) {
      closed = true;
      running = threads;
      threads = null;
    }
    if (running != null) {
      awaitEnd(running);
    }
    try {
      cashier.runners().forEach(StageRunner::leave);
    } catch (JournalException e) {
      // It counts as running for one more minute.
      return;
    }
  }

  private static void awaitEnd(ScheduledExecutorService running) {
    running.shutdown();
    boolean interrupted = false;
    while (true) {
      try {
        if (running.awaitTermination(1, TimeUnit.DAYS)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
        // The caller is in a hurry: end external calls early; their outcomes are asked for later.
        running.shutdownNow();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Collects a recovery's settings. Not thread-safe. */
  public static final class Builder {
    private final FineCashier cashier;
    private Duration every = Duration.ofSeconds(5);
    private int workers = 2;
    private Duration keepFinished = KEEP_FINISHED;
    private Duration purgeEvery = Duration.ofHours(1);

    private Builder(FineCashier cashier) {
      this.cashier = cashier;
    }

    /** Sets how long to wait when nothing is due; 5 seconds by default. */
    public Builder every(Duration every) {
      this.every = Rounds.check(every);
      return this;
    }

    /** Sets how many payments are worked on at the same time; 2 by default. */
    public Builder workers(int workers) {
      if (workers < 1) {
        throw new IllegalArgumentException("workers must be 1 or more, got " + workers);
      }
      this.workers = workers;
      return this;
    }

    /**
     * Sets how long finished payments are kept; 400 days by default. That is longer than money can
     * still be refunded: channels accept refunds for about a year after the charge, and need some
     * days to carry them out. Reconciliation does not find what is no longer kept.
     */
    public Builder keepFinished(Duration keepFinished) {
      if (keepFinished.isNegative()) {
        throw new IllegalArgumentException("keepFinished must be 0 or more, got " + keepFinished);
      }
      this.keepFinished = keepFinished;
      return this;
    }

    /** Sets the interval at which to purge. */
    Builder purgeEvery(Duration interval) {
      purgeEvery = interval;
      return this;
    }

    /** Makes the recovery, which {@link Recovery#start} starts. */
    public Recovery build() {
      return new Recovery(this);
    }
  }
}
