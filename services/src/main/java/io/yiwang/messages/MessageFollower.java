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
import io.yiwang.journal.LeaseExpiredException;
import io.yiwang.messages.FollowedMessage.SameDay;
import io.yiwang.messages.MessageStatus.Event;
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
 * Follows messages until they are closed, returned, or have not moved for 90 days: by callbacks,
 * and by asking, ever less often the longer nothing happens, so that a callback that is lost only
 * delays. The listener gets each change once, and never an older one after a newer. What is
 * followed is in the journal: a restart follows on, and nodes share the work. Thread-safe.
 *
 * <p>It also watches the day: what came on a day is to be classified before midnight, China time
 * (日清日结). Each that was not is reported, once; {@link #notClassified} lists a day.
 *
 * <p>Events are handed to the listener before they are written down, so after a crash, or where the
 * listener throws, one comes again. {@link #start} it, or call {@link #runOnce} from the
 * application's own scheduler, every minute or so, as long as it returns more than 0; make {@link
 * #onCallback} the handler of callbacks.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 sections 6 and 7"
 */
public class MessageFollower implements Worker {
  /** Names messages that are followed in {@link #figures}. */
  public static final String FOLLOWED = "message.followed";

  private static final int MOST = 10;

  /** Longer than so many calls take, all of them slow. */
  private static final Duration LEASE = Duration.ofMinutes(10);

  private static final Duration FOLLOWED_FOR = Duration.ofDays(90);
  private static final Instant FAR = Instant.ofEpochMilli(Long.MAX_VALUE);

  /**
   * Stays in clear: nothing about a person.
   *
   * @param revision of the newest callback
   * @param source of that callback, within which revisions count; absent where there was none
   * @param asked whether {@code progress} is from an answer: it has no revision, and may be newer
   *     than that
   * @param knownAt of when {@code progress} is
   * @param late whether it was reported that its day went by
   */
  record Book(
      OffsetDateTime receivedAt,
      long revision,
      @Nullable String source,
      boolean asked,
      Progress progress,
      @Nullable OffsetDateTime knownAt,
      boolean late) {
    Book noting(long newer, String from) {
      return new Book(receivedAt, newer, from, asked, progress, knownAt, late);
    }

    boolean isNews(Callback callback) {
      return isElsewhere(callback) || callback.revision() > revision;
    }

    /** Returns whether it is of another source than the callbacks before it. */
    boolean isElsewhere(Callback callback) {
      return source != null && !source.equals(callback.source());
    }

    Book reportedLate() {
      return new Book(receivedAt, revision, source, asked, progress, knownAt, true);
    }
  }

  /** What tells one status from another. A timeline only grows. */
  record Progress(
      MessageState status,
      @Nullable String category,
      int steps,
      OffsetDateTime movedAt,
      @Nullable OffsetDateTime classifiedAt,
      @Nullable OffsetDateTime repliedAt,
      boolean published,
      @Nullable OffsetDateTime ratedAt) {
    static Progress of(MessageStatus status, OffsetDateTime receivedAt) {
      List<Event> timeline = status.timeline();
      OffsetDateTime movedAt = receivedAt;
      for (Event event : timeline) {
        movedAt = event.at() == null ? movedAt : event.at();
      }
      return new Progress(
          status.status(),
          status.category(),
          timeline.size(),
          movedAt,
          timeline.stream()
              .filter(event -> !event.status().equals(MessageState.RECEIVED))
              .findFirst()
              .map(Event::at)
              .orElse(null),
          status.reply() == null ? null : timeOr(status.reply().at(), movedAt),
          Boolean.TRUE.equals(status.published()),
          status.rating() == null ? null : timeOr(status.rating().at(), movedAt));
    }

    /** A reply or rating without its time is one all the same. */
    private static OffsetDateTime timeOr(@Nullable OffsetDateTime at, OffsetDateTime movedAt) {
      return at == null ? movedAt : at;
    }

    boolean isOver(Instant now) {
      return status.equals(MessageState.CLOSED)
          || status.equals(MessageState.RETURNED)
          || movedAt.toInstant().plus(FOLLOWED_FOR).isBefore(now);
    }
  }

  /** What is encrypted. */
  record Secret(String queryCode) {
    @Override
    public String toString() {
      return "Secret";
    }
  }

  private final MessageClient client;
  private final String account;
  private final IntentStore<Book, Secret> intents;
  private final FollowerListener listener;
  private final ApplicationCode application;
  private final Clock clock;
  private final Backoff backoff;
  private final Rounds rounds;
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong events = new AtomicLong();

  /**
   * Makes a follower with default settings.
   *
   * @param journal with a cipher: a query code is a citizen's secret
   */
  @SuppressWarnings("this-escape") // The thread starts later.
  public MessageFollower(Gateway gateway, Journal journal, FollowerListener listener) {
    this(builder(gateway, journal).listener(listener));
  }

  MessageFollower(Builder builder) {
    client = new MessageClient(builder.gateway);
    account = builder.gateway.account();
    intents = builder.journal.intents(account, FOLLOWED, Book.class, Secret.class);
    listener = RequiredSetting.of("MessageFollower", "listener", builder.listener);
    application = new ApplicationCode(listener, LoggerFactory.getLogger(MessageFollower.class));
    clock = builder.clock;
    // Followers differ in when their messages last moved, which spreads them well enough.
    backoff = new Backoff(builder.firstWait, builder.lastWait, Backoff.Jitter.NONE);
    rounds =
        new Rounds(
            "yiwang-message-follower", builder.every, this::runOnce, application::roundFailed);
  }

  /**
   * Starts describing a follower.
   *
   * @param journal with a cipher: a query code is a citizen's secret
   */
  public static Builder builder(Gateway gateway, Journal journal) {
    return new Builder(gateway, journal);
  }

  /**
   * Follows a message from now on; following it twice changes nothing.
   *
   * @param citizen whose it is, by any name of the application's, for {@link Journal#erase}, which
   *     takes effect when the desk is done with it; {@link #stopFollowing} does at once
   * @throws IllegalArgumentException if the journal has no cipher
   */
  public void follow(MessageReceipt receipt, String citizen) {
    OffsetDateTime said = receipt.receivedAt();
    OffsetDateTime receivedAt = said == null ? clock.instant().atOffset(ZoneOffset.UTC) : said;
    Progress unknown =
        new Progress(MessageState.RECEIVED, null, 0, receivedAt, null, null, false, null);
    Book payload = new Book(receivedAt, 0, null, false, unknown, null, false);
    Draft<Book, Secret> draft =
        Draft.<Book, Secret>of(receipt.messageId(), unknown.status().code(), payload)
            .sensitivePayload(citizen, new Secret(receipt.queryCode()));
    if (intents.begin(draft, LEASE) instanceof BeginResult.Started<Book, Secret> started) {
      keep(started.claim(), payload, wait(payload));
    }
  }

  /**
   * Stops following a message, and forgets its query code.
   *
   * @throws IllegalStateException if it is asked about at this very moment: do it again
   */
  public void stopFollowing(String messageId) {
    unfinished(messageId)
        .ifPresent(
            entry -> {
              Claim<Book, Secret> claim = claim(messageId);
              claim.finishAndErase(claim.entry().state(), claim.entry().payload());
            });
  }

  private Optional<Entry<Book, Secret>> unfinished(String messageId) {
    return intents.find(messageId).filter(entry -> entry.finishedAt() == null);
  }

  private Claim<Book, Secret> claim(String messageId) {
    return intents
        .claim(messageId, LEASE)
        .orElseThrow(() -> new IllegalStateException("the message is asked about at this moment"));
  }

  /**
   * Returns how many messages are followed, under {@link #FOLLOWED} by {@link MessageState}. {@code
   * done} has {@code asked} and {@code events}: how often the gateway was asked about one, and how
   * many events the listener has taken.
   */
  @Override
  public WorkerFigures figures() {
    return new WorkerFigures(
        Map.of(FOLLOWED, intents.backlog()),
        0,
        Map.of("asked", asked.get(), "events", events.get()),
        rounds.failures());
  }

  /**
   * Returns how far a message is known to be, by the journal alone; nothing if it was not followed.
   */
  public Optional<FollowedMessage> find(String messageId) {
    return intents.find(messageId).map(MessageFollower::message);
  }

  private static FollowedMessage message(Entry<Book, Secret> entry) {
    return message(entry.id(), entry.payload(), entry.finishedAt() != null);
  }

  private static FollowedMessage message(String id, Book payload, boolean over) {
    return new FollowedMessage(
        id,
        payload.receivedAt(),
        payload.progress().status(),
        payload.progress().classifiedAt(),
        payload.knownAt(),
        over);
  }

  /**
   * Hands over the messages of a day in China that are not known to have been classified by its
   * midnight (日清日结); {@link FollowedMessage#sameDay} says the state of each. In constant memory,
   * and in a time that grows with all that the journal has: what is over is there until {@link
   * Journal#purge}.
   */
  public void notClassified(LocalDate day, Consumer<FollowedMessage> each) {
    Instant now = clock.instant();
    intents.changedBetween(
        Instant.EPOCH,
        FAR,
        entry -> {
          FollowedMessage message = message(entry);
          if (message.day().equals(day) && message.sameDay(now) != SameDay.IN_TIME) {
            each.accept(message);
          }
        });
  }

  /**
   * Takes a callback. One about something else, of another gateway account, or about a message that
   * is not followed, does nothing. One of another source than the callbacks before it is only a
   * reason to ask: the gateway has moved, or it is another gateway's.
   *
   * @return whether it was about a message that is followed
   * @throws IllegalStateException if the message is asked about at this very moment, or the
   *     listener has thrown: the gateway will deliver it again
   */
  public boolean onCallback(Callback callback) {
    if (!callback.type().equals(CallbackType.MESSAGE_UPDATED)
        || callback.account().filter(other -> !other.equals(account)).isPresent()) {
      return false;
    }
    MessageStatus status = callback.read(MessageStatus.class);
    Optional<Entry<Book, Secret>> followed = unfinished(status.messageId());
    followed
        .filter(entry -> entry.payload().isNews(callback))
        .ifPresent(entry -> take(claim(entry.id()), callback, status));
    return followed.isPresent();
  }

  private void take(Claim<Book, Secret> claim, Callback callback, MessageStatus status) {
    Book known = claim.entry().payload();
    Progress reported = Progress.of(status, known.receivedAt());
    long revision = callback.revision();
    String source = callback.source();
    if (!known.isNews(callback)) {
      keep(claim, known, wait(known));
    } else if (known.isElsewhere(callback)) {
      keep(claim, known, Duration.ZERO);
    } else if (!known.asked() || reported.steps() > known.progress().steps()) {
      OffsetDateTime knownAt = newer(known.knownAt(), callback.time());
      merge(
          claim,
          status,
          new Book(known.receivedAt(), revision, source, false, reported, knownAt, known.late()));
    } else {
      // An answer was there first. Where it is as far but not the same, only asking decides.
      Book noted = known.noting(revision, source);
      boolean openQuestion =
          reported.steps() == known.progress().steps() && !reported.equals(known.progress());
      keep(claim, noted, openQuestion ? Duration.ZERO : wait(noted));
    }
  }

  private static OffsetDateTime newer(@Nullable OffsetDateTime known, OffsetDateTime time) {
    return known == null || known.isBefore(time) ? time : known;
  }

  /**
   * Asks the gateway about messages that are due, at most 10. Where the listener throws, that
   * message is asked about again later.
   *
   * @return how many were asked about; 0 also where the gateway does not answer or turns calls away
   */
  @Override
  public int runOnce() {
    List<Claim<Book, Secret>> due = intents.claimDue(MOST, LEASE);
    int next = 0;
    try {
      while (next < due.size()) {
        Optional<Duration> away = askOrLater(due.get(next++));
        if (away.isPresent()) {
          leave(due, next, away.get());
          return 0;
        }
      }
      return due.size();
    } catch (Throwable e) {
      // Such as what the application has put before the gateway's client throws.
      leave(due, next, Duration.ZERO);
      throw e;
    }
  }

  /** Asks in a daemon thread, which rests when nothing is due. */
  @Override
  public void start() {
    rounds.start();
  }

  @Override
  public void close() {
    rounds.close();
  }

  private void leave(List<Claim<Book, Secret>> due, int from, Duration dueIn) {
    due.subList(from, due.size()).forEach(claim -> keep(claim, claim.entry().payload(), dueIn));
  }

  private Optional<Duration> askOrLater(Claim<Book, Secret> claim) {
    try {
      return ask(claim);
    } catch (EventNotTakenException e) {
      // It was reported, and comes again.
      return Optional.empty();
    }
  }

  /** Asks, and gives how long others should not where the gateway is away. */
  private Optional<Duration> ask(Claim<Book, Secret> claim) {
    Entry<Book, Secret> entry = claim.entry();
    Book known = entry.payload();
    Secret secret = Objects.requireNonNull(entry.sensitivePayload(), "secret");
    OffsetDateTime askedAt = OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
    MessageStatus status;
    asked.incrementAndGet();
    try {
      status = client.status(entry.id(), secret.queryCode());
    } catch (RejectedException e) {
      if (e.rejectedBeforeProcessing()) {
        Duration away = Objects.requireNonNullElse(e.problem().retryAfter(), backoff.first());
        keep(claim, known, away);
        return Optional.of(away);
      }
      if (e.code().equals("MESSAGE_NOT_FOUND")) {
        report(claim, new MessageEvent.Lost(entry.id()));
        write(() -> claim.finishAndErase(entry.state(), known));
      } else {
        keep(claim, known, wait(known));
      }
      return Optional.empty();
    } catch (GovException e) {
      keep(claim, known, wait(known));
      return Optional.of(Duration.ZERO);
    }
    answered(claim, status, askedAt);
    return Optional.empty();
  }

  private void answered(Claim<Book, Secret> claim, MessageStatus status, OffsetDateTime askedAt) {
    Book known = claim.entry().payload();
    Progress seen = Progress.of(status, known.receivedAt());
    if (seen.steps() < known.progress().steps()) {
      // From a copy that lags behind.
      keep(claim, known, wait(known));
    } else {
      // While the claim is held nothing else is merged: an answer is as new as all that is known.
      merge(
          claim,
          status,
          new Book(
              known.receivedAt(),
              known.revision(),
              known.source(),
              true,
              seen,
              askedAt,
              known.late()));
    }
  }

  private void merge(Claim<Book, Secret> claim, MessageStatus status, Book payload) {
    String id = claim.entry().id();
    if (!payload.progress().equals(claim.entry().payload().progress())) {
      report(claim, new MessageEvent.Changed(id, status));
    }
    SameDay day = message(id, payload, false).sameDay(clock.instant());
    if (!payload.late() && (day == SameDay.LATE || day == SameDay.NOT_CLASSIFIED)) {
      report(
          claim,
          new MessageEvent.Late(
              id, payload.receivedAt(), FollowedMessage.midnight(payload.receivedAt())));
      keep(claim, payload.reportedLate(), wait(payload));
    } else {
      keep(claim, payload, wait(payload));
    }
  }

  private void report(Claim<Book, Secret> claim, MessageEvent each) {
    String id = claim.entry().id();
    if (!application.call("FollowerListener.event", id, () -> listener.event(each))) {
      keep(claim, claim.entry().payload(), backoff.first());
      throw new EventNotTakenException();
    }
    events.incrementAndGet();
  }

  private void keep(Claim<Book, Secret> claim, Book payload, Duration dueIn) {
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
      // Another node has it, and learns as much.
    }
  }

  private Duration wait(Book payload) {
    return wait(payload, backoff, clock.instant());
  }

  /** Half as long again as it has not moved; just after its midnight, whatever that says. */
  static Duration wait(Book payload, Backoff backoff, Instant now) {
    Duration half = Duration.between(payload.progress().movedAt().toInstant(), now).dividedBy(2);
    Duration wait = backoff.spread(backoff.clamp(half));
    Duration untilCertain = Duration.between(now, FollowedMessage.certainAt(payload.receivedAt()));
    boolean watched = payload.progress().classifiedAt() == null && !untilCertain.isNegative();
    return watched && untilCertain.compareTo(wait) < 0 ? untilCertain : wait;
  }

  /** The listener has thrown, which was reported; the message is asked about again. */
  @SuppressWarnings("serial")
  private static final class EventNotTakenException extends IllegalStateException {
    EventNotTakenException() {
      super("the listener threw; see its applicationFailed and the log; the event comes again");
    }
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

    /** Sets who takes the events. Required. */
    public Builder listener(FollowerListener listener) {
      this.listener = listener;
      return this;
    }

    /** Sets the clock, which must be the gateway's within minutes; the system's by default. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Sets how long to wait before asking about a message that has just moved, and about one that
     * has not moved for long; 10 minutes and 1 day by default.
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

    /** Sets how long {@link #start} rests when nothing is due; 1 minute by default. */
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
