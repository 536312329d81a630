package io.yiwang.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the changes that a claim makes, if it still holds the intent. */
final class ClaimWriter<B, P> {
  private static final String FINISHED =
      "owner = NULL, leased_until = NULL, due_at = NULL, finished_at = {now} + ?,"
          + " finished_journal_time ="
          + " (SELECT value FROM yiwang_state WHERE name = 'journal time'),";

  private final Store store;
  private final JournalClock clock;
  private final IntentKind<B, P> kind;

  ClaimWriter(Store store, JournalClock clock, IntentKind<B, P> kind) {
    this.store = store;
    this.clock = clock;
    this.kind = kind;
  }

  /** Names what a claim does to its intent. */
  enum Step {
    ADVANCE,
    RESCHEDULE,
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

  /** Writes one step; a sensitive payload, where given, replaces the one in the row. */
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
    boolean isOneStatement =
        writing.sensitivePayload() == null && (!step.isLast() || store.changesTwoTablesAtOnce());
    Written written = isOneStatement ? store.writeOne(work) : store.write(work);
    if (isErased(writing, written)) {
      store.erased();
    }
    return entry(writing, payload, sensitivePayload, written);
  }

  /** Holds what only the database knows of a row that it has written. */
  private record Written(long at, @Nullable Long dueAt, boolean erased) {
    static Written of(ResultSet row) throws SQLException {
      return new Written(row.getLong(1), IntentRow.optional(row, 2), row.getInt(3) != 0);
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
        step == Step.RESCHEDULE ? known.attempts() + 1 : known.attempts(),
        known.revision() + 1,
        payload,
        step.isLast() && written.erased() ? null : personal,
        known.createdAt(),
        at,
        IntentKind.instant(written.dueAt()),
        step.isLast() ? at.plusMillis(writing.millis()) : null);
  }

  /**
   * Holds all that one write needs, prepared before the transaction, for which others may be
   * waiting.
   */
  record Writing<B, P>(
      Entry<B, P> known,
      String owner,
      Step step,
      String state,
      String payload,
      int mark,
      long millis,
      Payloads.@Nullable Sealed sensitivePayload) {}

  Writing<B, P> writing(
      Entry<B, P> known,
      String owner,
      Step step,
      String state,
      B payload,
      Duration time,
      @Nullable P sensitivePayload) {
    Payloads.Sealed sealed =
        sensitivePayload == null ? null : kind.payloads().seal(known.id(), sensitivePayload);
    return new Writing<>(
        known,
        owner,
        step,
        state,
        kind.payloads().toJson(payload),
        kind.mark(payload),
        time.toMillis(),
        sealed);
  }

  /** Writes one step; returns null, having written nothing, if the claim is lost. */
  private @Nullable Written write(Session session, Writing<B, P> writing) throws SQLException {
    Entry<B, P> known = writing.known();
    if (writing.sensitivePayload() != null) {
      replace(session, writing, writing.sensitivePayload());
    }
    String update =
        "UPDATE yiwang_intent SET state = ?, book = ?, marked = ?, revision = revision + 1,"
            + " updated_at = {now}, "
            + assignments(writing.step())
            + " WHERE account = ? AND kind = ? AND id = ? AND owner = ? AND revision = ?"
            + " AND finished_at IS NULL";
    List<@Nullable Object> parameters =
        List.of(
            writing.state(),
            writing.payload(),
            writing.mark(),
            writing.millis(),
            kind.account(),
            kind.kind(),
            known.id(),
            writing.owner(),
            known.revision());
    Session.Written<Written> row =
        kind.written(known.id(), "updated_at, due_at, erase_at_end", Written::of);
    return writing.step().isLast()
        ? session.updateBoth(
            update,
            parameters,
            row,
            ExclusiveNames.FREE,
            List.of(kind.account(), kind.kind(), known.id()))
        : session.update(update, row, parameters.toArray());
  }

  /** Returns what a step changes, with a placeholder for its time. */
  private static String assignments(Step step) {
    return switch (step) {
      case ADVANCE -> "leased_until = {now} + ?";
      case RESCHEDULE -> "tries = tries + 1, owner = NULL, leased_until = NULL, due_at = {now} + ?";
      case FINISH_AND_ERASE ->
          FINISHED + " erase_at_end = 1, personal = NULL, key_id = NULL, subject = NULL";
      case FINISH ->
          FINISHED
              + " personal = CASE erase_at_end WHEN 0 THEN personal END,"
              + " key_id = CASE erase_at_end WHEN 0 THEN key_id END,"
              + " subject = CASE erase_at_end WHEN 0 THEN subject END";
    };
  }

  private void replace(Session session, Writing<B, P> writing, Payloads.Sealed sensitivePayload)
      throws SQLException {
    session.update(
        "UPDATE yiwang_intent SET personal = ?, key_id = ?"
            + " WHERE account = ? AND kind = ? AND id = ? AND owner = ? AND revision = ?",
        sensitivePayload.bytes(),
        sensitivePayload.keyId(),
        kind.account(),
        kind.kind(),
        writing.known().id(),
        writing.owner(),
        writing.known().revision());
  }

  /** Returns whether personal data has left the row, but may still be elsewhere in the database. */
  private static boolean isErased(Writing<?, ?> writing, Written written) {
    return writing.sensitivePayload() != null
        || (writing.known().sensitivePayload() != null
            && writing.step().isLast()
            && written.erased());
  }

  /**
   * Writes all of them in one transaction. Those whose claim is lost are left to their new owners.
   *
   * @return how many were written
   */
  int writeAll(List<Writing<B, P>> writings) {
    if (writings.isEmpty()) {
      return 0;
    }
    clock.tick();
    int all =
        store.write(
            session -> {
              int written = 0;
              for (Writing<B, P> each : writings) {
                written += write(session, each) == null ? 0 : 1;
              }
              return written;
            });
    store.erased();
    return all;
  }
}
