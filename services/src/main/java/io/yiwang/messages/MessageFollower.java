package io.yiwang.messages;

import io.yiwang.Gateway;
import io.yiwang.GovException;
import io.yiwang.RejectedException;
import io.yiwang.Worker;
import io.yiwang.WorkerFigures;
import io.yiwang.callbacks.Callback;
import io.yiwang.callbacks.CallbackType;
import io.yiwang.internal.ApplicationCode;
import io.yiwang.internal.shared.Backoff;
import io.yiwang.internal.shared.RequiredSetting;
import io.yiwang.internal.shared.Rounds;
import io.yiwang.journal.BeginResult;
import io.yiwang.journal.Claim;
import io.yiwang.journal.Draft;
import io.yiwang.journal.Entry;
import io.yiwang.journal.IntentStore;
import io.yiwang.journal.Journal;
import io.yiwang.messages.FollowedMessage.SameDay;
import io.yiwang.messages.FollowerPayload.Sensitive;
import io.yiwang.messages.ProgressRecorder.EventNotTakenException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Follows messages until they are closed, are returned, or have not moved for 90 days. It learns of
 * changes by callbacks and by polling the gateway, less often the longer nothing happens, so a lost
 * callback only delays an event. The listener gets each change once, and never an older one after a
 * newer one. The journal keeps which messages are followed: a restart continues with them, and
 * nodes share the work. Thread-safe.
 *
 * <p>It also watches a deadline: the government office is to classify a message before midnight of
 * the day on which it was received, China time (日清日结). Each message that misses it is reported
 * once; {@link #notClassified} lists those of a day.
 *
 * <p>The listener gets an event before it is written down, so an event can come again after a
 * crash, or where the listener threw. Either {@link #start} the follower, or call {@link #runOnce}
 * from the application's own scheduler every minute or so, repeatedly as long as it returns more
 * than 0. Pass callbacks to {@link #onCallback}.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 sections 6 and 7"
 */
public class MessageFollower implements Worker {
  /** The name of followed messages in {@link #figures}. */
  public static final String FOLLOWED = "message.followed";

  private static final int MAX_ROUND = 10;

  /** The lease of a message: longer than the calls of a round take, all of them slow. */
  private static final Duration LEASE = Duration.ofMinutes(10);

  private static final Instant FAR_FUTURE = Instant.ofEpochMilli(Long.MAX_VALUE);

  private final MessageClient client;
  private final String account;
  private final IntentStore<FollowerPayload, Sensitive> intents;
  private final ProgressRecorder recorder;
  private final Clock clock;
  private final Backoff backoff;
  private final Rounds rounds;
  private final AtomicLong asked = new AtomicLong();

  /**
   * Creates a follower with default settings.
   *
   * @param journal with a cipher: query codes are secrets of citizens
   */
  @SuppressWarnings("this-escape") // The thread starts later.
  public MessageFollower(Gateway gateway, Journal journal, FollowerListener listener) {
    this(builder(gateway, journal).listener(listener));
  }

  MessageFollower(Builder builder) {
    client = new MessageClient(builder.gateway);
    account = builder.gateway.account();
    intents = builder.journal.intents(account, FOLLOWED, FollowerPayload.class, Sensitive.class);
    FollowerListener listener = RequiredSetting.of("MessageFollower", "listener", builder.listener);
    ApplicationCode application =
        new ApplicationCode(listener, LoggerFactory.getLogger(MessageFollower.class));
    clock = builder.clock;
    // Without jitter: messages last moved at different times, which spreads the calls.
    backoff = new Backoff(builder.firstWait, builder.lastWait, Backoff.Jitter.NONE);
    recorder = new ProgressRecorder(listener, application, clock, backoff);
    rounds =
        new Rounds(
            "yiwang-message-follower", builder.every, this::runOnce, application::roundFailed);
  }

  /**
   * Returns a builder.
   *
   * @param journal with a cipher: query codes are secrets of citizens
   */
  public static Builder builder(Gateway gateway, Journal journal) {
    return new Builder(gateway, journal);
  }

  /**
   * Follows a message from now on; a second call for the same message does nothing.
   *
   * @param citizen the author, by any name that the application uses, for {@link Journal#erase}.
   *     That takes effect when the message is no longer followed; {@link #stopFollowing} takes
   *     effect at once
   * @throws IllegalArgumentException if the journal has no cipher
   */
  public void follow(MessageReceipt receipt, String citizen) {
    OffsetDateTime receivedAt = receipt.receivedAt();
    FollowerPayload payload = FollowerPayload.start(receivedAt == null ? now() : receivedAt);
    Draft<FollowerPayload, Sensitive> draft =
        Draft.<FollowerPayload, Sensitive>of(
                receipt.messageId(), payload.progress().status().code(), payload)
            .sensitivePayload(citizen, new Sensitive(receipt.queryCode()));
    if (intents.begin(draft, LEASE)
        instanceof BeginResult.Started<FollowerPayload, Sensitive> started) {
      recorder.keep(started.claim(), payload);
    }
  }

  /**
   * Stops following a message, and erases its query code.
   *
   * @throws IllegalStateException if a node is asking about the message at this moment: try again
   */
  public void stopFollowing(String messageId) {
    unfinished(messageId)
        .ifPresent(
            entry -> {
              Claim<FollowerPayload, Sensitive> claim = claim(messageId);
              claim.finishAndErase(claim.entry().state(), claim.entry().payload());
            });
  }

  private Optional<Entry<FollowerPayload, Sensitive>> unfinished(String messageId) {
    return intents.find(messageId).filter(entry -> entry.finishedAt() == null);
  }

  private Claim<FollowerPayload, Sensitive> claim(String messageId) {
    return intents
        .claim(messageId, LEASE)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "a node is asking about this message at this moment; try again"));
  }

  /**
   * Returns the number of followed messages, under {@link #FOLLOWED} by {@link MessageState}.
   * {@code done} has {@code asked} (how often the gateway was asked about a message) and {@code
   * events} (the number of events that the listener has taken).
   */
  @Override
  public WorkerFigures figures() {
    return new WorkerFigures(
        Map.of(FOLLOWED, intents.backlog()),
        0,
        Map.of("asked", asked.get(), "events", recorder.events()),
        rounds.failures());
  }

  /** Returns what the journal knows about a message; empty if it was never followed. */
  public Optional<FollowedMessage> find(String messageId) {
    return intents.find(messageId).map(MessageFollower::message);
  }

  private static FollowedMessage message(Entry<FollowerPayload, Sensitive> entry) {
    return entry.payload().message(entry.id(), entry.finishedAt() != null);
  }

  /**
   * Passes to a consumer the messages received on a day, China time, that are not known to have
   * been classified before its midnight (日清日结); {@link FollowedMessage#sameDay} says what is known.
   * It reads all messages that the journal has, including those that are over until {@link
   * Journal#purge}, in constant memory.
   */
  public void notClassified(LocalDate day, Consumer<FollowedMessage> each) {
    Instant now = clock.instant();
    intents.changedBetween(
        Instant.EPOCH,
        FAR_FUTURE,
        entry -> {
          FollowedMessage message = message(entry);
          if (message.day().equals(day) && message.sameDay(now) != SameDay.IN_TIME) {
            each.accept(message);
          }
        });
  }

  /**
   * Handles a callback. Callbacks about something else, from another gateway account, or about a
   * message that is not followed, are ignored. A callback from another source than the earlier ones
   * only makes the follower ask the gateway: either the gateway has moved, or the callback is from
   * another gateway.
   *
   * @return whether it is about a followed message
   * @throws IllegalStateException if a node is asking about the message at this moment, or the
   *     listener threw: the gateway will deliver the callback again
   */
  public boolean onCallback(Callback callback) {
    if (!callback.type().equals(CallbackType.MESSAGE_UPDATED)
        || callback.account().filter(other -> !other.equals(account)).isPresent()) {
      return false;
    }
    MessageStatus status = callback.read(MessageStatus.class);
    Optional<Entry<FollowerPayload, Sensitive>> followed = unfinished(status.messageId());
    followed
        .filter(entry -> entry.payload().isNews(callback))
        .ifPresent(entry -> recorder.record(claim(entry.id()), callback, status));
    return followed.isPresent();
  }

  /**
   * Asks the gateway about the messages that are due, at most 10. If the listener throws, the
   * message is due again later.
   *
   * @return the number of messages it asked about; 0 also if the gateway does not answer, or
   *     rejects calls before processing
   */
  @Override
  public int runOnce() {
    List<Claim<FollowerPayload, Sensitive>> due = intents.claimDue(MAX_ROUND, LEASE);
    int next = 0;
    try {
      while (next < due.size()) {
        Optional<Duration> pause = ask(due.get(next++));
        if (pause.isPresent()) {
          giveBack(due, next, pause.get());
          return 0;
        }
      }
      return due.size();
    } catch (Throwable e) {
      // Such as an exception of a Gateway that the application has written.
      giveBack(due, next, Duration.ZERO);
      throw e;
    }
  }

  /** Starts a daemon thread that asks about what is due, and waits when nothing is. */
  @Override
  public void start() {
    rounds.start();
  }

  @Override
  public void close() {
    rounds.close();
  }

  private void giveBack(List<Claim<FollowerPayload, Sensitive>> due, int from, Duration dueIn) {
    due.subList(from, due.size())
        .forEach(claim -> recorder.keep(claim, claim.entry().payload(), dueIn));
  }

  /**
   * Asks about one message.
   *
   * @return how long not to ask about others, if the gateway is not available
   */
  private Optional<Duration> ask(Claim<FollowerPayload, Sensitive> claim) {
    try {
      return askAndRecord(claim);
    } catch (EventNotTakenException e) {
      // The message is due again.
      return Optional.empty();
    }
  }

  private Optional<Duration> askAndRecord(Claim<FollowerPayload, Sensitive> claim) {
    Entry<FollowerPayload, Sensitive> entry = claim.entry();
    Sensitive sensitive = Objects.requireNonNull(entry.sensitivePayload(), "sensitivePayload");
    OffsetDateTime askedAt = now();
    MessageStatus status;
    asked.incrementAndGet();
    try {
      status = client.status(entry.id(), sensitive.queryCode());
    } catch (RejectedException e) {
      return rejected(claim, e);
    } catch (GovException e) {
      recorder.keep(claim, entry.payload());
      return Optional.of(Duration.ZERO);
    }
    recorder.record(claim, status, askedAt);
    return Optional.empty();
  }

  private Optional<Duration> rejected(
      Claim<FollowerPayload, Sensitive> claim, RejectedException e) {
    FollowerPayload known = claim.entry().payload();
    if (e.rejectedBeforeProcessing()) {
      Duration pause = Objects.requireNonNullElse(e.problem().retryAfter(), backoff.first());
      recorder.keep(claim, known, pause);
      return Optional.of(pause);
    }
    if (e.code().equals("MESSAGE_NOT_FOUND")) {
      recorder.lost(claim);
    } else {
      recorder.keep(claim, known);
    }
    return Optional.empty();
  }

  private OffsetDateTime now() {
    return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
  }

  /** Collects a follower's parts. Not thread-safe. */
  public static final class Builder {
    private final Gateway gateway;
    private final Journal journal;
    private @Nullable FollowerListener listener;
    private Clock clock = Clock.systemUTC();
    private Duration firstWait = Duration.ofMinutes(10);
    private Duration lastWait = Duration.ofDays(1);
    private Duration every = Duration.ofMinutes(1);

    private Builder(Gateway gateway, Journal journal) {
      this.gateway = gateway;
      this.journal = journal;
    }

    /** Sets the listener that gets the events. Required. */
    public Builder listener(FollowerListener listener) {
      this.listener = listener;
      return this;
    }

    /**
     * Sets the clock, which must agree with the gateway's within minutes; the system's by default.
     */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Sets how long to wait before asking about a message that has just moved, and about one that
     * has not moved for a long time; 10 minutes and 1 day by default.
     */
    public Builder waits(Duration first, Duration last) {
      if (first.isNegative() || last.compareTo(first) < 0) {
        throw new IllegalArgumentException(
            "waits must be 0 or more and in order, got " + first + " and " + last);
      }
      firstWait = first;
      lastWait = last;
      return this;
    }

    /**
     * Sets how long the thread of {@link #start} waits when nothing is due; 1 minute by default.
     */
    public Builder every(Duration every) {
      this.every = Rounds.check(every);
      return this;
    }

    /** Builds the follower. */
    public MessageFollower build() {
      return new MessageFollower(this);
    }
  }
}
