package io.yiwang.payments.cashier;

import io.yiwang.Backlog;
import io.yiwang.internal.shared.Backoff;
import io.yiwang.internal.shared.FatalErrors;
import io.yiwang.journal.BeginResult;
import io.yiwang.journal.Claim;
import io.yiwang.journal.Draft;
import io.yiwang.journal.Entry;
import io.yiwang.journal.IntentStore;
import io.yiwang.journal.LeaseExpiredException;
import io.yiwang.journal.NoSensitivePayload;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.internal.records.ProcessRecord;
import io.yiwang.payments.internal.records.Progress;
import io.yiwang.value.ChinaTime;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes claimed intents of one kind from stage to stage until they end or have to wait. Each state
 * is on disk before its action begins.
 */
final class StageRunner<S extends Enum<S> & ProcessState, B extends ProcessRecord<B>> {
  /** Holds a process's state and its record. */
  record Snapshot<S, B>(S state, B record) {}

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final IntentStore<B, NoSensitivePayload> intents;
  private final Class<S> states;
  private final Map<S, Stage<S, B>> stages;
  private final Policy policy;
  private final Reports reports;
  private final Clock clock;
  private final Consumer<String> chargedUnwritten;

  /**
   * Makes a runner.
   *
   * @param chargedUnwritten receives the id of a payment whose charge was reported here and could
   *     not be written, because another process has the payment
   */
  StageRunner(
      IntentStore<B, NoSensitivePayload> intents,
      Class<S> states,
      Map<S, Stage<S, B>> stages,
      Policy policy,
      Reports reports,
      Clock clock,
      Consumer<String> chargedUnwritten) {
    // Marked is what a person was asked about.
    this.intents = intents.marking(record -> record.progress().askedAt() != null);
    this.states = states;
    this.stages = stages;
    this.policy = policy;
    this.reports = reports;
    this.clock = clock;
    this.chargedUnwritten = chargedUnwritten;
  }

  /** Records that this process takes up no more. */
  void leave() {
    intents.leave();
  }

  /**
   * Counts what is unfinished; what a person was asked about in its present state counts as marked.
   */
  Backlog backlog() {
    return intents.backlog();
  }

  OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ChinaTime.ZONE);
  }

  Optional<Snapshot<S, B>> find(String id) {
    return intents.find(id).map(entry -> new Snapshot<>(state(entry.state()), entry.payload()));
  }

  /** Writes a new intent and claims it, unless it exists already. */
  BeginResult<B, NoSensitivePayload> begin(Draft<B, NoSensitivePayload> draft) {
    BeginResult<B, NoSensitivePayload> begun = intents.begin(draft, policy.lease());
    if (begun instanceof BeginResult.Started<B, NoSensitivePayload> started) {
      Entry<B, NoSensitivePayload> entry = started.claim().entry();
      entered(entry.payload(), state(entry.state()));
    }
    return begun;
  }

  /**
   * Reopens an intent that has ended and works on it from the given state, unless another process
   * has reopened it.
   *
   * @param record with what has become known since
   */
  void reopen(S state, B record, StageContext.Payer payer) {
    intents
        .find(record.id())
        .filter(entry -> state(entry.state()).isFinal())
        .flatMap(
            entry ->
                intents.reopen(
                    entry, state.name(), record.with(Progress.entered(now())), policy.lease()))
        .ifPresent(
            claim -> {
              entered(claim.entry().payload(), state);
              work(claim, payer, null);
            });
  }

  /** Works on an intent unless another process does. */
  void work(String id, StageContext.Payer payer) {
    intents.claim(id, policy.lease()).ifPresent(claim -> work(claim, payer, null));
  }

  /**
   * Works on the intent that has been due for longest. It claims one at a time, because the lease
   * of a second would run while it works on the first.
   *
   * @return whether there was one
   */
  boolean workDue() {
    List<Claim<B, NoSensitivePayload>> due = intents.claimDue(1, policy.lease());
    due.forEach(claim -> work(claim, StageContext.Payer.ABSENT, null));
    return !due.isEmpty();
  }

  /**
   * Works on a claimed intent until it ends or has to wait.
   *
   * @param order of a payment that this call has begun
   */
  void work(
      Claim<B, NoSensitivePayload> claim, StageContext.Payer payer, @Nullable PaymentOrder order) {
    Snapshot<S, B> current = new Snapshot<>(state(claim.entry().state()), claim.entry().payload());
    ChannelPayment charge = null;
    boolean notCharged = false;
    try {
      while (!current.state().isFinal()) {
        Stage<S, B> stage = stages.get(current.state());
        if (stage == null) {
          throw new IllegalStateException("no stage of " + current.state());
        }
        StageReply reply =
            stage.act(current.record(), new StageContext(payer, order, policy, now(), notCharged));
        charge = reply.charged() == null ? charge : reply.charged();
        notCharged |= reply.isNotCharged();
        StageContext after = new StageContext(payer, order, policy, now(), notCharged);
        Transition<S, B> transition = stage.next(current.record(), reply, after);
        if (transition.next() != Transition.Next.CONTINUE) {
          reschedule(claim, current.state(), transition, stage, reply);
          return;
        }
        current = proceed(claim, transition);
      }
    } catch (LeaseExpiredException e) {
      // The lease expired and another process has it, or the journal was set back. Nothing was
      // written; whoever takes it up asks before it acts, and finds what was done here.
      reportUnwritten(current, charge);
      restore(current);
      if (charge != null) {
        chargedUnwritten.accept(current.record().id());
      }
    } catch (Throwable e) {
      // Whatever the journal, its data source or its cipher throws, also checked exceptions from
      // Kotlin.
      FatalErrors.rethrow(e);
      reportUnwritten(current, charge);
      throw e;
    }
  }

  /** Reports a charge that was reported in this call and may not be on disk. */
  private void reportUnwritten(Snapshot<S, B> current, @Nullable ChannelPayment charge) {
    if (charge != null) {
      reports.leaseExpired(
          new CashierListener.LeaseExpired(current.record().id(), current.state(), charge));
    }
  }

  /**
   * Writes again what a journal that was set back has lost, so that {@link Recovery} takes it up.
   */
  private void restore(Snapshot<S, B> current) {
    if (intents.find(current.record().id()).isEmpty()) {
      Draft<B, NoSensitivePayload> draft =
          Draft.of(current.record().id(), current.state().name(), current.record());
      if (intents.begin(draft, policy.lease())
          instanceof BeginResult.Started<B, NoSensitivePayload> started) {
        started.claim().reschedule(current.state().name(), current.record(), Duration.ZERO);
      }
    }
  }

  private Snapshot<S, B> proceed(Claim<B, NoSensitivePayload> claim, Transition<S, B> transition) {
    B record = transition.record().with(Progress.entered(now()));
    if (transition.state().isFinal()) {
      claim.finish(transition.state().name(), record);
    } else {
      claim.advance(transition.state().name(), record, policy.lease());
    }
    entered(record, transition.state());
    return new Snapshot<>(transition.state(), record);
  }

  private void reschedule(
      Claim<B, NoSensitivePayload> claim,
      S from,
      Transition<S, B> transition,
      Stage<S, B> stage,
      StageReply reply) {
    Throwable cause = reply instanceof StageReply.NoAnswer none ? none.cause() : null;
    boolean changed = transition.state() != from;
    OffsetDateTime now = now();
    Progress progress = changed ? Progress.entered(now) : transition.record().progress().tried();
    boolean late =
        transition.next() == Transition.Next.ESCALATE
            || transition.record().age(now).compareTo(stage.escalateAfter(policy)) > 0;
    if (late
        && progress.askedAt() == null
        && reports.interventionRequired(
            intervention(transition.state(), transition.record(), now, cause))) {
      progress = progress.asked(now);
    }
    B record = transition.record().with(progress);
    claim.reschedule(transition.state().name(), record, dueIn(transition, progress));
    if (changed) {
      entered(record, transition.state());
    }
  }

  private static CashierListener.InterventionRequired intervention(
      ProcessState state, ProcessRecord<?> record, OffsetDateTime now, @Nullable Throwable cause) {
    return new CashierListener.InterventionRequired(
        record.id(),
        record.orderNo(),
        state,
        record.age(now),
        record.gatewayPaymentId(),
        record.charge(),
        record.code(),
        cause);
  }

  /**
   * Returns the wait until the next attempt, with jitter: our own or the longer one that the
   * gateway asks for, but never more than an hour.
   */
  private Duration dueIn(Transition<S, B> transition, Progress progress) {
    Backoff backoff = policy.backoff();
    Duration wait = progress.askedAt() == null ? backoff.step(progress.tries()) : backoff.longest();
    Duration asked = transition.dueIn();
    if (asked != null && asked.compareTo(wait) > 0) {
      wait = asked.compareTo(LONGEST_WAIT) < 0 ? asked : LONGEST_WAIT;
    }
    return backoff.spread(wait);
  }

  private void entered(B record, S state) {
    reports.entered(new CashierListener.Entered(record.id(), state));
  }

  private S state(String name) {
    try {
      return Enum.valueOf(states, name);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "the journal has a state that this version does not know: "
              + name
              + "; a newer version wrote it, so run that one",
          e);
    }
  }
}
