package io.yiwang.journal;

import java.sql.SQLException;
import java.util.List;

/** The journal's tables, and how a database comes to have them. */
final class Schema {
  /** What this code reads and writes. A later version adds a step to {@link #STEPS}. */
  static final int VERSION = 4;

  /** Step n takes the database from version n to n + 1. Times are milliseconds since 1970. */
  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              "CREATE TABLE yiwang_intent ("
                  + "kind TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL,"
                  + " attempts INTEGER NOT NULL, revision BIGINT NOT NULL, book TEXT NOT NULL,"
                  + " personal {bytes}, key_id TEXT, subject TEXT, erase_at_end INTEGER NOT NULL,"
                  + " created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, due_at BIGINT,"
                  + " finished_at BIGINT, owner TEXT, leased_until BIGINT,"
                  + " PRIMARY KEY (kind, id))",
              "CREATE INDEX yiwang_intent_due ON yiwang_intent (kind, due_at)"
                  + " WHERE finished_at IS NULL",
              "CREATE INDEX yiwang_intent_changed ON yiwang_intent (kind, updated_at, id)",
              "CREATE INDEX yiwang_intent_finished ON yiwang_intent (finished_at)"
                  + " WHERE finished_at IS NOT NULL",
              "CREATE INDEX yiwang_intent_subject ON yiwang_intent (subject)"
                  + " WHERE subject IS NOT NULL",
              "CREATE TABLE yiwang_name ("
                  + "name TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL)",
              "CREATE INDEX yiwang_name_holder ON yiwang_name (kind, id)"),
          List.of(
              "CREATE TABLE yiwang_seen ("
                  + "name TEXT NOT NULL PRIMARY KEY, revision BIGINT NOT NULL,"
                  + " until BIGINT NOT NULL)",
              "CREATE INDEX yiwang_seen_until ON yiwang_seen (until)"),
          List.of(
              "ALTER TABLE yiwang_intent ADD COLUMN lane TEXT NOT NULL DEFAULT ''",
              "DROP INDEX yiwang_intent_due",
              "CREATE INDEX yiwang_intent_lane ON yiwang_intent (kind, lane, due_at)"
                  + " WHERE finished_at IS NULL"),
          // The journal's own time, for ages; see JournalClock. It begins at the last time written,
          // or now where that is in the future.
          List.of(
              "CREATE TABLE yiwang_state (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL)",
              "INSERT INTO yiwang_state (name, value) SELECT 'journal time',"
                  + " CASE WHEN max(updated_at) < {now} THEN max(updated_at) ELSE {now} END"
                  + " FROM yiwang_intent",
              "INSERT INTO yiwang_state (name, value) VALUES ('clock', {now})",
              "INSERT INTO yiwang_state (name, value) VALUES ('latest clock', {now})",
              "ALTER TABLE yiwang_intent ADD COLUMN finished_journal_time BIGINT",
              "UPDATE yiwang_intent SET finished_journal_time = (SELECT CASE WHEN"
                  + " yiwang_intent.finished_at < value THEN yiwang_intent.finished_at ELSE value"
                  + " END FROM yiwang_state WHERE name = 'journal time')"
                  + " WHERE finished_at IS NOT NULL",
              "DROP INDEX yiwang_intent_finished",
              // The keys that digests were made under.
              "CREATE TABLE yiwang_key (key_id TEXT NOT NULL PRIMARY KEY)",
              "CREATE INDEX yiwang_intent_old ON yiwang_intent (finished_journal_time)"
                  + " WHERE finished_journal_time IS NOT NULL"));

  private Schema() {}

  /** Creates or migrates, inside the caller's transaction. */
  static void prepare(Session session) throws SQLException {
    session.execute("CREATE TABLE IF NOT EXISTS yiwang_schema (version INTEGER NOT NULL)");
    Integer found = session.first("SELECT max(version) FROM yiwang_schema", row -> row.getInt(1));
    int version = found == null ? 0 : found;
    if (version > VERSION) {
      throw new JournalException(
          "the journal's schema is version "
              + version
              + ", and this Yiwang knows "
              + VERSION
              + "; use the newer Yiwang that made it");
    }
    for (int step = version; step < VERSION; step++) {
      for (String statement : STEPS.get(step)) {
        session.execute(statement);
      }
      session.update("INSERT INTO yiwang_schema (version) VALUES (?)", step + 1);
    }
  }
}
