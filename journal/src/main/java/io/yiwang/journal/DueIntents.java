package io.yiwang.journal;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Claims what is due, an equal share from each lane, so that a long one does not starve the others.
 */
final class DueIntents {
  private static final String DUE =
      " FROM yiwang_intent WHERE account = ? AND kind = ? AND lane = ? AND finished_at IS NULL"
          + " AND due_at <= {now} AND (leased_until IS NULL OR leased_until <= {now})"
          + " ORDER BY due_at LIMIT ? ";

  private final String account;
  private final String kind;

  DueIntents(String account, String kind) {
    this.account = account;
    this.kind = kind;
  }

  /** Claims at most {@code limit} intents, an equal share from each lane. */
  List<IntentRow> claim(Session session, int limit, String owner, Duration lease)
      throws SQLException {
    List<IntentRow> claimed = new ArrayList<>();
    List<String> open = lanes(session);
    // If there are more lanes than the limit, each gets its turn in time.
    Collections.shuffle(open);
    while (!open.isEmpty()) {
      int share = Math.max(1, (limit - claimed.size()) / open.size());
      List<String> more = new ArrayList<>();
      for (String lane : open) {
        int most = Math.min(share, limit - claimed.size());
        List<IntentRow> rows =
            session.syntax().hasReturning()
                ? claim(session, lane, most, owner, lease)
                : selectThenClaim(session, lane, most, owner, lease);
        claimed.addAll(rows);
        if (rows.size() == most && claimed.size() < limit) {
          more.add(lane);
        }
      }
      open = more;
    }
    return claimed;
  }

  private List<IntentRow> claim(
      Session session, String lane, int limit, String owner, Duration lease) throws SQLException {
    return session.all(
        "WITH due AS MATERIALIZED (SELECT account, kind, id"
            + DUE
            + session.syntax().skipLocked()
            + ") UPDATE yiwang_intent SET owner = ?, leased_until = {now} + ? WHERE (account, kind,"
            + " id) IN (SELECT account, kind, id FROM due) RETURNING "
            + IntentRow.COLUMNS,
        IntentRow::of,
        account,
        kind,
        lane,
        limit,
        owner,
        lease.toMillis());
  }

  /** Claims in a database whose UPDATE returns no rows: reads and locks them, then changes them. */
  private List<IntentRow> selectThenClaim(
      Session session, String lane, int limit, String owner, Duration lease) throws SQLException {
    List<IntentRow> due =
        session.all(
            "SELECT " + IntentRow.COLUMNS + DUE + session.syntax().skipLocked(),
            IntentRow::of,
            account,
            kind,
            lane,
            limit);
    if (!due.isEmpty()) {
      List<Object> values = new ArrayList<>(List.of(owner, lease.toMillis(), account, kind));
      due.forEach(row -> values.add(row.id()));
      session.update(
          "UPDATE yiwang_intent SET owner = ?, leased_until = {now} + ?"
              + " WHERE account = ? AND kind = ? AND id IN ("
              + String.join(", ", Collections.nCopies(due.size(), "?"))
              + ")",
          values.toArray());
    }
    return due;
  }

  /** Returns the lanes that have unfinished intents, each found by one index lookup. */
  List<String> lanes(Session session) throws SQLException {
    List<String> lanes = new ArrayList<>();
    String lane = lane(session, "", account, kind);
    while (lane != null) {
      lanes.add(lane);
      lane = lane(session, " AND lane > ?", account, kind, lane);
    }
    return lanes;
  }

  private static @Nullable String lane(Session session, String condition, Object... values)
      throws SQLException {
    return session.first(
        "SELECT lane FROM yiwang_intent WHERE account = ? AND kind = ? AND finished_at IS NULL"
            + condition
            + " ORDER BY lane LIMIT 1",
        row -> row.getString(1),
        values);
  }
}
