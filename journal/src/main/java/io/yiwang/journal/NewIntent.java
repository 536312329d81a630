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
 * An intent that is to be written down and claimed, with all that its row needs, made before it is
 * the writer's turn.
 */
final class NewIntent<B, P> {
  /** What a lane's name begins with in the database, so that none is empty. */
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

  /** Makes what the row needs. */
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
    String payload = kind.payloads().payload(draft.payload());
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

  /** Writes it, or says what is in the way. */
  BeginResult<B, P> write(Store store) {
    boolean isTogether = !exclusive.isEmpty() && store.changesTwoTablesAtOnce();
    while (true) {
      try {
        Optional<Instant> at = isTogether ? store.writeOne(this::writeWithNames) : Optional.empty();
        if (at.isPresent()) {
          return started(at.get());
        }
        Store.Work<Supplier<BeginResult<B, P>>> work = this::write;
        return (exclusive.isEmpty() ? store.writeOne(work) : store.write(work)).get();
      } catch (RacedException e) {
        // Now it is there to be seen.
      }
    }
  }

  /** Returns nothing, with nothing written, where something is in the way. */
  private Optional<Instant> writeWithNames(Session session) throws SQLException {
    return Optional.ofNullable(
        names.holdWith(session, INSERT + " SELECT " + VALUES, values, draft.id(), exclusive));
  }

  /** Gives what is left to do when the writer is free for others again: to read what it found. */
  private Supplier<BeginResult<B, P>> write(Session session) throws SQLException {
    if (!exclusive.isEmpty()) {
      ExclusiveNames.Held held = names.holder(session, exclusive);
      if (held != null) {
        IntentRow there = kind.find(session, draft.id());
        return there == null
            ? () -> new BeginResult.NameTaken<>(held.text(), held.holderId())
            : () -> new BeginResult.Existing<>(kind.entry(there));
      }
    }
    Instant at =
        session.insertNew(
            INSERT + " VALUES (" + VALUES + ")",
            kind.written(draft.id(), "created_at", row -> Instant.ofEpochMilli(row.getLong(1))),
            values);
    if (at == null) {
      IntentRow there = kind.find(session, draft.id());
      if (there == null) {
        throw new RacedException();
      }
      return () -> new BeginResult.Existing<>(kind.entry(there));
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
