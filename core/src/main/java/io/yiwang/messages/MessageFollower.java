package io.yiwang.messages;

import io.yiwang.Gateway;
import io.yiwang.GovException;
import io.yiwang.RejectedException;
import io.yiwang.callbacks.Callback;
import io.yiwang.callbacks.CallbackType;
import io.yiwang.journal.Begun;
import io.yiwang.journal.Claim;
import io.yiwang.journal.Draft;
import io.yiwang.journal.Entry;
import io.yiwang.journal.Intents;
import io.yiwang.journal.Journal;
import io.yiwang.journal.LostClaimException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows messages until the desk is done with them: by callbacks, and by asking, ever less often
 * the longer nothing happens, so that a callback that is lost only delays. What is heard is merged,
 * never backwards. Remembered in the journal: a restart follows on, and nodes share the work.
 * Thread-safe.
 *
 * <p>It also watches the day: what came on a day is to be classified before midnight, China time
 * (日清日结). One that was not is told, once.
 *
 * <p>News are handed to the listener before they are written down, so after a crash one may come
 * twice. Call {@link #askDue} from the application's own scheduler, every minute or so, as long as
 * it returns more than 0; give {@link #heard} the callbacks.
 *
 * @see "IGS/1 sections 6 and 7"
 */
public final class MessageFollower {
  private static final String KIND = "message.followed";
  private static final int MOST = 20;
  private static final Duration LEASE = Duration.ofMinutes(2);
  private static final Duration FIRST_WAIT = Duration.ofMinutes(10);
  private static final Duration LAST_WAIT = Duration.ofDays(1);
  private static final ZoneOffset CHINA = ZoneOffset.ofHours(8);

  /**
   * What stays in clear: nothing about a person.
   *
   * @param steps how long the timeline was
   * @param revision of the last callback; 0 before the first
   * @param changedAt when the last news came
   */
  record Book(
      OffsetDateTime receivedAt,
      int steps,
      long revision,
      boolean published,
      boolean late,
      OffsetDateTime changedAt) {
    Book told(MessageStatus status, long heard, OffsetDateTime now) {
      return new Book(
          receivedAt,
          status.timeline().size(),
          Math.max(revision, heard),
          status.published(),
          late,
          now);
    }

    Book toldLate() {
      return new Book(receivedAt, steps, revision, published, true, changedAt);
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
  private final Intents<Book, Secret> intents;
  private final Consumer<MessageNews> news;
  private final Clock clock;
  private final Duration firstWait;
  private final Duration lastWait;

  /**
   * A follower that asks after 10 minutes at first and once a day at last.
   *
   * @param journal with a cipher: a query code is a citizen's secret
   */
  public MessageFollower(Gateway gateway, Journal journal, Consumer<MessageNews> news) {
    this(gateway, journal, news, Clock.systemUTC(), FIRST_WAIT, LAST_WAIT);
  }

  /** The same by another clock, which must be the gateway's within minutes, and other waits. */
  public MessageFollower(
      Gateway gateway,
      Journal journal,
      Consumer<MessageNews> news,
      Clock clock,
      Duration firstWait,
      Duration lastWait) {
    client = new MessageClient(gateway);
    intents = journal.intents(KIND, Book.class, Secret.class);
    this.news = news;
    this.clock = clock;
    this.firstWait = firstWait;
    this.lastWait = lastWait;
  }

  /**
   * Follows a message from now on; twice is once.
   *
   * @param citizen whose it is, by any name of the application's, for {@link Journal#erase}, which
   *     takes effect when the desk is done with it; {@link #forget} does at once
   */
  public void follow(MessageReceipt receipt, String citizen) {
    OffsetDateTime now = now();
    Book book = new Book(receipt.receivedAt(), 0, 0, false, false, now);
    Draft<Book, Secret> draft =
        Draft.<Book, Secret>of(receipt.messageId(), MessageState.RECEIVED.code(), book)
            .personal(citizen, new Secret(receipt.queryCode()));
    if (intents.begin(draft, LEASE) instanceof Begun.Started<Book, Secret> started) {
      started.claim().handBack(MessageState.RECEIVED.code(), book, wait(book, now));
    }
  }

  /** Follows a message no more, and forgets its query code. */
  public void forget(String messageId) {
    intents
        .claim(messageId, LEASE)
        .ifPresent(claim -> claim.finishAndErase(claim.entry().state(), claim.entry().book()));
  }

  /** How many messages are followed. */
  public long followed() {
    return intents.backlog().unfinished();
  }

  /** Hands over the ids of those followed that were not classified on the day they came. */
  public void late(Consumer<String> messageId) {
    intents.unfinished(
        entry -> {
          if (entry.book().late()) {
            messageId.accept(entry.id());
          }
        });
  }

  /**
   * Asks about what it is time for, at most 20 messages.
   *
   * @return how many were asked about
   */
  public int askDue() {
    List<Claim<Book, Secret>> due = intents.claimDue(MOST, LEASE);
    due.forEach(this::ask);
    return due.size();
  }

  private void ask(Claim<Book, Secret> claim) {
    Entry<Book, Secret> entry = claim.entry();
    Secret secret = Objects.requireNonNull(entry.personal(), "secret");
    try {
      merge(claim, client.status(entry.id(), secret.queryCode()), 0);
    } catch (RejectedException e) {
      if (e.turnedAway() || !e.code().equals("MESSAGE_NOT_FOUND")) {
        later(claim, entry.state(), entry.book());
        return;
      }
      news.accept(new MessageNews.Lost(entry.id()));
      write(() -> claim.finishAndErase(entry.state(), entry.book()));
    } catch (GovException e) {
      later(claim, entry.state(), entry.book());
    }
  }

  /**
   * Takes a callback. One about something else, or about a message that is not followed, or that is
   * asked about at this very moment, does nothing: what it told, asking will find.
   *
   * @return whether it was about a message that is followed
   */
  public boolean heard(Callback callback) {
    if (!callback.type().equals(CallbackType.MESSAGE_UPDATED)) {
      return false;
    }
    MessageStatus status = callback.read(MessageStatus.class);
    Optional<Claim<Book, Secret>> claim = intents.claim(status.messageId(), LEASE);
    claim.ifPresent(taken -> merge(taken, status, callback.revision()));
    return claim.isPresent();
  }

  /**
   * Writes down what is new in a status.
   *
   * @param revision the callback's; 0 for an answer, which is as new as can be
   */
  private void merge(Claim<Book, Secret> claim, MessageStatus status, long revision) {
    Book book = claim.entry().book();
    String state = claim.entry().state();
    String id = claim.entry().id();
    if (isNewer(status, revision, book)) {
      news.accept(new MessageNews.Changed(id, status));
      book = book.told(status, revision, now());
      state = status.status().code();
    }
    OffsetDateTime deadline = deadline(book);
    if (!book.late() && isLate(status, deadline)) {
      news.accept(new MessageNews.Late(id, book.receivedAt(), deadline));
      book = book.toldLate();
    }
    if (isOver(state)) {
      String last = state;
      Book whole = book;
      write(() -> claim.finishAndErase(last, whole));
    } else {
      later(claim, state, book);
    }
  }

  private static boolean isNewer(MessageStatus status, long revision, Book book) {
    int steps = status.timeline().size();
    return steps > book.steps()
        || (steps == book.steps()
            && (revision > book.revision() || (status.published() && !book.published())));
  }

  private static boolean isOver(String state) {
    return state.equals(MessageState.CLOSED.code()) || state.equals(MessageState.RETURNED.code());
  }

  /** The midnight, China time, after it came. */
  private static OffsetDateTime deadline(Book book) {
    return book.receivedAt()
        .withOffsetSameInstant(CHINA)
        .toLocalDate()
        .plusDays(1)
        .atStartOfDay()
        .atOffset(CHINA);
  }

  private boolean isLate(MessageStatus status, OffsetDateTime deadline) {
    OffsetDateTime classifiedAt = classifiedAt(status);
    return !(classifiedAt == null ? now() : classifiedAt).isBefore(deadline);
  }

  /** When the desk first did something with it. */
  private static @Nullable OffsetDateTime classifiedAt(MessageStatus status) {
    for (MessageStatus.Event event : status.timeline()) {
      if (!event.status().equals(MessageState.RECEIVED)) {
        return event.at();
      }
    }
    return null;
  }

  private void later(Claim<Book, Secret> claim, String state, Book book) {
    write(() -> claim.handBack(state, book, wait(book, now())));
  }

  private static void write(Runnable step) {
    try {
      step.run();
    } catch (LostClaimException e) {
      // Another node has it, and hears no less.
    }
  }

  /** Half as long again as nothing has happened, and over the midnight of the day it came. */
  private Duration wait(Book book, OffsetDateTime now) {
    Duration wait = Duration.between(book.changedAt(), now).dividedBy(2);
    wait = wait.compareTo(firstWait) < 0 ? firstWait : wait;
    wait = wait.compareTo(lastWait) > 0 ? lastWait : wait;
    Duration untilMidnight = Duration.between(now, deadline(book)).plusMinutes(1);
    boolean watched = !book.late() && !untilMidnight.isNegative();
    return watched && untilMidnight.compareTo(wait) < 0 ? untilMidnight : wait;
  }

  private OffsetDateTime now() {
    return OffsetDateTime.now(clock.withZone(CHINA));
  }
}
