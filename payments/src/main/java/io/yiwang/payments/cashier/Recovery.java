package io.yiwang.payments.cashier;

import io.yiwang.Worker;
import io.yiwang.journal.Backlog;
import io.yiwang.journal.Journal;
import io.yiwang.journal.JournalException;
import io.yiwang.journal.Unserved;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes everything unfinished to its end: what a crash left, what the gateway or the channel has
 * not answered yet, refunds that take days. Every application that has a {@link FineCashier} runs
 * one, on any number of nodes: each payment is worked on by one at a time. Where a journal has
 * several gateway accounts, each cashier needs its own. It never charges a payer. Thread-safe.
 *
 * <pre>{@code
 * try (Recovery recovery = Recovery.of(cashier)) {
 *   recovery.start();
 *   ...
 * }
 * }</pre>
 *
 * <p>What does not come to an end in time is reported to {@link
 * CashierListener#interventionRequired}, and tried on, slowly.
 */
public final class Recovery implements Worker {
  /**
   * What is unfinished.
   *
   * @param payments by state of {@link CashierState}
   * @param refunds by state of {@link RefundState}
   * @param interventionRequired how many of both a person was asked about and that have not moved
   *     since
   * @param unserved what nobody takes up, of the whole journal: of accounts other than the
   *     cashier's, too, to which all else belongs
   */
  public record Figures(
      Backlog payments, Backlog refunds, int interventionRequired, List<Unserved> unserved) {
    /** Copies the list. */
    public Figures {
      unserved = List.copyOf(unserved);
    }
  }

  private static final int ROUND = 100;

  private final FineCashier cashier;
  private final Duration every;
  private final int workers;
  private final Duration keepFinished;
  private final Duration purgeEvery;
  private @Nullable ScheduledExecutorService threads;
  private volatile boolean closed;

  /** Of these the listener knows that nobody serves them; for the thread that looks alone. */
  private Set<String> notified = Set.of();

  private long toldAt = System.nanoTime();

  private Recovery(Builder builder) {
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

  /** Starts describing one. */
  public static Builder builder(FineCashier cashier) {
    return new Builder(cashier);
  }

  /**
   * Works in its own threads until {@link #close}.
   *
   * @throws IllegalStateException if it was started or closed before
   */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // What is run catches all that it throws.
  public synchronized void start() {
    if (threads != null || closed) {
      throw new IllegalStateException("a recovery starts once; make another one");
    }
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
    // Not at once: the recoveries of one application start one after another.
    started.scheduleWithFixedDelay(
        this::tellUnserved, Math.max(1000, every.toMillis()), 60_000, TimeUnit.MILLISECONDS);
    threads = started;
  }

  private void roundsUntilIdle() {
    try {
      while (!closed && runOnce() == ROUND) {
        // There may be more.
      }
    } catch (RuntimeException | Error e) {
      trouble(e);
    }
  }

  /** Of what is new, and of all once an hour. */
  private void tellUnserved() {
    try {
      List<Unserved> found = cashier.journal().unserved();
      long now = System.nanoTime();
      boolean again = now - toldAt >= TimeUnit.HOURS.toNanos(1);
      Set<String> works = new HashSet<>();
      for (Unserved each : found) {
        String work = each.account() + ' ' + each.kind();
        works.add(work);
        if (again || !notified.contains(work)) {
          cashier.reports().unserved(each);
        }
      }
      notified = works;
      toldAt = again ? now : toldAt;
    } catch (RuntimeException | Error e) {
      trouble(e);
    }
  }

  private void purgeQuietly() {
    try {
      purge();
    } catch (RuntimeException | Error e) {
      trouble(e);
    }
  }

  private void trouble(Throwable e) {
    cashier.reports().recoveryFailed(e);
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
    return done;
  }

  /**
   * Returns how many payments and refunds of the cashier's gateway account are unfinished, in which
   * state, how old, and how many of them wait for a person; and what in the journal nobody takes
   * up. The database counts them: for a metric every minute, not for every request.
   */
  public Figures figures() {
    Backlog payments = cashier.runners().get(0).backlog();
    Backlog refunds = cashier.runners().get(1).backlog();
    return new Figures(
        payments,
        refunds,
        Math.toIntExact(payments.marked() + refunds.marked()),
        cashier.journal().unserved());
  }

  /**
   * Removes what has been finished for longer than is to be kept, of whichever kind the {@link
   * Journal} has in the cashier's gateway account; a started recovery does so every hour, the first
   * time an hour after its start.
   *
   * @return how many there were
   */
  public int purge() {
    return cashier.journal().purge(cashier.account(), keepFinished);
  }

  /** Ends after what is being worked on, which takes no longer than the calls outside take. */
  @Override
  public void close() {
    ScheduledExecutorService running;
    synchronized (this) {
      closed = true;
      running = threads;
    }
    if (running != null) {
      awaitEnd(running);
    }
    try {
      cashier.runners().forEach(StageRunner::leave);
    } catch (JournalException e) {
      // For a minute more it counts as running.
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
        // Whoever waits for us is in a hurry; the calls outside end early and are asked about
        // later.
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
    private Duration keepFinished = Duration.ofDays(400);
    private Duration purgeEvery = Duration.ofHours(1);

    private Builder(FineCashier cashier) {
      this.cashier = cashier;
    }

    /** Sets how long to rest when nothing is due; 5 seconds by default. */
    public Builder every(Duration every) {
      if (every.toMillis() < 1) {
        throw new IllegalArgumentException("every must be 1 ms or more, got " + every);
      }
      this.every = every;
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

    /** Sets how long finished payments are kept; 400 days by default. */
    public Builder keepFinished(Duration keepFinished) {
      this.keepFinished = keepFinished;
      return this;
    }

    /** Sets how long after the start, and after each time, to remove what is too old. */
    Builder purgeEvery(Duration interval) {
      purgeEvery = interval;
      return this;
    }

    /** Makes the recovery; {@link Recovery#start} starts it. */
    public Recovery build() {
      return new Recovery(this);
    }
  }
}
