package io.yiwang.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Holds an entry as it is stored. It is decrypted only after the transaction, for which others may
 * be waiting.
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on once, never compared.
record IntentRow(
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
  /** The columns that {@link #of} reads, in their order. */
  static final String COLUMNS =
      "id, state, tries, revision, book, personal, key_id, created_at, updated_at, due_at,"
          + " finished_at";

  static IntentRow of(ResultSet row) throws SQLException {
    return new IntentRow(
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

  static @Nullable Long optional(ResultSet row, int column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : millis;
  }

  /** Shows the id alone. */
  @Override
  public String toString() {
    return "IntentRow[" + id + "]";
  }
}
