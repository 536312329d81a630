package io.yiwang.journal;

import io.yiwang.internal.shared.Id;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The journal's tables, and how a database comes to have them. */
final class Schema {
  /** What this code reads and writes. A later version adds a step to {@link #STEPS}. */
  static final int VERSION = 5;

  /** The step from which on every intent belongs to an account. */
  private static final int ACCOUNTS = 3;

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
          // Every table gets the account into its key; yiwang_intent has the column by now. What
          // was "attempts" is "tries", so that no statement of an older Yiwang, which knows of no
          // accounts and would take up everybody's intents, works here any more.
          List.of(
              "ALTER TABLE yiwang_intent RENAME TO yiwang_intent_before",
              "ALTER TABLE yiwang_name RENAME TO yiwang_name_before",
              "ALTER TABLE yiwang_seen RENAME TO yiwang_seen_before",
              "CREATE TABLE yiwang_intent ("
                  + "account TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,"
                  + " state TEXT NOT NULL, tries INTEGER NOT NULL, revision BIGINT NOT NULL,"
                  + " book TEXT NOT NULL, personal {bytes}, key_id TEXT, subject TEXT,"
                  + " erase_at_end INTEGER NOT NULL, created_at BIGINT NOT NULL,"
                  + " updated_at BIGINT NOT NULL, due_at BIGINT, finished_at BIGINT, owner TEXT,"
                  + " leased_until BIGINT, lane TEXT NOT NULL, PRIMARY KEY (account, kind, id))",
              "CREATE TABLE yiwang_name ("
                  + "account TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,"
                  + " id TEXT NOT NULL, PRIMARY KEY (account, name))",
              // An event that was seen before there were accounts counts as seen in each.
              "CREATE TABLE yiwang_seen ("
                  + "account TEXT NOT NULL, name TEXT NOT NULL, revision BIGINT NOT NULL,"
                  + " until BIGINT NOT NULL, PRIMARY KEY (account, name))",
              "CREATE TABLE yiwang_served ("
                  + "account TEXT NOT NULL, kind TEXT NOT NULL, node TEXT NOT NULL,"
                  + " at BIGINT NOT NULL, PRIMARY KEY (account, kind, node))",
              "INSERT INTO yiwang_intent SELECT account, kind, id, state, attempts, revision, book,"
                  + " personal, key_id, subject, erase_at_end, created_at, updated_at, due_at,"
                  + " finished_at, owner, leased_until, lane FROM yiwang_intent_before",
              "INSERT INTO yiwang_name SELECT i.account, n.name, n.kind, n.id"
                  + " FROM yiwang_name_before n JOIN yiwang_intent_before i"
                  + " ON i.kind = n.kind AND i.id = n.id",
              "INSERT INTO yiwang_seen SELECT '', name, revision, until FROM yiwang_seen_before",
              "DROP TABLE yiwang_intent_before",
              "DROP TABLE yiwang_name_before",
              "DROP TABLE yiwang_seen_before",
              "CREATE INDEX yiwang_intent_lane ON yiwang_intent (account, kind, lane, due_at)"
                  + " WHERE finished_at IS NULL",
              "CREATE INDEX yiwang_intent_changed ON yiwang_intent"
                  + " (account, kind, updated_at, id)",
              "CREATE INDEX yiwang_intent_finished ON yiwang_intent (finished_at)"
                  + " WHERE finished_at IS NOT NULL",
              "CREATE INDEX yiwang_intent_subject ON yiwang_intent (subject)"
                  + " WHERE subject IS NOT NULL",
              "CREATE INDEX yiwang_name_holder ON yiwang_name (account, kind, id)",
              "CREATE INDEX yiwang_seen_until ON yiwang_seen (until)"),
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
              "CREATE INDEX yiwang_intent_old ON yiwang_intent (account, finished_journal_time)"
                  + " WHERE finished_journal_time IS NOT NULL"));

  private Schema() {}

  /**
   * Creates or migrates, inside the caller's transaction.
   *
   * @param accountOf from kind and id to the account of an intent that was written without one
   * @return how many intents were given their account
   * @throws JournalException if there are such intents and nobody says whose they are
   */
  static long prepare(Session session, @Nullable BiFunction<String, String, String> accountOf)
      throws SQLException {
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
    long assigned = 0;
    for (int step = version; step < VERSION; step++) {
      if (step == ACCOUNTS) {
        assigned = assign(session, accountOf);
      }
      for (String statement : STEPS.get(step)) {
        session.execute(statement);
      }
      session.update("INSERT INTO yiwang_schema (version) VALUES (?)", step + 1);
    }
    return assigned;
  }

  private static long assign(
      Session session, @Nullable BiFunction<String, String, String> accountOf) throws SQLException {
    long all = count(session, "");
    if (all > 0 && accountOf == null) {
      throw new JournalException(
          "the journal has "
              + all
              + " intents ("
              + count(session, " WHERE finished_at IS NULL")
              + " unfinished) of an older Yiwang, which did not write down to which gateway"
              + " account they belong; say so once, with Journal.assignAccount(..., \"...\"),"
              + " then open it");
    }
    session.execute("ALTER TABLE yiwang_intent ADD COLUMN account TEXT NOT NULL DEFAULT ''");
    Key from = new Key("", "");
    List<Key> page = page(session, from);
    while (accountOf != null && !page.isEmpty()) {
      Key last = from;
      String account = "";
      for (Key key : page) {
        String its = Id.check(accountOf.apply(key.kind(), key.id()), "account");
        if (!its.equals(account)) {
          assign(session, from, last, account);
          from = last;
          account = its;
        }
        last = key;
      }
      assign(session, from, last, account);
      from = last;
      page = page(session, from);
    }
    return all;
  }

  private static long count(Session session, String condition) throws SQLException {
    Long count =
        session.first("SELECT count(*) FROM yiwang_intent" + condition, row -> row.getLong(1));
    return count == null ? 0 : count;
  }

  /** What names an intent that has no account. */
  private record Key(String kind, String id) {}

  private static List<Key> page(Session session, Key after) throws SQLException {
    return session.all(
        "SELECT kind, id FROM yiwang_intent WHERE (kind, id) > (?, ?) ORDER BY kind, id LIMIT 500",
        row -> new Key(row.getString(1), row.getString(2)),
        after.kind(),
        after.id());
  }

  private static void assign(Session session, Key after, Key last, String account)
      throws SQLException {
    session.update(
        "UPDATE yiwang_intent SET account = ? WHERE (kind, id) > (?, ?) AND (kind, id) <= (?, ?)",
        account,
        after.kind(),
        after.id(),
        last.kind(),
        last.id());
  }
}
