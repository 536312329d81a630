package io.yiwang.messages;

import io.yiwang.callbacks.Callback;
import io.yiwang.internal.ApplicationCode;
import io.yiwang.internal.shared.Backoff;
import io.yiwang.journal.Claim;
import io.yiwang.journal.LeaseExpiredException;
import io.yiwang.messages.FollowedMessage.SameDay;
import io.yiwang.messages.FollowerPayload.Sensitive;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Decides whether a callback or an answer is newer than what is known about a message, reports
 * progress to the listener, writes it down, and determines when the gateway is asked next.
 * Thread-safe.
 */
final class ProgressRecorder {
  /** Thrown when the listener has thrown, which was logged; the message is due again. */
  @SuppressWarnings("serial")
  static final class EventNotTakenException extends IllegalStateException {
    EventNotTakenException() {
      super("the listener threw; see its applicationFailed and the log; the event comes again");
    }
  }

  private final FollowerListener listener;
  private final ApplicationCode application;
  private final Clock clock;
  private final Backoff backoff;
  private final AtomicLong events = new AtomicLong();

  ProgressRecorder(
      FollowerListener listener, ApplicationCode application, Clock clock, Backoff backoff) {
    this.listener = listener;
    this.application = application;
    this.clock = clock;
    this.backoff = backoff;
  }

  /** Returns the number of events that the listener has taken. */
  long events() {
    return events.get();
  }

  /** Records what a callback reports, if that is newer than what is known. */
  void record(Claim<FollowerPayload, Sensitive> claim, Callback callback, MessageStatus status) {
    FollowerPayload known = claim.entry().payload();
    MessageProgress reported = MessageProgress.of(status, known.receivedAt());
    if (!known.isNews(callback)) {
      keep(claim, known);
    } else if (known.isOfAnotherSource(callback)) {
      keep(claim, known, Duration.ZERO);
    } else if (!known.asked() || reported.steps() > known.progress().steps()) {
      merge(claim, status, known.withReport(callback, reported));
    } else if (reported.steps() == known.progress().steps() && !reported.equals(known.progress())) {
      // An answer of the same length says something else: only asking shows which is newer.
      keep(claim, known.withRevisionOf(callback), Duration.ZERO);
    } else {
      keep(claim, known.withRevisionOf(callback));
    }
  }

  /** Records an answer of the gateway, if that is not older than what is known. */
  void record(
      Claim<FollowerPayload, Sensitive> claim, MessageStatus status, OffsetDateTime askedAt) {
    FollowerPayload known = claim.entry().payload();
    MessageProgress answered = MessageProgress.of(status, known.receivedAt());
    if (answered.steps() < known.progress().steps()) {
      // The answer is from a replica that lags behind.
      keep(claim, known);
    } else {
      // While the claim is held, nobody else writes: the answer is as new as all that is known.
      merge(claim, status, known.withAnswer(answered, askedAt));
    }
  }

  private void merge(
      Claim<FollowerPayload, Sensitive> claim, MessageStatus status, FollowerPayload next) {
    String id = claim.entry().id();
    if (!next.progress().equals(claim.entry().payload().progress())) {
      report(claim, new MessageEvent.Changed(id, status));
    }
    SameDay day = next.message(id, false).sameDay(clock.instant());
    if (!next.late() && (day == SameDay.LATE || day == SameDay.NOT_CLASSIFIED)) {
      report(
          claim,
          new MessageEvent.Late(
              id, next.receivedAt(), FollowedMessage.midnight(next.receivedAt())));
      keep(claim, next.withLateReported());
    } else {
      keep(claim, next);
    }
  }

  /** Reports that the gateway does not have the message, and ends it. */
  void lost(Claim<FollowerPayload, Sensitive> claim) {
    report(claim, new MessageEvent.Lost(claim.entry().id()));
    write(() -> claim.finishAndErase(claim.entry().state(), claim.entry().payload()));
  }

  private void report(Claim<FollowerPayload, Sensitive> claim, MessageEvent event) {
    String id = claim.entry().id();
    if (!application.call("FollowerListener.event", id, () -> listener.event(event))) {
      keep(claim, claim.entry().payload(), backoff.first());
      throw new EventNotTakenException();
    }
    events.incrementAndGet();
  }

  /** Writes a payload; the message is due after a wait that depends on it. */
  void keep(Claim<FollowerPayload, Sensitive> claim, FollowerPayload payload) {
    keep(claim, payload, wait(payload, backoff, clock.instant()));
  }

  /** Writes a payload; the message is due after a given time, unless it is over. */
  void keep(Claim<FollowerPayload, Sensitive> claim, FollowerPayload payload, Duration dueIn) {
    String state = payload.progress().status().code();
    write(
        () -> {
          if (payload.progress().isOver(clock.instant())) {
            claim.finishAndErase(state, payload);
          } else {
            claim.reschedule(state, payload, dueIn);
          }
        });
  }

  private static void write(Runnable step) {
    try {
      step.run();
    } catch (LeaseExpiredException e) {
      // Another node has the message now, and learns the same.
    }
  }

  /**
   * Returns a wait of half the time since the message last moved. If the message is not classified,
   * the wait ends at the latest when its day is certainly over.
   */
  static Duration wait(FollowerPayload payload, Backoff backoff, Instant now) {
    Duration half = Duration.between(payload.progress().movedAt().toInstant(), now).dividedBy(2);
    Duration wait = backoff.spread(backoff.clamp(half));
    Duration untilCertain = Duration.between(now, FollowedMessage.certainAt(payload.receivedAt()));
    boolean isWatched = payload.progress().classifiedAt() == null && !untilCertain.isNegative();
    return isWatched && untilCertain.compareTo(wait) < 0 ? untilCertain : wait;
  }
}
