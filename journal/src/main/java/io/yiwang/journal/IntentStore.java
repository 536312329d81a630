package io.yiwang.journal;

import io.yiwang.Backlog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The intents of one kind in one gateway account. Thread-safe. Whatever a method has written is on
 * disk when it returns.
 *
 * @param <B> the payload, kept in clear
 * @param <P> the personal part, encrypted
 */
public final class IntentStore<B, P> {
  private static final String COLUMNS =
      "id, state, tries, revision, book, personal, key_id, created_at, updated_at, due_at,"
          + " finished_at";
  private static final String DUE =
      " FROM yiwang_intent WHERE account = ? AND kind = ? AND lane = ? AND finished_at IS NULL"
          + " AND due_at <= {now} AND (leased_until IS NULL OR leased_until <= {now})"
          + " ORDER BY due_at LIMIT ? ";

  private static final String FINISHED =
      "owner = NULL, leased_until = NULL, due_at = NULL, finished_at = {now} + ?,"
          + " finished_journal_time ="
          + " (SELECT value FROM yiwang_state WHERE name = 'journal time'),";

  /** What a lane's name begins with in the database, so that none is empty. */
  private static final String LANE = "=";

  private static final int PAGE = 500;
  private static final Instant FAR = Instant.ofEpochMilli(Long.MAX_VALUE);

  private final Store store;
  private final Served served;
  private final JournalClock clock;
  private final Digests digests;
  private final String account;
  private final String kind;
  private final Payloads<B, P> payloads;
  private final Predicate<B> marks;

  IntentStore(
      Store store,
      Served served,
      JournalClock clock,
      Digests digests,
      String account,
      String kind,
      Payloads<B, P> payloads) {
    this(store, served, clock, digests, account, kind, payloads, payload -> false);
  }

  private IntentStore(
      Store store,
      Served served,
      JournalClock clock,
      Digests digests,
      String account,
      String kind,
      Payloads<B, P> payloads,
      Predicate<B> marks) {
    this.store = store;
    this.served = served;
    this.clock = clock;
    this.digests = digests;
    this.account = account;
    this.kind = kind;
    this.payloads = payloads;
    this.marks = marks;
  }

  /**
   * Returns the same intents; those whose payload, as it is written from now on, meets a condition
   * are counted by {@link Backlog#marked}.
   */
  public IntentStore<B, P> marking(Predicate<B> marks) {
    return new IntentStore<>(store, served, clock, digests, account, kind, payloads, marks);
  }

  private int mark(B payload) {
    return marks.test(payload) ? 1 : 0;
  }

  /** Another node wrote the same id or name between our look and our write. */
  @SuppressWarnings("serial")
  private static final class RacedException extends RuntimeException {
    RacedException() {
      super(null, null, false, false);
    }
  }

  /**
   * Writes an intent down and claims it.
   *
   * @param lease how long no other owner may take it up
   * @throws IllegalArgumentException if it has personal data and the journal no cipher, or the
   *     payload has a confidential member
   */
  public BeginResult<B, P> begin(Draft<B, P> draft, Duration lease) {
    String payload = payloads.payload(draft.payload());
    Payloads.Sealed sensitivePayload = payloads.seal(draft.id(), draft.sensitivePayload());
    String subject = draft.subject() == null ? null : digests.subject(draft.subject());
    List<Name> names = draft.exclusiveNames().stream().map(this::name).toList();
    String owner = UUID.randomUUID().toString();
    while (true) {
      try {
        Store.Work<Supplier<BeginResult<B, P>>> work =
            session ->
                begin(session, draft, payload, sensitivePayload, subject, names, owner, lease);
        return (names.isEmpty() ? store.writeOne(work) : store.write(work)).get();
      } catch (RacedException e) {
        // Now it is there to be seen.
      }
    }
  }

  /** Gives what is left to do when the writer is free for others again: to read what it found. */
  private Supplier<BeginResult<B, P>> begin(
      Session session,
      Draft<B, P> draft,
      String payload,
      Payloads.@Nullable Sealed sensitivePayload,
      @Nullable String subject,
      List<Name> names,
      String owner,
      Duration lease)
      throws SQLException {
    if (!names.isEmpty()) {
      digests.requireSight(session, account);
      Held held = holder(session, names);
      if (held != null) {
        Row there = find(session, draft.id());
        return there == null
            ? () -> new BeginResult.NameTaken<>(held.text(), held.holderId())
            : () -> new BeginResult.Existing<>(entry(there));
      }
    }
    Instant at =
        session.insertNew(
            "INSERT INTO yiwang_intent (account, kind, id, state, tries, revision, book,"
                + " personal, key_id, subject, erase_at_end, created_at, updated_at, due_at, owner,"
                + " leased_until, lane, marked) VALUES (?, ?, ?, ?, 0, 1, ?, ?, ?, ?, 0, {now},"
                + " {now}, {now}, ?, {now} + ?, ?, ?)",
            written(draft.id(), "created_at", row -> Instant.ofEpochMilli(row.getLong(1))),
            account,
            kind,
            draft.id(),
            draft.state(),
            payload,
            sensitivePayload == null ? null : sensitivePayload.bytes(),
            sensitivePayload == null ? null : sensitivePayload.keyId(),
            subject,
            owner,
            lease.toMillis(),
            LANE + draft.lane(),
            mark(draft.payload()));
    if (at == null) {
      Row there = find(session, draft.id());
      if (there == null) {
        throw new RacedException();
      }
      return () -> new BeginResult.Existing<>(entry(there));
    }
    hold(session, draft.id(), names);
    Entry<B, P> entry =
        new Entry<>(
            draft.id(),
            draft.state(),
            0,
            1,
            draft.payload(),
            draft.sensitivePayload(),
            at,
            at,
            at,
            null);
    return () -> new BeginResult.Started<>(new Claim<>(this, entry, owner));
  }

  /**
   * An exclusive name.
   *
   * @param held what is written in its place
   * @param any what may have been
   */
  private record Name(String text, List<String> held, List<String> any) {
    /** Nothing: a name may be a person's. */
    @Override
    public String toString() {
      return "Name";
    }
  }

  private Name name(String text) {
    return new Name(text, digests.held(text), digests.anyOf(text));
  }

  /** In one order, so that two nodes cannot wait for each other. */
  private void hold(Session session, String id, List<Name> names) throws SQLException {
    List<String> held =
        names.stream().flatMap(name -> name.held().stream()).distinct().sorted().toList();
    if (held.isEmpty()) {
      return;
    }
    List<Object> values = new ArrayList<>();
    for (String form : held) {
      values.addAll(List.of(account, form, kind, id));
    }
    int written =
        session.insertNew(
            "INSERT INTO yiwang_name (account, name, kind, id) VALUES "
                + String.join(", ", Collections.nCopies(held.size(), "(?, ?, ?, ?)")),
            values.toArray());
    if (written < held.size()) {
      throw new RacedException();
    }
  }

  /** Which of the names is held, and by whom. */
  private record Held(String text, String holderId) {
    /** The holder alone: a name may be a person's. */
    @Override
    public String toString() {
      return "Held[" + holderId + "]";
    }
  }

  private @Nullable Held holder(Session session, List<Name> names) throws SQLException {
    Map<String, String> texts = new HashMap<>();
    names.forEach(name -> name.any().forEach(form -> texts.put(form, name.text())));
    List<Object> values = new ArrayList<>(List.of(account));
    values.addAll(texts.keySet());
    return session.first(
        "SELECT name, id FROM yiwang_name WHERE account = ? AND name IN ("
            + places(texts.keySet())
            + ")",
        row -> new Held(texts.getOrDefault(row.getString(1), ""), row.getString(2)),
        values.toArray());
  }

  private static String places(Collection<?> values) {
    return String.join(", ", Collections.nCopies(values.size(), "?"));
  }

  /** Returns the intent of that id, finished or not. */
  public Optional<Entry<B, P>> find(String id) {
    return store.read(session -> Optional.ofNullable(find(session, id))).map(this::entry);
  }

  private @Nullable Row find(Session session, String id) throws SQLException {
    return session.first(
        "SELECT " + COLUMNS + " FROM yiwang_intent WHERE account = ? AND kind = ? AND id = ?",
        Row::of,
        account,
        kind,
        id);
  }

  /** How an intent's row is read once it was written. */
  private <T> Session.Written<T> written(String id, String columns, Session.Reader<T> reader) {
    return new Session.Written<>(
        columns,
        "yiwang_intent",
        "account = ? AND kind = ? AND id = ?",
        List.of(account, kind, id),
        reader);
  }

  /**
   * Claims one unfinished intent, due or not.
   *
   * @return nothing if it is not there, is finished, or another owner's lease has not run out
   */
  public Optional<Claim<B, P>> claim(String id, Duration lease) {
    String owner = UUID.randomUUID().toString();
    Optional<Row> row =
        store.writeOne(
            session ->
                Optional.ofNullable(
                    session.update(
                        "UPDATE yiwang_intent SET owner = ?, leased_until = {now} + ?"
                            + " WHERE account = ? AND kind = ? AND id = ? AND finished_at IS NULL"
                            + " AND (leased_until IS NULL OR leased_until <= {now})",
                        written(id, COLUMNS, Row::of),
                        owner,
                        lease.toMillis(),
                        account,
                        kind,
                        id)));
    return row.map(claimed -> new Claim<>(this, entry(claimed), owner));
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
    String json = payloads.payload(payload);
    Optional<Row> row =
        store.writeOne(
            session ->
                Optional.ofNullable(
                    session.update(
                        "UPDATE yiwang_intent SET state = ?, book = ?, marked = ?,"
                            + " revision = revision + 1, updated_at = {now}, due_at = {now}, finished_at = NULL,"
                            + " finished_journal_time = NULL, owner = ?,"
                            + " leased_until = {now} + ? WHERE account = ? AND kind = ? AND id = ?"
                            + " AND revision = ? AND finished_at IS NOT NULL",
                        written(ended.id(), COLUMNS, Row::of),
                        state,
                        json,
                        mark(payload),
                        owner,
                        lease.toMillis(),
                        account,
                        kind,
                        ended.id(),
                        ended.revision())));
    return row.map(claimed -> new Claim<>(this, entry(claimed), owner));
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
    served.watch();
    return store.write(session -> claimDue(session, limit, owner, lease)).stream()
        .map(this::entry)
        .sorted(Comparator.comparing(IntentStore::dueOrEpoch))
        .map(entry -> new Claim<>(this, entry, owner))
        .toList();
  }

  /**
   * Notes that this process calls {@link #claimDue} no more, so that what is left is known at once
   * to be served by nobody, unless others do. Without, it takes a minute.
   */
  public void leave() {
    served.leave(account, kind);
  }

  private List<Row> claimDue(Session session, int limit, String owner, Duration lease)
      throws SQLException {
    served.note(session, account, kind);
    List<Row> claimed = new ArrayList<>();
    List<String> open = lanes(session);
    // Where there are more lanes than places, each has its chance.
    Collections.shuffle(open);
    while (!open.isEmpty()) {
      int share = Math.max(1, (limit - claimed.size()) / open.size());
      List<String> more = new ArrayList<>();
      for (String lane : open) {
        int most = Math.min(share, limit - claimed.size());
        List<Row> rows =
            session.dialect().hasReturning()
                ? claimDue(session, lane, most, owner, lease)
                : lookAndClaimDue(session, lane, most, owner, lease);
        claimed.addAll(rows);
        if (rows.size() == most && claimed.size() < limit) {
          more.add(lane);
        }
      }
      open = more;
    }
    return claimed;
  }

  private List<Row> claimDue(Session session, String lane, int limit, String owner, Duration lease)
      throws SQLException {
    return session.all(
        "WITH due AS MATERIALIZED (SELECT account, kind, id"
            + DUE
            + session.dialect().skipLocked()
            + ") UPDATE yiwang_intent SET owner = ?, leased_until = {now} + ? WHERE (account, kind,"
            + " id) IN (SELECT account, kind, id FROM due) RETURNING "
            + COLUMNS,
        Row::of,
        account,
        kind,
        lane,
        limit,
        owner,
        lease.toMillis());
  }

  /** The same where a change gives nothing back: what was locked is read, then changed. */
  private List<Row> lookAndClaimDue(
      Session session, String lane, int limit, String owner, Duration lease) throws SQLException {
    List<Row> due =
        session.all(
            "SELECT " + COLUMNS + DUE + session.dialect().skipLocked(),
            Row::of,
            account,
            kind,
            lane,
            limit);
    if (!due.isEmpty()) {
      List<Object> values = new ArrayList<>(List.of(owner, lease.toMillis(), account, kind));
      due.forEach(row -> values.add(row.id));
      session.update(
          "UPDATE yiwang_intent SET owner = ?, leased_until = {now} + ?"
              + " WHERE account = ? AND kind = ? AND id IN ("
              + places(due)
              + ")",
          values.toArray());
    }
    return due;
  }

  /** The lanes of what is unfinished, each found by one look into the index. */
  private List<String> lanes(Session session) throws SQLException {
    List<String> lanes = new ArrayList<>();
    String lane = lane(session, "", account, kind);
    while (lane != null) {
      lanes.add(lane);
      lane = lane(session, " AND lane > ?", account, kind, lane);
    }
    return lanes;
  }

  private static @Nullable String lane(Session session, String which, Object... values)
      throws SQLException {
    return session.first(
        "SELECT lane FROM yiwang_intent WHERE account = ? AND kind = ? AND finished_at IS NULL"
            + which
            + " ORDER BY lane LIMIT 1",
        row -> row.getString(1),
        values);
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
              account,
              kind);
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

  /** The same of those in one state; the others are not even read. */
  public void unfinished(String state, Consumer<Entry<B, P>> each) {
    unfinished(" AND state = ?", List.of(state), each);
  }

  private void unfinished(String which, List<String> values, Consumer<Entry<B, P>> each) {
    for (String lane : store.read(this::lanes)) {
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
    inPages("updated_at", "kind = ?", List.of(kind), from, to, Entry::updatedAt, each);
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
            .formatted(COLUMNS, condition, time, time, time, time);
    List<Entry<B, P>> page;
    do {
      List<Object> parameters = new ArrayList<>(List.of(account, kind));
      parameters.addAll(values);
      parameters.addAll(List.of(after, after, afterId, to.toEpochMilli(), PAGE));
      page =
          store.read(session -> session.all(select, Row::of, parameters.toArray())).stream()
              .map(this::entry)
              .toList();
      page.forEach(each);
      if (!page.isEmpty()) {
        Entry<B, P> last = page.get(page.size() - 1);
        after = Objects.requireNonNull(of.apply(last), time).toEpochMilli();
        afterId = last.id();
      }
    } while (page.size() == PAGE);
  }

  /** What a claim writes. */
  enum Step {
    ADVANCE,
    HAND_BACK,
    FINISH,
    FINISH_AND_ERASE;

    boolean isLast() {
      return this == FINISH || this == FINISH_AND_ERASE;
    }
  }

  Entry<B, P> write(
      Entry<B, P> known, String owner, Step step, String state, B payload, Duration time) {
    return write(known, owner, step, state, payload, time, null);
  }

  /** Returns the personal part, where one is given, takes the place of the one that is there. */
  Entry<B, P> write(
      Entry<B, P> known,
      String owner,
      Step step,
      String state,
      B payload,
      Duration time,
      @Nullable P sensitivePayload) {
    Writing<B, P> writing = writing(known, owner, step, state, payload, time, sensitivePayload);
    clock.tick();
    Store.Work<Written> work =
        session -> {
          Written written = write(session, writing);
          if (written == null) {
            throw new LeaseExpiredException();
          }
          return written;
        };
    boolean isOne = !step.isLast() && writing.sensitivePayload() == null;
    Written written = isOne ? store.writeOne(work) : store.write(work);
    if (isErased(writing, written)) {
      store.erased();
    }
    return entry(writing, payload, sensitivePayload, written);
  }

  /** What the database alone knows of a row that it wrote. */
  private record Written(long at, @Nullable Long dueAt, boolean erased) {
    static Written of(ResultSet row) throws SQLException {
      return new Written(row.getLong(1), Row.optional(row, 2), row.getInt(3) != 0);
    }
  }

  private Entry<B, P> entry(
      Writing<B, P> writing, B payload, @Nullable P sensitivePayload, Written written) {
    Entry<B, P> known = writing.known();
    Step step = writing.step();
    P personal = sensitivePayload == null ? known.sensitivePayload() : sensitivePayload;
    Instant at = Instant.ofEpochMilli(written.at());
    return new Entry<>(
        known.id(),
        writing.state(),
        step == Step.HAND_BACK ? known.attempts() + 1 : known.attempts(),
        known.revision() + 1,
        payload,
        step.isLast() && written.erased() ? null : personal,
        known.createdAt(),
        at,
        instant(written.dueAt()),
        step.isLast() ? at.plusMillis(writing.millis()) : null);
  }

  /** All that one write needs, made before it is the writer's turn. */
  private record Writing<B, P>(
      Entry<B, P> known,
      String owner,
      Step step,
      String state,
      String payload,
      int mark,
      long millis,
      Payloads.@Nullable Sealed sensitivePayload) {}

  private Writing<B, P> writing(
      Entry<B, P> known,
      String owner,
      Step step,
      String state,
      B payload,
      Duration time,
      @Nullable P sensitivePayload) {
    Payloads.Sealed sealed =
        sensitivePayload == null ? null : payloads.seal(known.id(), sensitivePayload);
    return new Writing<>(
        known,
        owner,
        step,
        state,
        payloads.payload(payload),
        mark(payload),
        time.toMillis(),
        sealed);
  }

  /** Returns nothing, having written nothing, where the claim is lost. */
  private @Nullable Written write(Session session, Writing<B, P> writing) throws SQLException {
    Entry<B, P> known = writing.known();
    String change =
        switch (writing.step()) {
          case ADVANCE -> "leased_until = {now} + ?";
          case HAND_BACK ->
              "tries = tries + 1, owner = NULL, leased_until = NULL, due_at = {now} + ?";
          case FINISH_AND_ERASE ->
              FINISHED + " erase_at_end = 1, personal = NULL, key_id = NULL, subject = NULL";
          case FINISH ->
              FINISHED
                  + " personal = CASE erase_at_end WHEN 0 THEN personal END,"
                  + " key_id = CASE erase_at_end WHEN 0 THEN key_id END,"
                  + " subject = CASE erase_at_end WHEN 0 THEN subject END";
        };
    Payloads.Sealed sensitivePayload = writing.sensitivePayload();
    if (sensitivePayload != null) {
      session.update(
          "UPDATE yiwang_intent SET personal = ?, key_id = ?"
              + " WHERE account = ? AND kind = ? AND id = ? AND owner = ? AND revision = ?",
          sensitivePayload.bytes(),
          sensitivePayload.keyId(),
          account,
          kind,
          known.id(),
          writing.owner(),
          known.revision());
    }
    Written written =
        session.update(
            "UPDATE yiwang_intent SET state = ?, book = ?, marked = ?, revision = revision + 1,"
                + " updated_at = {now}, "
                + change
                + " WHERE account = ? AND kind = ? AND id = ? AND owner = ? AND revision = ?"
                + " AND finished_at IS NULL",
            written(known.id(), "updated_at, due_at, erase_at_end", Written::of),
            writing.state(),
            writing.payload(),
            writing.mark(),
            writing.millis(),
            account,
            kind,
            known.id(),
            writing.owner(),
            known.revision());
    if (written != null && writing.step().isLast()) {
      session.update(
          "DELETE FROM yiwang_name WHERE account = ? AND kind = ? AND id = ?",
          account,
          kind,
          known.id());
    }
    return written;
  }

  /** Whether what was personal about it is no longer in its row, and still elsewhere. */
  private static boolean isErased(Writing<?, ?> writing, Written written) {
    return writing.sensitivePayload() != null
        || (writing.known().sensitivePayload() != null
            && writing.step().isLast()
            && written.erased());
  }

  /** How a claimed intent ends, with another personal part in place of the one that it had. */
  public record Ending<B, P>(Claim<B, P> claim, String state, B payload, P sensitivePayload) {
    /** The state alone. */
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
    List<Writing<B, P>> writings =
        endings.stream()
            .map(
                end ->
                    writing(
                        end.claim().entry(),
                        end.claim().owner(),
                        Step.FINISH,
                        end.state(),
                        end.payload(),
                        Duration.ZERO,
                        end.sensitivePayload()))
            .toList();
    if (writings.isEmpty()) {
      return 0;
    }
    clock.tick();
    int all =
        store.write(
            session -> {
              int ended = 0;
              for (Writing<B, P> each : writings) {
                ended += write(session, each) == null ? 0 : 1;
              }
              return ended;
            });
    store.erased();
    return all;
  }

  private Entry<B, P> entry(Row row) {
    return new Entry<>(
        row.id,
        row.state,
        row.attempts,
        row.revision,
        payloads.payload(row.id, row.payload),
        payloads.open(row.id, row.sensitivePayload, row.keyId),
        Instant.ofEpochMilli(row.createdAt),
        Instant.ofEpochMilli(row.updatedAt),
        instant(row.dueAt),
        instant(row.finishedAt));
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }

  /** An entry as it is stored: opened only when the writer is free for others again. */
  @SuppressWarnings("ArrayRecordComponent") // Passed along once; never compared.
  private record Row(
      String id,
      String state,
      int attempts,
      long revision,
      String payload,
      byte @Nullable [] sensitivePayload,
      @Nullable String keyId,
      long createdAt,
      long updatedAt,
      @Nullable Long dueAt,
      @Nullable Long finishedAt) {
    static Row of(ResultSet row) throws SQLException {
      return new Row(
          row.getString(1),
          row.getString(2),
          row.getInt(3),
          row.getLong(4),
          row.getString(5),
          row.getBytes(6),
          row.getString(7),
          row.getLong(8),
          row.getLong(9),
          optional(row, 10),
          optional(row, 11));
    }

    private static @Nullable Long optional(ResultSet row, int column) throws SQLException {
      long millis = row.getLong(column);
      return row.wasNull() ? null : millis;
    }

    /** The id alone. */
    @Override
    public String toString() {
      return "Row[" + id + "]";
    }
  }
}
