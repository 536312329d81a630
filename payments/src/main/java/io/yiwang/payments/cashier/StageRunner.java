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
 * Takes claimed intents of one kind from stage to stage, each state on disk before its act, until
 * they end or have to wait.
 */
final class StageRunner<S extends Enum<S> & ProcessState, B extends ProcessRecord<B>> {
  /** Where one is. */
  record At<S, B>(S state, B record) {}

  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final IntentStore<B, NoSensitivePayload> intents;
  private final Class<S> states;
  private final Map<S, Stage<S, B>> stages;
  private final Policy policy;
  private final Reports reports;
  private final Clock clock;
  private final Consumer<String> chargedUnwritten;

  /**
   * @param chargedUnwritten is given the id of one whose charge was heard here and could not be
   *     written down, because another has it
   */
  StageRunner(
      IntentStore<B, NoSensitivePayload> intents,
      Class<S> states,
      Map<S, Stage<S, B>> stages,
      Policy policy,
      Reports reports,
      Clock clock,
      Consumer<String> chargedUnwritten) {
    // Of whom a person was asked.
    this.intents = intents.marking(record -> record.progress().askedAt() != null);
    this.states = states;
    this.stages = stages;
    this.policy = policy;
    this.reports = reports;
    this.clock = clock;
    this.chargedUnwritten = chargedUnwritten;
  }

  /** Takes up no more. */
  void leave() {
    intents.leave();
  }

  /**
   * Returns what is unfinished; marked is what a person was asked about, in the state that it is
   * in.
   */
  Backlog backlog() {
    return intents.backlog();
  }

  OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ChinaTime.ZONE);
  }

  Optional<At<S, B>> find(String id) {
    return intents.find(id).map(entry -> new At<>(state(entry.state()), entry.payload()));
  }

  /** Writes a new one, which this process may work on if it was not there before. */
  BeginResult<B, NoSensitivePayload> begin(Draft<B, NoSensitivePayload> draft) {
    BeginResult<B, NoSensitivePayload> begun = intents.begin(draft, policy.lease());
    if (begun instanceof BeginResult.Started<B, NoSensitivePayload> started) {
      Entry<B, NoSensitivePayload> entry = started.claim().entry();
      entered(entry.payload(), state(entry.state()));
    }
    return begun;
  }

  /**
   * Takes up one that had ended, in that state, unless somebody has done so before.
   *
   * @param record with what was learned since
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

  /** Works on it if nobody else does. */
  void work(String id, StageContext.Payer payer) {
    intents.claim(id, policy.lease()).ifPresent(claim -> work(claim, payer, null));
  }

  /**
   * Works on the one that has been due for longest. One at a time: the lease of a second would run
   * while the first is worked on.
   *
   * @return whether there was one
   */
  boolean workDue() {
    List<Claim<B, NoSensitivePayload>> due = intents.claimDue(1, policy.lease());
    due.forEach(claim -> work(claim, StageContext.Payer.ABSENT, null));
    return !due.isEmpty();
  }

  /**
   * @param order of a payment that is begun by this very call
   */
  void work(
      Claim<B, NoSensitivePayload> claim, StageContext.Payer payer, @Nullable PaymentOrder order) {
    At<S, B> at = new At<>(state(claim.entry().state()), claim.entry().payload());
    ChannelPayment charge = null;
    boolean notCharged = false;
    try {
      while (!at.state().isFinal()) {
        Stage<S, B> stage = stages.get(at.state());
        if (stage == null) {
          throw new IllegalStateException("no stage of " + at.state());
        }
        StageReply reply =
            stage.act(at.record(), new StageContext(payer, order, policy, now(), notCharged));
        charge = reply.charged() == null ? charge : reply.charged();
        notCharged |= reply.isNotCharged();
        StageContext then = new StageContext(payer, order, policy, now(), notCharged);
        Transition<S, B> move = stage.next(at.record(), reply, then);
        if (move.then() != Transition.Then.GO_ON) {
          reschedule(claim, at.state(), move, stage, reply);
          return;
        }
        at = goOn(claim, move);
      }
    } catch (LeaseExpiredException e) {
      // The lease ran out and another has it, or the journal was set back: nothing was written,
      // and whoever takes it up asks before it acts. What was done here it finds.
      unwritten(at, charge);
      keep(at);
      if (charge != null) {
        chargedUnwritten.accept(at.record().id());
      }
    } catch (Throwable e) {
      // The journal, its data source or its cipher, whatever they throw; Kotlin's checked ones too.
      FatalErrors.rethrow(e);
      unwritten(at, charge);
      throw e;
    }
  }

  /** Reports a charge that was heard in this call, and is perhaps not on disk. */
  private void unwritten(At<S, B> at, @Nullable ChannelPayment charge) {
    if (charge != null) {
      reports.leaseExpired(new CashierListener.LeaseExpired(at.record().id(), at.state(), charge));
    }
  }

  /** Writes again what a journal that was set back has lost, for {@link Recovery} to take up. */
  private void keep(At<S, B> at) {
    if (intents.find(at.record().id()).isEmpty()) {
      Draft<B, NoSensitivePayload> draft =
          Draft.of(at.record().id(), at.state().name(), at.record());
      if (intents.begin(draft, policy.lease())
          instanceof BeginResult.Started<B, NoSensitivePayload> started) {
        started.claim().reschedule(at.state().name(), at.record(), Duration.ZERO);
      }
    }
  }

  private At<S, B> goOn(Claim<B, NoSensitivePayload> claim, Transition<S, B> move) {
    B record = move.record().with(Progress.entered(now()));
    if (move.state().isFinal()) {
      claim.finish(move.state().name(), record);
    } else {
      claim.advance(move.state().name(), record, policy.lease());
    }
    entered(record, move.state());
    return new At<>(move.state(), record);
  }

  private void reschedule(
      Claim<B, NoSensitivePayload> claim,
      S from,
      Transition<S, B> move,
      Stage<S, B> stage,
      StageReply reply) {
    Throwable cause = reply instanceof StageReply.NoAnswer nothing ? nothing.cause() : null;
    boolean moved = move.state() != from;
    OffsetDateTime now = now();
    Progress progress = moved ? Progress.entered(now) : move.record().progress().tried();
    boolean late =
        move.then() == Transition.Then.ESCALATE
            || move.record().age(now).compareTo(stage.escalateAfter(policy)) > 0;
    if (late
        && progress.askedAt() == null
        && reports.interventionRequired(needing(move.state(), move.record(), now, cause))) {
      progress = progress.asked(now);
    }
    B record = move.record().with(progress);
    claim.reschedule(move.state().name(), record, dueIn(move, progress));
    if (moved) {
      entered(record, move.state());
    }
  }

  private static CashierListener.InterventionRequired needing(
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
   * Returns the wait that the other side asks for, but not less than our own, and not days; spread.
   */
  private Duration dueIn(Transition<S, B> move, Progress progress) {
    Backoff backoff = policy.backoff();
    Duration wait = progress.askedAt() == null ? backoff.step(progress.tries()) : backoff.longest();
    Duration asked = move.dueIn();
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
