package io.yiwang.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.Backlog;
import io.yiwang.Gateway;
import io.yiwang.Worker;
import io.yiwang.WorkerFigures;
import io.yiwang.internal.ApplicationCode;
import io.yiwang.internal.shared.Backoff;
import io.yiwang.internal.shared.Id;
import io.yiwang.internal.shared.Rounds;
import io.yiwang.journal.BeginResult;
import io.yiwang.journal.Claim;
import io.yiwang.journal.Draft;
import io.yiwang.journal.Entry;
import io.yiwang.journal.IntentStore;
import io.yiwang.journal.Journal;
import io.yiwang.messages.OutboxMessage.Refusal;
import io.yiwang.messages.OutboxMessage.State;
import io.yiwang.messages.OutboxPayload.Sensitive;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Keeps citizens' messages on disk until the gateway has received them. {@link #submit} returns
 * when a message is durable. {@link #runOnce} sends the waiting messages: an equal share of each
 * campaign, the oldest first. Each message has its own idempotency key, so neither a partly
 * answered batch nor a crash nor two nodes deliver one twice. Thread-safe; any number of processes
 * may work on one journal.
 *
 * <p>The text of a message is encrypted at rest, and erased when it is delivered. The receipt is
 * kept instead, also encrypted, since its query code is the citizen's secret.
 *
 * <p>Either {@link #start} it, or call {@link #runOnce} from the application's own scheduler every
 * second or so, repeatedly as long as it returns more than 0.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 6"
 */
public class MessageOutbox implements Worker {
  /**
   * The code of a refusal where it has been unknown for six days whether the message arrived. The
   * gateway keeps idempotency keys for seven days; a later repeat could arrive twice, so a person
   * has to decide.
   */
  public static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";

  /** The name of undelivered messages in {@link #figures}. */
  public static final String MESSAGES = OutboxSender.KIND;

  private static final int MAX_BATCH = 100;

  /** The most bytes of a batch: well below IGS/1's limit for JSON, escapes and sealing included. */
  private static final int MAX_BATCH_BYTES = 400_000;

  private static final Duration KEY_LIFE = Duration.ofDays(6);

  private final IntentStore<OutboxPayload, Sensitive> intents;
  private final OutboxSender sender;
  private final Clock clock;
  private final Duration lease;
  private final Rounds rounds;
  private final AtomicLong taken = new AtomicLong();

  /**
   * Creates an outbox with default settings.
   *
   * @param journal with a cipher: citizens' messages are not stored unencrypted
   */
  @SuppressWarnings("this-escape") // The thread starts later.
  public MessageOutbox(Gateway gateway, Journal journal) {
    this(new Builder(gateway, journal));
  }

  MessageOutbox(Builder builder) {
    intents =
        builder.journal.intents(
            builder.gateway.account(), MESSAGES, OutboxPayload.class, Sensitive.class);
    clock = builder.clock;
    lease = builder.lease;
    ApplicationCode application =
        new ApplicationCode(builder.listener, LoggerFactory.getLogger(MessageOutbox.class));
    sender =
        new OutboxSender(
            new MessageClient(builder.gateway),
            intents,
            builder.backoff,
            builder.listener,
            application);
    rounds =
        new Rounds("yiwang-message-outbox", builder.every, this::runOnce, application::roundFailed);
  }

  /**
   * Returns a builder.
   *
   * @param journal with a cipher: citizens' messages are not stored unencrypted
   */
  public static Builder builder(Gateway gateway, Journal journal) {
    return new Builder(gateway, journal);
  }

  /**
   * Adds a message. It is on disk when this method returns.
   *
   * @param citizen the author, by any name that the application uses, for {@link Journal#erase}
   * @return the id of the message in the outbox
   * @throws IllegalArgumentException if the journal has no cipher
   */
  public String submit(Message message, String citizen) {
    String id = UUID.randomUUID().toString();
    submit(id, message, citizen);
    return id;
  }

  /**
   * Adds a message under the application's own id. A second message under the same id is ignored,
   * whatever its content.
   *
   * @param id 1 to 64 characters of {@code [A-Za-z0-9._-]}
   */
  public void submit(String id, Message message, String citizen) {
    if (begin(id, message, citizen, Set.of()) instanceof BeginResult.Started) {
      taken.incrementAndGet();
    }
  }

  private BeginResult<OutboxPayload, Sensitive> begin(
      String id, Message message, String citizen, Set<String> names) {
    Draft<OutboxPayload, Sensitive> draft =
        Draft.<OutboxPayload, Sensitive>of(
                Id.check(id, "id"), State.WAITING.name(), new OutboxPayload(now(), null))
            .sensitivePayload(citizen, new Sensitive(message, null))
            .exclusiveNames(names)
            .lane(message.campaign() == null ? "" : message.campaign());
    return intents.begin(draft, Duration.ZERO);
  }

  /** Returns the state of a message by the journal alone; empty if the journal does not have it. */
  public Optional<OutboxMessage> find(String id) {
    return intents.find(id).map(MessageOutbox::message);
  }

  private static OutboxMessage message(Entry<OutboxPayload, Sensitive> entry) {
    Sensitive sensitive = entry.sensitivePayload();
    return new OutboxMessage(
        entry.id(),
        State.valueOf(entry.state()),
        entry.payload().queuedAt(),
        sensitive == null ? null : sensitive.receipt(),
        entry.payload().refusal());
  }

  /** Passes every refused message to a consumer, in constant memory. */
  public void refused(Consumer<OutboxMessage> each) {
    intents.unfinished(State.REFUSED.name(), entry -> each.accept(message(entry)));
  }

  /**
   * Replaces a refused message by a corrected one. If a crash interrupts it, it can be repeated:
   * the corrected message is added once.
   *
   * @return the id of the corrected message
   * @throws IllegalStateException if there is no refused message with this id
   */
  public String replace(String id, Message corrected, String citizen) {
    Claim<OutboxPayload, Sensitive> claim = claimRefused(id);
    String next = UUID.randomUUID().toString();
    // The exclusive name makes a repeat after a crash between the two writes find the first one.
    BeginResult<OutboxPayload, Sensitive> begun =
        begin(next, corrected, citizen, Set.of("in place of:" + id));
    claim.finishAndErase(State.REPLACED.name(), claim.entry().payload());
    return begun instanceof BeginResult.NameTaken<OutboxPayload, Sensitive> taken
        ? taken.holderId()
        : next;
  }

  /**
   * Gives up a refused message, and erases its text.
   *
   * @throws IllegalStateException if there is no refused message with this id
   */
  public void discard(String id) {
    Claim<OutboxPayload, Sensitive> claim = claimRefused(id);
    claim.finishAndErase(State.REFUSED.name(), claim.entry().payload());
  }

  private Claim<OutboxPayload, Sensitive> claimRefused(String id) {
    // The state is checked first: a claim would delay a message that is still to be sent.
    return intents
        .find(id)
        .filter(entry -> entry.state().equals(State.REFUSED.name()))
        .flatMap(entry -> intents.claim(id, lease))
        .orElseThrow(() -> new IllegalStateException("there is no refused message with id " + id));
  }

  /**
   * Sends the messages that are due, at most 100: an equal share of each campaign, the oldest
   * first.
   *
   * @return the number of messages that it tried to send
   */
  @Override
  public int runOnce() {
    List<Claim<OutboxPayload, Sensitive>> due = intents.claimDue(MAX_BATCH, lease);
    List<Claim<OutboxPayload, Sensitive>> batch = new ArrayList<>();
    int bytes = 0;
    for (Claim<OutboxPayload, Sensitive> claim : due) {
      if (isTooOld(claim.entry())) {
        sender.refuse(claim, new Refusal(OUTCOME_UNKNOWN, null, null));
        continue;
      }
      int size = size(OutboxSender.message(claim));
      if (bytes + size > MAX_BATCH_BYTES) {
        sender.send(batch);
        batch.clear();
        bytes = 0;
      }
      batch.add(claim);
      bytes += size;
    }
    sender.send(batch);
    return due.size();
  }

  /**
   * Returns the number of undelivered messages, under {@link #MESSAGES} by {@link State}; refused
   * ones need a person. {@code done} has {@code taken} (messages that {@link #submit} has made
   * durable), {@code delivered}, {@code refused}, and {@code deferred} (how often a message was put
   * off because the gateway could not be reached or was overloaded).
   */
  @Override
  public WorkerFigures figures() {
    Backlog waiting = intents.backlog();
    return new WorkerFigures(
        Map.of(MESSAGES, waiting),
        waiting.byState().getOrDefault(State.REFUSED.name(), 0L),
        Map.of(
            "taken", taken.get(),
            "delivered", sender.delivered(),
            "refused", sender.refused(),
            "deferred", sender.deferred()),
        rounds.failures());
  }

  /** Starts a daemon thread that sends what is due, and waits when nothing is. */
  @Override
  public void start() {
    rounds.start();
  }

  @Override
  public void close() {
    rounds.close();
  }

  private boolean isTooOld(Entry<OutboxPayload, Sensitive> entry) {
    return entry.attempts() > 0
        && Duration.between(entry.payload().queuedAt(), now()).compareTo(KEY_LIFE) > 0;
  }

  /** Returns more bytes than a message takes, the author and the names of members included. */
  private static int size(Message message) {
    return 4000 + message.title().getBytes(UTF_8).length + message.body().getBytes(UTF_8).length;
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
     * Sets how long a node keeps messages to itself while it sends them, which is how long the
     * messages of a dead node wait; 5 minutes by default. It must be longer than several calls
     * take.
     */
    public Builder lease(Duration lease) {
      this.lease = lease;
      return this;
    }

    /**
     * Sets how long a message waits after its first failure, and at most; 1 second and 5 minutes by
     * default.
     */
    public Builder waits(Duration first, Duration last) {
      if (first.toMillis() < 2 || last.compareTo(first) < 0) {
        throw new IllegalArgumentException(
            "waits must be 2 ms or more and in order, got " + first + " and " + last);
      }
      backoff = backoff(first, last);
      return this;
    }

    private static Backoff backoff(Duration first, Duration last) {
      return new Backoff(first, last, Backoff.Jitter.UPPER_HALF);
    }

    /**
     * Sets how long the thread of {@link #start} waits when nothing is due; 1 second by default.
     */
    public Builder every(Duration every) {
      this.every = Rounds.check(every);
      return this;
    }

    /** Sets the listener; by default, refusals are logged and nothing else is done. */
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
