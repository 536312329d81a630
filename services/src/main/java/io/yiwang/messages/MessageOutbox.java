package io.yiwang.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.Backlog;
import io.yiwang.Gateway;
import io.yiwang.GovException;
import io.yiwang.RejectedException;
import io.yiwang.Worker;
import io.yiwang.WorkerFigures;
import io.yiwang.internal.ApplicationCode;
import io.yiwang.internal.shared.Backoff;
import io.yiwang.internal.shared.BeforeProcessing;
import io.yiwang.internal.shared.Id;
import io.yiwang.internal.shared.Rounds;
import io.yiwang.journal.BeginResult;
import io.yiwang.journal.Claim;
import io.yiwang.journal.Draft;
import io.yiwang.journal.Entry;
import io.yiwang.journal.IntentStore;
import io.yiwang.journal.IntentStore.Ending;
import io.yiwang.journal.Journal;
import io.yiwang.journal.LeaseExpiredException;
import io.yiwang.messages.OutboxMessage.Refusal;
import io.yiwang.messages.OutboxMessage.State;
import io.yiwang.value.IdempotencyKey;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Keeps citizens' messages on disk until the desk has them: {@link #submit} returns when a message
 * is durable, {@link #runOnce} hands over what waits, the campaigns by turns and in each the
 * longest waiting first, each message under its own key, so that a batch half answered, a crash or
 * two nodes never hand one over twice. Thread-safe; any number of processes on one journal.
 *
 * <p>What the citizen wrote is encrypted at rest, and erased when it has arrived; the receipt is
 * kept in its place, encrypted too, for its query code is the citizen's secret.
 *
 * <p>Call {@link #runOnce} from the application's own scheduler, every second or so, as long as it
 * returns more than 0; or {@link #start} it.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 6"
 */
public class MessageOutbox implements Worker {
  /**
   * The code of a message of which nobody has known for six days whether it arrived. The gateway
   * keeps keys for seven: after that a repeat could arrive twice, so a person has to decide.
   */
  public static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";

  /** Names messages that are not delivered in {@link #figures}. */
  public static final String MESSAGES = "message.outbox";

  private static final int MOST = 100;

  /** Well below the interface's limit for JSON, escapes and sealed members considered. */
  private static final int MOST_BYTES = 400_000;

  private static final Duration KEY_LIFE = Duration.ofDays(6);
  private static final Duration UNTIL_TOLD = Duration.ofDays(36_500);

  /** What stays in clear: nothing about a person. */
  record Book(OffsetDateTime queuedAt, @Nullable Refusal refusal) {
    Book refused(Refusal reason) {
      return new Book(queuedAt, reason);
    }
  }

  /** What is encrypted: the message, and in its place the receipt. */
  record Parcel(@Nullable Message message, @Nullable MessageReceipt receipt) {
    @Override
    public String toString() {
      return "Parcel";
    }
  }

  private final MessageClient client;
  private final IntentStore<Book, Parcel> intents;
  private final Clock clock;
  private final Duration lease;
  private final Backoff backoff;
  private final OutboxListener listener;
  private final ApplicationCode application;
  private final Rounds rounds;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong deferred = new AtomicLong();

  /**
   * An outbox on this journal.
   *
   * @param journal with a cipher: what citizens write is not stored without
   */
  @SuppressWarnings("this-escape") // The thread starts later.
  public MessageOutbox(Gateway gateway, Journal journal) {
    this(new Builder(gateway, journal));
  }

  MessageOutbox(Builder builder) {
    client = new MessageClient(builder.gateway);
    intents =
        builder.journal.intents(builder.gateway.account(), MESSAGES, Book.class, Parcel.class);
    clock = builder.clock;
    lease = builder.lease;
    backoff = builder.backoff;
    listener = builder.listener;
    application = new ApplicationCode(listener, LoggerFactory.getLogger(MessageOutbox.class));
    rounds =
        new Rounds("yiwang-message-outbox", builder.every, this::runOnce, application::roundFailed);
  }

  /** Starts describing an outbox on a journal with a cipher. */
  public static Builder builder(Gateway gateway, Journal journal) {
    return new Builder(gateway, journal);
  }

  /**
   * Takes a message. It is on disk when this returns.
   *
   * @param citizen whose it is, by any name of the application's, for {@link Journal#erase}
   * @return its handle
   * @throws IllegalArgumentException if the journal has no cipher
   */
  public String submit(Message message, String citizen) {
    String id = UUID.randomUUID().toString();
    submit(id, message, citizen);
    return id;
  }

  /**
   * Takes a message under the application's own number. The same number again is the same message,
   * whatever is in it.
   *
   * @param id 1 to 64 of {@code [A-Za-z0-9._-]}
   */
  public void submit(String id, Message message, String citizen) {
    if (begin(id, message, citizen, Set.of()) instanceof BeginResult.Started) {
      taken.incrementAndGet();
    }
  }

  private BeginResult<Book, Parcel> begin(
      String id, Message message, String citizen, Set<String> names) {
    Draft<Book, Parcel> draft =
        Draft.<Book, Parcel>of(Id.check(id, "id"), State.WAITING.name(), new Book(now(), null))
            .sensitivePayload(citizen, new Parcel(message, null))
            .exclusiveNames(names)
            .lane(message.campaign() == null ? "" : message.campaign());
    return intents.begin(draft, Duration.ZERO);
  }

  /**
   * Returns the state of a message, by the journal alone; nothing if it has none of that handle.
   */
  public Optional<OutboxMessage> find(String id) {
    return intents.find(id).map(MessageOutbox::message);
  }

  private static OutboxMessage message(Entry<Book, Parcel> entry) {
    Parcel parcel = entry.sensitivePayload();
    return new OutboxMessage(
        entry.id(),
        State.valueOf(entry.state()),
        entry.payload().queuedAt(),
        parcel == null ? null : parcel.receipt(),
        entry.payload().refusal());
  }

  /** Hands over every message that the gateway does not take, in constant memory. */
  public void refused(Consumer<OutboxMessage> each) {
    intents.unfinished(State.REFUSED.name(), entry -> each.accept(message(entry)));
  }

  /**
   * Puts a corrected message in the place of one that was refused. Twice is once.
   *
   * @return the handle of the new one
   * @throws IllegalStateException if that one is not refused
   */
  public String replace(String id, Message corrected, String citizen) {
    Claim<Book, Parcel> claim = claimRefused(id);
    String next = UUID.randomUUID().toString();
    // Under a name, so that one that was corrected and whose old one was not yet ended is not
    // again.
    BeginResult<Book, Parcel> begun = begin(next, corrected, citizen, Set.of("in place of:" + id));
    claim.finishAndErase(State.REPLACED.name(), claim.entry().payload());
    return begun instanceof BeginResult.NameTaken<Book, Parcel> taken ? taken.holderId() : next;
  }

  /**
   * Gives a refused message up, and erases what was written.
   *
   * @throws IllegalStateException if that one is not refused
   */
  public void discard(String id) {
    Claim<Book, Parcel> claim = claimRefused(id);
    claim.finishAndErase(State.REFUSED.name(), claim.entry().payload());
  }

  private Claim<Book, Parcel> claimRefused(String id) {
    // Looked at first: a claim would keep one that waits from being sent.
    return intents
        .find(id)
        .filter(entry -> entry.state().equals(State.REFUSED.name()))
        .flatMap(entry -> intents.claim(id, lease))
        .orElseThrow(() -> new IllegalStateException("there is no refused message with id " + id));
  }

  /**
   * Hands over what is due, of each campaign an equal share, the longest waiting first, at most
   * 100.
   *
   * @return how many were tried
   */
  @Override
  public int runOnce() {
    List<Claim<Book, Parcel>> due = intents.claimDue(MOST, lease);
    List<Claim<Book, Parcel>> together = new ArrayList<>();
    int bytes = 0;
    for (Claim<Book, Parcel> claim : due) {
      if (isTooOld(claim.entry())) {
        refuse(claim, new Refusal(OUTCOME_UNKNOWN, null, null));
        continue;
      }
      int size = size(message(claim));
      if (bytes + size > MOST_BYTES) {
        send(together);
        together.clear();
        bytes = 0;
      }
      together.add(claim);
      bytes += size;
    }
    send(together);
    return due.size();
  }

  /**
   * Returns how many messages are not delivered, under {@link #MESSAGES} by {@link State}; those
   * that were refused need a person. {@code done} has {@code taken}, {@code delivered}, {@code
   * refused} and {@code deferred}: what {@link #submit} has made durable, what the desk has, what
   * the gateway does not take, and how often one was put off, since the gateway could not be
   * reached or had enough.
   */
  @Override
  public WorkerFigures figures() {
    Backlog waiting = intents.backlog();
    return new WorkerFigures(
        Map.of(MESSAGES, waiting),
        waiting.byState().getOrDefault(State.REFUSED.name(), 0L),
        Map.of(
            "taken", taken.get(),
            "delivered", delivered.get(),
            "refused", refused.get(),
            "deferred", deferred.get()),
        rounds.failures());
  }

  /** Hands over in a daemon thread, which rests when nothing is due. */
  @Override
  public void start() {
    rounds.start();
  }

  @Override
  public void close() {
    rounds.close();
  }

  private boolean isTooOld(Entry<Book, Parcel> entry) {
    return entry.attempts() > 0
        && Duration.between(entry.payload().queuedAt(), now()).compareTo(KEY_LIFE) > 0;
  }

  private static Message message(Claim<Book, Parcel> claim) {
    Parcel parcel = Objects.requireNonNull(claim.entry().sensitivePayload(), "parcel");
    return Objects.requireNonNull(parcel.message(), "message");
  }

  private static int size(Message message) {
    return 4000 + message.title().getBytes(UTF_8).length + message.body().getBytes(UTF_8).length;
  }

  private void send(List<Claim<Book, Parcel>> claims) {
    if (claims.isEmpty()) {
      return;
    }
    List<MessageBatch.Entry> entries =
        claims.stream()
            .map(claim -> new MessageBatch.Entry(key(claim.entry().id()), message(claim)))
            .toList();
    Map<IdempotencyKey, MessageBatch.Outcome> outcomes = new HashMap<>();
    try {
      client
          .submit(new MessageBatch(entries))
          .forEach(outcome -> outcomes.put(outcome.key(), outcome));
    } catch (RejectedException e) {
      if (!e.rejectedBeforeProcessing() && claims.size() > 1) {
        // One of them spoils the others: each by itself.
        claims.forEach(claim -> send(List.of(claim)));
        return;
      }
      Refusal refusal = e.rejectedBeforeProcessing() ? null : new Refusal(e.code(), null, null);
      claims.forEach(claim -> laterOrRefused(claim, refusal, e.problem().retryAfter()));
      return;
    } catch (GovException e) {
      claims.forEach(claim -> laterOrRefused(claim, null, null));
      return;
    }
    List<Ending<Book, Parcel>> taken = new ArrayList<>();
    for (Claim<Book, Parcel> claim : claims) {
      MessageBatch.Outcome outcome = outcomes.get(key(claim.entry().id()));
      MessageReceipt receipt = outcome == null ? null : outcome.receipt();
      if (receipt == null) {
        notTaken(claim, outcome == null ? null : outcome.problem());
      } else {
        taken.add(delivery(claim, receipt));
      }
    }
    // One flush for all. Whose claim is lost another node has, and gets the same receipt.
    delivered.addAndGet(intents.finishAll(taken));
    taken.forEach(each -> notifyDelivered(each.claim().entry().id(), each.sensitivePayload()));
  }

  private void notifyDelivered(String id, Parcel parcel) {
    MessageReceipt receipt = Objects.requireNonNull(parcel.receipt(), "receipt");
    boolean unused =
        application.call("OutboxListener.delivered", id, () -> listener.delivered(id, receipt));
  }

  private static Ending<Book, Parcel> delivery(Claim<Book, Parcel> claim, MessageReceipt receipt) {
    return new Ending<>(
        claim, State.DELIVERED.name(), claim.entry().payload(), new Parcel(null, receipt));
  }

  private static IdempotencyKey key(String id) {
    return IdempotencyKey.derived(MESSAGES, id);
  }

  private void notTaken(Claim<Book, Parcel> claim, MessageBatch.@Nullable Problem problem) {
    if (problem == null || isForNow(problem)) {
      laterOrRefused(claim, null, null);
    } else {
      refuse(claim, new Refusal(problem.code(), problem.opensAt(), problem.closesAt()));
    }
  }

  private static boolean isForNow(MessageBatch.Problem problem) {
    return BeforeProcessing.isStatus(problem.status())
        || problem.code().equals("REQUEST_IN_PROGRESS");
  }

  private void laterOrRefused(
      Claim<Book, Parcel> claim, @Nullable Refusal refusal, @Nullable Duration retryAfter) {
    if (refusal != null) {
      refuse(claim, refusal);
      return;
    }
    Duration own = backoff.wait(claim.entry().attempts());
    Duration wait = retryAfter != null && retryAfter.compareTo(own) > 0 ? retryAfter : own;
    deferred.incrementAndGet();
    boolean unused = reschedule(claim, State.WAITING, claim.entry().payload(), wait);
  }

  private void refuse(Claim<Book, Parcel> claim, Refusal refusal) {
    refused.incrementAndGet();
    boolean written =
        reschedule(claim, State.REFUSED, claim.entry().payload().refused(refusal), UNTIL_TOLD);
    if (written) {
      String id = claim.entry().id();
      boolean unused =
          application.call("OutboxListener.refused", id, () -> listener.refused(id, refusal));
    }
  }

  private static boolean reschedule(
      Claim<Book, Parcel> claim, State state, Book payload, Duration dueIn) {
    try {
      claim.reschedule(state.name(), payload, dueIn);
      return true;
    } catch (LeaseExpiredException e) {
      // Another node has it, under the same key.
      return false;
    }
  }

  private OffsetDateTime now() {
    return OffsetDateTime.now(clock.withZone(ZoneOffset.UTC));
  }

  /** Collects an outbox's parts. Not thread-safe. */
  public static final class Builder {
    private final Gateway gateway;
    private final Journal journal;
    private Clock clock = Clock.systemUTC();
    private Duration lease = Duration.ofMinutes(5);
    private Backoff backoff = backoff(Duration.ofSeconds(1), Duration.ofMinutes(5));
    private Duration every = Duration.ofSeconds(1);
    private OutboxListener listener = OutboxListener.NONE;

    private Builder(Gateway gateway, Journal journal) {
      this.gateway = gateway;
      this.journal = journal;
    }

    /** Sets the clock; the system's by default. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Sets how long a node has messages to itself that it hands over, and so how long those of one
     * that has died wait; 5 minutes by default. Not shorter than some calls.
     */
    public Builder lease(Duration lease) {
      this.lease = lease;
      return this;
    }

    /**
     * Sets how long to wait after the first failure, and at most; 1 second and 5 minutes by
     * default.
     */
    public Builder waits(Duration first, Duration last) {
      if (first.toMillis() < 2 || last.compareTo(first) < 0) {
        throw new IllegalArgumentException("waits must be 2 ms or more, the last not the shorter");
      }
      backoff = backoff(first, last);
      return this;
    }

    private static Backoff backoff(Duration first, Duration last) {
      return new Backoff(first, last, Backoff.Jitter.UPPER_HALF);
    }

    /** Sets how long {@link #start} rests when nothing is due; 1 second by default. */
    public Builder every(Duration every) {
      this.every = Rounds.check(every);
      return this;
    }

    /** Sets who is notified of what becomes of messages; refusals are only logged by default. */
    public Builder listener(OutboxListener listener) {
      this.listener = listener;
      return this;
    }

    /** Builds the outbox. */
    public MessageOutbox build() {
      return new MessageOutbox(this);
    }
  }
}
