package io.yiwang.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
  private static final int PAGE = 500;
  private static final Instant FAR = Instant.ofEpochMilli(Long.MAX_VALUE);

  private final Store store;
  private final Served served;
  private final JournalClock clock;
  private final Digests digests;
  private final String account;
  private final String kind;
  private final Payloads<B, P> payloads;

  IntentStore(
      Store store,
      Served served,
      JournalClock clock,
      Digests digests,
      String account,
      String kind,
      Payloads<B, P> payloads) {
    this.store = store;
    this.served = served;
    this.clock = clock;
    this.digests = digests;
    this.account = account;
    this.kind = kind;
    this.payloads = payloads;
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
    String subject = draft.subject() == null ? "" : digests.subject(draft.subject());
    List<Name> names = draft.exclusiveNames().stream().map(this::name).toList();
    String owner = UUID.randomUUID().toString();
    while (true) {
      try {
        return store
            .write(
                session ->
                    begin(session, draft, payload, sensitivePayload, subject, names, owner, lease))
            .get();
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
      String subject,
      List<Name> names,
      String owner,
      Duration lease)
      throws SQLException {
    if (!names.isEmpty()) {
      digests.requireSight(session, account);
    }
    for (Name name : names) {
      String holder = holder(session, name);
      if (holder != null) {
        Row there = find(session, draft.id());
        return there == null
            ? () -> new BeginResult.NameTaken<>(name.text(), holder)
            : () -> new BeginResult.Existing<>(entry(there));
      }
    }
    Instant at =
        session.first(
            "INSERT INTO yiwang_intent (account, kind, id, state, tries, revision, book,"
                + " personal, key_id, subject, erase_at_end, created_at, updated_at, due_at, owner,"
                + " leased_until, lane) VALUES (?, ?, ?, ?, 0, 1, ?, NULLIF(?, {empty}), NULLIF(?,"
                + " ''), NULLIF(?, ''), 0, {now}, {now}, {now}, ?, {now} + ?, ?) ON CONFLICT DO"
                + " NOTHING RETURNING created_at",
            row -> Instant.ofEpochMilli(row.getLong(1)),
            account,
            kind,
            draft.id(),
            draft.state(),
            payload,
            sensitivePayload == null ? new byte[0] : sensitivePayload.bytes(),
            sensitivePayload == null ? "" : sensitivePayload.keyId(),
            subject,
            owner,
            lease.toMillis(),
            draft.lane());
    if (at == null) {
      Row there = find(session, draft.id());
      if (there == null) {
        throw new RacedException();
      }
      return () -> new BeginResult.Existing<>(entry(there));
    }
    // In one order, so that two nodes cannot wait for each other.
    for (String held : names.stream().flatMap(name -> name.held().stream()).sorted().toList()) {
      int written =
          session.update(
              "INSERT INTO yiwang_name (account, name, kind, id) VALUES (?, ?, ?, ?)"
                  + " ON CONFLICT DO NOTHING",
              account,
              held,
              kind,
              draft.id());
      if (written == 0) {
        throw new RacedException();
      }
    }
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

  private @Nullable String holder(Session session, Name name) throws SQLException {
    for (String form : name.any()) {
      String holder =
          session.first(
              "SELECT id FROM yiwang_name WHERE account = ? AND name = ?",
              row -> row.getString(1),
              account,
              form);
      if (holder != null) {
        return holder;
      }
    }
    return null;
  }

  /** The intent of that id, finished or not. */
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

  /**
   * Claims one unfinished intent, due or not.
   *
   * @return nothing if it is not there, is finished, or another owner's lease has not run out
   */
  public Optional<Claim<B, P>> claim(String id, Duration lease) {
    String owner = UUID.randomUUID().toString();
    Optional<Row> row =
        store.write(
            session ->
                Optional.ofNullable(
                    session.first(
                        "UPDATE yiwang_intent SET owner = ?, leased_until = {now} + ?"
                            + " WHERE account = ? AND kind = ? AND id = ? AND finished_at IS NULL"
                            + " AND (leased_until IS NULL OR leased_until <= {now})"
                            + " RETURNING "
                            + COLUMNS,
                        Row::of,
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
        store.write(
            session ->
                Optional.ofNullable(
                    session.first(
                        "UPDATE yiwang_intent SET state = ?, book = ?, revision = revision + 1,"
                            + " updated_at = {now}, due_at = {now}, finished_at = NULL,"
                            + " finished_journal_time = NULL, owner = ?,"
                            + " leased_until = {now} + ? WHERE account = ? AND kind = ? AND id = ?"
                            + " AND revision = ? AND finished_at IS NOT NULL RETURNING "
                            + COLUMNS,
                        Row::of,
                        state,
                        json,
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
        List<Row> rows = claimDue(session, lane, most, owner, lease);
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
        "WITH due AS MATERIALIZED (SELECT account, kind, id FROM yiwang_intent WHERE account = ?"
            + " AND kind = ? AND lane = ? AND finished_at IS NULL AND due_at <= {now} AND"
            + " (leased_until IS NULL OR leased_until <= {now}) ORDER BY due_at LIMIT ? {skip})"
            + " UPDATE yiwang_intent SET owner = ?, leased_until = {now} + ? WHERE (account, kind,"
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

  /** The lanes of what is unfinished, each found by one look into the index. */
  private List<String> lanes(Session session) throws SQLException {
    List<String> lanes = new ArrayList<>();
    String lane = lane(session, ">=", "");
    while (lane != null) {
      lanes.add(lane);
      lane = lane(session, ">", lane);
    }
    return lanes;
  }

  private @Nullable String lane(Session session, String than, String other) throws SQLException {
    return session.first(
        "SELECT lane FROM yiwang_intent WHERE account = ? AND kind = ? AND lane "
            + than
            + " ? AND finished_at IS NULL ORDER BY lane LIMIT 1",
        row -> row.getString(1),
        account,
        kind,
        other);
  }

  private static Instant dueOrEpoch(Entry<?, ?> entry) {
    Instant due = entry.dueAt();
    return due == null ? Instant.EPOCH : due;
  }

  /** What is unfinished, claimed or not. */
  public Backlog backlog() {
    return store.read(
        session -> {
          Map<String, Long> byState = new HashMap<>();
          long[] oldest = {0};
          session.all(
              "SELECT state, count(*), {now} - min(created_at) FROM yiwang_intent"
                  + " WHERE account = ? AND kind = ? AND finished_at IS NULL GROUP BY state",
              row -> {
                oldest[0] = Math.max(oldest[0], row.getLong(3));
                return byState.put(row.getString(1), row.getLong(2));
              },
              account,
              kind);
          return new Backlog(byState, Duration.ofMillis(oldest[0]));
        });
  }

  /**
   * Hands over every unfinished intent, lane by lane, the longest due first, in constant memory.
   * One that is written meanwhile may come twice, or not at all.
   */
  public void unfinished(Consumer<Entry<B, P>> each) {
    for (String lane : store.read(this::lanes)) {
      inPages(
          "due_at",
          "lane = ? AND finished_at IS NULL",
          lane,
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
    inPages("updated_at", "kind = ?", kind, from, to, Entry::updatedAt, each);
  }

  /**
   * @param time the column that orders them, which an index has
   * @param condition with one place for {@code value}
   * @param of the same, of an entry
   */
  private void inPages(
      String time,
      String condition,
      String value,
      Instant from,
      Instant to,
      Function<Entry<B, P>, @Nullable Instant> of,
      Consumer<Entry<B, P>> each) {
    long after = from.toEpochMilli();
    String afterId = "";
    List<Entry<B, P>> page;
    do {
      long start = after;
      String startId = afterId;
      page =
          store
              .read(
                  session ->
                      session.all(
                          "SELECT %s FROM yiwang_intent WHERE account = ? AND kind = ? AND %s AND (%s, id) > (?, ?) AND %s < ? ORDER BY %s, id LIMIT ?"
                              .formatted(COLUMNS, condition, time, time, time),
                          Row::of,
                          account,
                          kind,
                          value,
                          start,
                          startId,
                          to.toEpochMilli(),
                          PAGE))
              .stream()
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
    FINISH
  }

  Entry<B, P> write(
      Entry<B, P> known, String owner, Step step, String state, B payload, Duration time) {
    return write(known, owner, step, state, payload, time, null);
  }

  /** The personal part, where one is given, takes the place of the one that is there. */
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
    Row row =
        store.write(
            session -> {
              Row written = write(session, writing);
              if (written == null) {
                throw new LeaseExpiredException();
              }
              return written;
            });
    if (isErased(writing, row)) {
      store.erased();
    }
    return entry(row);
  }

  /** All that one write needs, made before it is the writer's turn. */
  private record Writing<B, P>(
      Entry<B, P> known,
      String owner,
      Step step,
      String state,
      String payload,
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
        known, owner, step, state, payloads.payload(payload), time.toMillis(), sealed);
  }

  /** Returns nothing, having written nothing, where the claim is lost. */
  private @Nullable Row write(Session session, Writing<B, P> writing) throws SQLException {
    Entry<B, P> known = writing.known();
    String change =
        switch (writing.step()) {
          case ADVANCE -> "leased_until = {now} + ?";
          case HAND_BACK ->
              "tries = tries + 1, owner = NULL, leased_until = NULL, due_at = {now} + ?";
          case FINISH ->
              "owner = NULL, leased_until = NULL, due_at = NULL, finished_at = {now} + ?,"
                  + " finished_journal_time ="
                  + " (SELECT value FROM yiwang_state WHERE name = 'journal time'),"
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
    Row written =
        session.first(
            "UPDATE yiwang_intent SET state = ?, book = ?, revision = revision + 1,"
                + " updated_at = {now}, "
                + change
                + " WHERE account = ? AND kind = ? AND id = ? AND owner = ? AND revision = ?"
                + " AND finished_at IS NULL RETURNING "
                + COLUMNS,
            Row::of,
            writing.state(),
            writing.payload(),
            writing.millis(),
            account,
            kind,
            known.id(),
            writing.owner(),
            known.revision());
    if (written != null && writing.step() == Step.FINISH) {
      session.update(
          "DELETE FROM yiwang_name WHERE account = ? AND kind = ? AND id = ?",
          account,
          kind,
          known.id());
    }
    return written;
  }

  /** Whether what was personal about it is no longer in its row, and still elsewhere. */
  private static boolean isErased(Writing<?, ?> writing, Row row) {
    return writing.sensitivePayload() != null
        || (writing.known().sensitivePayload() != null && row.sensitivePayload == null);
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

  void eraseAtEnd(Entry<B, P> known, String owner) {
    store.write(
        session ->
            session.update(
                "UPDATE yiwang_intent SET erase_at_end = 1"
                    + " WHERE account = ? AND kind = ? AND id = ? AND owner = ?",
                account,
                kind,
                known.id(),
                owner));
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
