package io.yiwang.journal;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes a new intent and claims it. All that its row needs is prepared before the transaction, for
 * which others may be waiting.
 */
final class NewIntent<B, P> {
  /** The prefix of every lane's name in the database, so that none is empty. */
  private static final String LANE = "=";

  private static final String INSERT =
      "INSERT INTO yiwang_intent (account, kind, id, state, tries, revision, book, personal,"
          + " key_id, subject, erase_at_end, created_at, updated_at, due_at, owner, leased_until,"
          + " lane, marked)";

  private static final String VALUES =
      "?, ?, ?, ?, 0, 1, ?, ?, ?, ?, 0, {now}, {now}, {now}, ?, {now} + ?, ?, ?";

  private final IntentKind<B, P> kind;
  private final ExclusiveNames names;
  private final ClaimWriter<B, P> writer;
  private final Draft<B, P> draft;
  private final List<ExclusiveNames.Name> exclusive;
  private final String owner = UUID.randomUUID().toString();
  private final @Nullable Object[] values;

  /** Prepares what the row needs. */
  NewIntent(
      IntentKind<B, P> kind,
      ExclusiveNames names,
      ClaimWriter<B, P> writer,
      Draft<B, P> draft,
      Digests digests,
      Duration lease) {
    this.kind = kind;
    this.names = names;
    this.writer = writer;
    this.draft = draft;
    String payload = kind.payloads().toJson(draft.payload());
    Payloads.Sealed sensitivePayload = kind.payloads().seal(draft.id(), draft.sensitivePayload());
    String subject = draft.subject() == null ? null : digests.subject(draft.subject());
    exclusive = names.of(draft.exclusiveNames());
    values =
        new @Nullable Object[] {
          kind.account(),
          kind.kind(),
          draft.id(),
          draft.state(),
          payload,
          sensitivePayload == null ? null : sensitivePayload.bytes(),
          sensitivePayload == null ? null : sensitivePayload.keyId(),
          subject,
          owner,
          lease.toMillis(),
          LANE + draft.lane(),
          kind.mark(draft.payload())
        };
  }

  /** Writes the intent, or returns what prevents it. */
  BeginResult<B, P> write(Store store) {
    boolean isOneStatement = !exclusive.isEmpty() && store.changesTwoTablesAtOnce();
    while (true) {
      try {
        Optional<Instant> at =
            isOneStatement ? store.writeOne(this::writeWithNames) : Optional.empty();
        if (at.isPresent()) {
          return started(at.get());
        }
        Store.Work<Supplier<BeginResult<B, P>>> work = this::write;
        return (exclusive.isEmpty() ? store.writeOne(work) : store.write(work)).get();
      } catch (RacedException e) {
        // What the other node wrote is visible now.
      }
    }
  }

  /**
   * Writes the intent with its names in one statement; returns empty, with nothing written, if
   * something prevents it.
   */
  private Optional<Instant> writeWithNames(Session session) throws SQLException {
    return Optional.ofNullable(
        names.holdWith(session, INSERT + " SELECT " + VALUES, values, draft.id(), exclusive));
  }

  /**
   * Writes the intent; returns what is left to do after the transaction, which is to decrypt what
   * it found.
   */
  private Supplier<BeginResult<B, P>> write(Session session) throws SQLException {
    if (!exclusive.isEmpty()) {
      ExclusiveNames.Held held = names.holder(session, exclusive);
      if (held != null) {
        IntentRow existing = kind.find(session, draft.id());
        return existing == null
            ? () -> new BeginResult.NameTaken<>(held.text(), held.holderId())
            : () -> new BeginResult.Existing<>(kind.entry(existing));
      }
    }
    Instant at =
        session.insertNew(
            INSERT + " VALUES (" + VALUES + ")",
            kind.written(draft.id(), "created_at", row -> Instant.ofEpochMilli(row.getLong(1))),
            values);
    if (at == null) {
      IntentRow existing = kind.find(session, draft.id());
      if (existing == null) {
        throw new RacedException();
      }
      return () -> new BeginResult.Existing<>(kind.entry(existing));
    }
    names.hold(session, draft.id(), exclusive);
    return () -> started(at);
  }

  private BeginResult<B, P> started(Instant at) {
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
    return new BeginResult.Started<>(new Claim<>(writer, entry, owner));
  }
}
