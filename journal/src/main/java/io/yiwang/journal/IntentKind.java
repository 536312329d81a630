package io.yiwang.journal;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the rows of one kind of intent in one gateway account, and reads them.
 *
 * @param marks holds for payloads that count as marked
 */
record IntentKind<B, P>(String account, String kind, Payloads<B, P> payloads, Predicate<B> marks) {

  int mark(B payload) {
    return marks.test(payload) ? 1 : 0;
  }

  /** Returns how to read an intent's row back after it was written. */
  <T> Session.Written<T> written(String id, String columns, Session.Reader<T> reader) {
    return new Session.Written<>(
        columns,
        "yiwang_intent",
        "account = ? AND kind = ? AND id = ?",
        List.of(account, kind, id),
        reader);
  }

  @Nullable IntentRow find(Session session, String id) throws SQLException {
    return session.first(
        "SELECT "
            + IntentRow.COLUMNS
            + " FROM yiwang_intent WHERE account = ? AND kind = ? AND id = ?",
        IntentRow::of,
        account,
        kind,
        id);
  }

  Entry<B, P> entry(IntentRow row) {
    return new Entry<>(
        row.id(),
        row.state(),
        row.attempts(),
        row.revision(),
        payloads.fromJson(row.id(), row.payload()),
        payloads.open(row.id(), row.sensitivePayload(), row.keyId()),
        Instant.ofEpochMilli(row.createdAt()),
        Instant.ofEpochMilli(row.updatedAt()),
        instant(row.dueAt()),
        instant(row.finishedAt()));
  }

  static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
