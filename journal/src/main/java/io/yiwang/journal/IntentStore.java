package io.yiwang.journal;

import io.yiwang.Backlog;
import io.yiwang.Beta;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the intents of one kind in one gateway account. What a method writes is on disk when it
 * returns. Thread-safe.
 *
 * @param <B> the payload, kept in clear
 * @param <P> the sensitive payload, encrypted
 */
@Beta
public final class IntentStore<B, P> {
  private static final int PAGE = 500;
  private static final Instant END_OF_TIME = Instant.ofEpochMilli(Long.MAX_VALUE);

  private final Store store;
  private final WorkerRegistry workers;
  private final JournalClock clock;
  private final Digests digests;
  private final IntentKind<B, P> kind;
  private final ExclusiveNames names;
  private final DueIntents due;
  private final ClaimWriter<B, P> writer;

  IntentStore(
      Store store,
      WorkerRegistry workers,
      JournalClock clock,
      Digests digests,
      IntentKind<B, P> kind) {
    this.store = store;
    this.workers = workers;
    this.clock = clock;
    this.digests = digests;
    this.kind = kind;
    names = new ExclusiveNames(digests, kind.account(), kind.kind());
    due = new DueIntents(kind.account(), kind.kind());
    writer = new ClaimWriter<>(store, clock, kind);
  }

  /**
   * Returns a store of the same intents that marks each payload it writes for which a condition
   * holds. {@link Backlog#marked} counts them.
   */
  public IntentStore<B, P> marking(Predicate<B> marks) {
    return new IntentStore<>(
        store,
        workers,
        clock,
        digests,
        new IntentKind<>(kind.account(), kind.kind(), kind.payloads(), marks));
  }

  /**
   * Writes an intent down and claims it.
   *
   * @param lease how long no other owner can claim it
   * @throws IllegalArgumentException if it has personal data and the journal has no cipher, or the
   *     payload has a confidential member
   */
  public BeginResult<B, P> begin(Draft<B, P> draft, Duration lease) {
    return new NewIntent<>(kind, names, writer, draft, digests, lease).write(store);
  }

  /** Returns the intent with that id, finished or not. */
  public Optional<Entry<B, P>> find(String id) {
    return store.read(session -> Optional.ofNullable(kind.find(session, id))).map(kind::entry);
  }

  /**
   * Claims one unfinished intent, due or not.
   *
   * @return empty if it does not exist or is finished, or another owner's lease has not run out
   */
  public Optional<Claim<B, P>> claim(String id, Duration lease) {
    String owner = UUID.randomUUID().toString();
    Optional<IntentRow> row =
        store.writeOne(
            session ->
                Optional.ofNullable(
                    session.update(
                        "UPDATE yiwang_intent SET owner = ?, leased_until = {now} + ?"
                            + " WHERE account = ? AND kind = ? AND id = ? AND finished_at IS NULL"
                            + " AND (leased_until IS NULL OR leased_until <= {now})",
                        kind.written(id, IntentRow.COLUMNS, IntentRow::of),
                        owner,
                        lease.toMillis(),
                        kind.account(),
                        kind.kind(),
                        id)));
    return row.map(claimed -> new Claim<>(writer, kind.entry(claimed), owner));
  }

  /**
   * Reopens an intent that has ended, because more is known now, and claims it. Its exclusive names
   * stay free.
   *
   * @param ended the entry as it was found
   * @return empty if it has changed since
   */
  public Optional<Claim<B, P>> reopen(Entry<B, P> ended, String state, B payload, Duration lease) {
    String owner = UUID.randomUUID().toString();
    String json = kind.payloads().toJson(payload);
    Optional<IntentRow> row =
        store.writeOne(
            session ->
                Optional.ofNullable(
                    session.update(
                        "UPDATE yiwang_intent SET state = ?, book = ?, marked = ?,"
                            + " revision = revision + 1, updated_at = {now}, due_at = {now}, finished_at = NULL,"
                            + " finished_journal_time = NULL, owner = ?,"
                            + " leased_until = {now} + ? WHERE account = ? AND kind = ? AND id = ?"
                            + " AND revision = ? AND finished_at IS NOT NULL",
                        kind.written(ended.id(), IntentRow.COLUMNS, IntentRow::of),
                        state,
                        json,
                        kind.mark(payload),
                        owner,
                        lease.toMillis(),
                        kind.account(),
                        kind.kind(),
                        ended.id(),
                        ended.revision())));
    return row.map(claimed -> new Claim<>(writer, kind.entry(claimed), owner));
  }

  /**
   * Claims intents that are due and unclaimed: an equal share from each lane, the longest due
   * first. What one lane does not need, the others get. Two nodes never get the same intent.
   *
   * @param limit how many at most
   */
  public List<Claim<B, P>> claimDue(int limit, Duration lease) {
    clock.tick();
    String owner = UUID.randomUUID().toString();
    workers.watch(kind.account(), kind.kind());
    List<IntentRow> rows =
        store.write(
            session -> {
              workers.record(session, kind.account(), kind.kind());
              return due.claim(session, limit, owner, lease);
            });
    return rows.stream()
        .map(kind::entry)
        .sorted(Comparator.comparing(IntentStore::dueOrEpoch))
        .map(entry -> new Claim<>(writer, entry, owner))
        .toList();
  }

  /**
   * Records that this process no longer calls {@link #claimDue}, so that what no other process
   * works on is known as unserved immediately. Otherwise that takes a minute.
   */
  public void leave() {
    workers.leave(kind.account(), kind.kind());
  }

  private static Instant dueOrEpoch(Entry<?, ?> entry) {
    Instant due = entry.dueAt();
    return due == null ? Instant.EPOCH : due;
  }

  /** Counts the unfinished intents, claimed or not. */
  public Backlog backlog() {
    return store.read(
        session -> {
          Map<String, Long> byState = new HashMap<>();
          long[] oldest = {0};
          long[] marked = {0};
          session.all(
              "SELECT state, count(*), {now} - min(created_at), sum(marked) FROM yiwang_intent"
                  + " WHERE account = ? AND kind = ? AND finished_at IS NULL GROUP BY state",
              row -> {
                oldest[0] = Math.max(oldest[0], row.getLong(3));
                marked[0] += row.getLong(4);
                return byState.put(row.getString(1), row.getLong(2));
              },
              kind.account(),
              kind.kind());
          return new Backlog(byState, Duration.ofMillis(oldest[0]), marked[0]);
        });
  }

  /**
   * Passes every unfinished intent to {@code each}, lane by lane, the longest due first, in
   * constant memory. One that is written meanwhile may come twice, or not at all.
   */
  public void unfinished(Consumer<Entry<B, P>> each) {
    unfinished("", List.of(), each);
  }

  /**
   * Passes the unfinished intents in one state to {@code each} in the same way, without reading the
   * others.
   */
  public void unfinished(String state, Consumer<Entry<B, P>> each) {
    unfinished(" AND state = ?", List.of(state), each);
  }

  private void unfinished(String condition, List<String> values, Consumer<Entry<B, P>> each) {
    for (String lane : store.read(due::lanes)) {
      List<String> all = new ArrayList<>(List.of(lane));
      all.addAll(values);
      inPages(
          "due_at",
          "lane = ? AND finished_at IS NULL" + condition,
          all,
          Instant.EPOCH,
          END_OF_TIME,
          Entry::dueAt,
          each);
    }
  }

  /**
   * Passes every intent that was last written in a period to {@code each}, the oldest first, in
   * constant memory. One that is written again meanwhile may come twice.
   *
   * @param from the first instant
   * @param to the instant after the last
   */
  public void changedBetween(Instant from, Instant to, Consumer<Entry<B, P>> each) {
    inPages("updated_at", "kind = ?", List.of(kind.kind()), from, to, Entry::updatedAt, each);
  }

  /**
   * Reads intents a page at a time.
   *
   * @param time the column that orders them, which an index has
   * @param condition with a placeholder for each of {@code values}
   * @param timeOf returns that column's value of an entry
   */
  private void inPages(
      String time,
      String condition,
      List<String> values,
      Instant from,
      Instant to,
      Function<Entry<B, P>, @Nullable Instant> timeOf,
      Consumer<Entry<B, P>> each) {
    long after = from.toEpochMilli();
    String afterId = "";
    // The first comparison is for databases that use no index to compare a pair of columns.
    String select =
        "SELECT %s FROM yiwang_intent WHERE account = ? AND kind = ? AND %s AND %s >= ? AND (%s, id) > (?, ?) AND %s < ? ORDER BY %s, id LIMIT ?"
            .formatted(IntentRow.COLUMNS, condition, time, time, time, time);
    List<Entry<B, P>> page;
    do {
      List<Object> parameters = new ArrayList<>(List.of(kind.account(), kind.kind()));
      parameters.addAll(values);
      parameters.addAll(List.of(after, after, afterId, to.toEpochMilli(), PAGE));
      page =
          store.read(session -> session.all(select, IntentRow::of, parameters.toArray())).stream()
              .map(kind::entry)
              .toList();
      page.forEach(each);
      if (!page.isEmpty()) {
        Entry<B, P> last = page.get(page.size() - 1);
        after = Objects.requireNonNull(timeOf.apply(last), time).toEpochMilli();
        afterId = last.id();
      }
    } while (page.size() == PAGE);
  }

  /** Describes how a claimed intent ends, and the sensitive payload that replaces its own. */
  public record Ending<B, P>(Claim<B, P> claim, String state, B payload, P sensitivePayload) {
    /** Shows the state alone. */
    @Override
    public String toString() {
      return "Ending[" + state + "]";
    }
  }

  /**
   * Ends many intents in one transaction, each as {@link Claim#finish(String, Object, Object)}
   * would. Those whose claim is lost are left to their new owners.
   *
   * @return how many were ended
   */
  public int finishAll(List<Ending<B, P>> endings) {
    return writer.writeAll(
        endings.stream()
            .map(
                ending ->
                    writer.writing(
                        ending.claim().entry(),
                        ending.claim().owner(),
                        ClaimWriter.Step.FINISH,
                        ending.state(),
                        ending.payload(),
                        Duration.ZERO,
                        ending.sensitivePayload()))
            .toList());
  }
}
