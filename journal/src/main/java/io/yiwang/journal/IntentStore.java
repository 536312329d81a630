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
 * Keeps the intents of one kind in one gateway account. Thread-safe. Whatever a method has written
 * is on disk when it returns.
 *
 * @param <B> the payload, kept in clear
 * @param <P> the sensitive payload, encrypted
 */
@Beta
public final class IntentStore<B, P> {
  private static final int PAGE = 500;
  private static final Instant FAR = Instant.ofEpochMilli(Long.MAX_VALUE);

  private final Store store;
  private final Served served;
  private final JournalClock clock;
  private final Digests digests;
  private final IntentKind<B, P> kind;
  private final ExclusiveNames names;
  private final DueIntents due;
  private final ClaimWriter<B, P> writer;

  IntentStore(
      Store store, Served served, JournalClock clock, Digests digests, IntentKind<B, P> kind) {
    this.store = store;
    this.served = served;
    this.clock = clock;
    this.digests = digests;
    this.kind = kind;
    names = new ExclusiveNames(digests, kind.account(), kind.kind());
    due = new DueIntents(kind.account(), kind.kind());
    writer = new ClaimWriter<>(store, clock, kind);
  }

  /**
   * Returns the same intents; those whose payload, as it is written from now on, meets a condition
   * are counted by {@link Backlog#marked}.
   */
  public IntentStore<B, P> marking(Predicate<B> marks) {
    return new IntentStore<>(
        store,
        served,
        clock,
        digests,
        new IntentKind<>(kind.account(), kind.kind(), kind.payloads(), marks));
  }

  /**
   * Writes an intent down and claims it.
   *
   * @param lease how long no other owner may take it up
   * @throws IllegalArgumentException if it has personal data and the journal no cipher, or the
   *     payload has a confidential member
   */
  public BeginResult<B, P> begin(Draft<B, P> draft, Duration lease) {
    return new NewIntent<>(kind, names, writer, draft, digests, lease).write(store);
  }

  /** Returns the intent of that id, finished or not. */
  public Optional<Entry<B, P>> find(String id) {
    return store.read(session -> Optional.ofNullable(kind.find(session, id))).map(kind::entry);
  }

  /**
   * Claims one unfinished intent, due or not.
   *
   * @return nothing if it is not there, is finished, or another owner's lease has not run out
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
   * Takes up an intent again that has ended, because more became known of it, and claims it. Its
   * names stay free.
   *
   * @param ended as it was found
   * @return nothing if it is no longer as it was found
   */
  public Optional<Claim<B, P>> reopen(Entry<B, P> ended, String state, B payload, Duration lease) {
    String owner = UUID.randomUUID().toString();
    String json = kind.payloads().payload(payload);
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
   * Claims what is due and nobody's, of each lane an equal share, the longest due first. What a
   * lane has no use for the others get. Two nodes never get the same.
   *
   * @param limit at most so many
   */
  public List<Claim<B, P>> claimDue(int limit, Duration lease) {
    clock.tick();
    String owner = UUID.randomUUID().toString();
    served.watch(kind.account(), kind.kind());
    List<IntentRow> rows =
        store.write(
            session -> {
              served.note(session, kind.account(), kind.kind());
              return due.claim(session, limit, owner, lease);
            });
    return rows.stream()
        .map(kind::entry)
        .sorted(Comparator.comparing(IntentStore::dueOrEpoch))
        .map(entry -> new Claim<>(writer, entry, owner))
        .toList();
  }

  /**
   * Notes that this process calls {@link #claimDue} no more, so that what is left is known at once
   * to be served by nobody, unless others do. Without, it takes a minute.
   */
  public void leave() {
    served.leave(kind.account(), kind.kind());
  }

  private static Instant dueOrEpoch(Entry<?, ?> entry) {
    Instant due = entry.dueAt();
    return due == null ? Instant.EPOCH : due;
  }

  /** Returns what is unfinished, claimed or not. */
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
   * Hands over every unfinished intent, lane by lane, the longest due first, in constant memory.
   * One that is written meanwhile may come twice, or not at all.
   */
  public void unfinished(Consumer<Entry<B, P>> each) {
    unfinished("", List.of(), each);
  }

  /** Hands over those in one state in the same way; the others are not even read. */
  public void unfinished(String state, Consumer<Entry<B, P>> each) {
    unfinished(" AND state = ?", List.of(state), each);
  }

  private void unfinished(String which, List<String> values, Consumer<Entry<B, P>> each) {
    for (String lane : store.read(due::lanes)) {
      List<String> all = new ArrayList<>(List.of(lane));
      all.addAll(values);
      inPages(
          "due_at",
          "lane = ? AND finished_at IS NULL" + which,
          all,
          Instant.EPOCH,
          FAR,
          Entry::dueAt,
          each);
    }
  }

  /**
   * Hands over every intent last written in that time, the oldest first, in constant memory. One
   * that is written again meanwhile may come twice.
   *
   * @param from the first instant
   * @param to the instant after the last
   */
  public void changedBetween(Instant from, Instant to, Consumer<Entry<B, P>> each) {
    inPages("updated_at", "kind = ?", List.of(kind.kind()), from, to, Entry::updatedAt, each);
  }

  /**
   * @param time the column that orders them, which an index has
   * @param condition with a place for each of {@code values}
   * @param of the same, of an entry
   */
  private void inPages(
      String time,
      String condition,
      List<String> values,
      Instant from,
      Instant to,
      Function<Entry<B, P>, @Nullable Instant> of,
      Consumer<Entry<B, P>> each) {
    long after = from.toEpochMilli();
    String afterId = "";
    // Some databases find the place in their index by the first of the two times alone.
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
        after = Objects.requireNonNull(of.apply(last), time).toEpochMilli();
        afterId = last.id();
      }
    } while (page.size() == PAGE);
  }

  /**
   * Says how a claimed intent ends, with another sensitive payload in place of the one that it had.
   */
  public record Ending<B, P>(Claim<B, P> claim, String state, B payload, P sensitivePayload) {
    /** Shows the state alone. */
    @Override
    public String toString() {
      return "Ending[" + state + "]";
    }
  }

  /**
   * Ends many intents in one flush to the disk, each as {@link Claim#finish(String, Object,
   * Object)} would. Those whose claim is lost are left to whoever has them.
   *
   * @return how many were ended
   */
  public int finishAll(List<Ending<B, P>> endings) {
    return writer.writeAll(
        endings.stream()
            .map(
                end ->
                    writer.writing(
                        end.claim().entry(),
                        end.claim().owner(),
                        ClaimWriter.Step.FINISH,
                        end.state(),
                        end.payload(),
                        Duration.ZERO,
                        end.sensitivePayload()))
            .toList());
  }
}
