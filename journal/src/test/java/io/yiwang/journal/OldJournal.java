package io.yiwang.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.signing.PayloadCipher;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;

/**
 * Writes a database as an older Yiwang did: its schema's versions 1 to 3, before there were
 * accounts, or 4, before there were keyed digests and the journal's own time.
 */
final class OldJournal {
  /**
   * The statements exactly as they were; a journal of version 2 has the first two lists, and so on.
   */
  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              "CREATE TABLE yiwang_schema (version INTEGER NOT NULL)",
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
          // What the fourth step creates if the tables are empty.
          List.of(
              "DROP TABLE yiwang_intent",
              "DROP TABLE yiwang_name",
              "DROP TABLE yiwang_seen",
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
              "CREATE TABLE yiwang_seen ("
                  + "account TEXT NOT NULL, name TEXT NOT NULL, revision BIGINT NOT NULL,"
                  + " until BIGINT NOT NULL, PRIMARY KEY (account, name))",
              "CREATE TABLE yiwang_served ("
                  + "account TEXT NOT NULL, kind TEXT NOT NULL, node TEXT NOT NULL,"
                  + " at BIGINT NOT NULL, PRIMARY KEY (account, kind, node))",
              "CREATE INDEX yiwang_intent_lane ON yiwang_intent (account, kind, lane, due_at)"
                  + " WHERE finished_at IS NULL",
              "CREATE INDEX yiwang_intent_changed ON yiwang_intent"
                  + " (account, kind, updated_at, id)",
              "CREATE INDEX yiwang_intent_finished ON yiwang_intent (finished_at)"
                  + " WHERE finished_at IS NOT NULL",
              "CREATE INDEX yiwang_intent_subject ON yiwang_intent (subject)"
                  + " WHERE subject IS NOT NULL",
              "CREATE INDEX yiwang_name_holder ON yiwang_name (account, kind, id)",
              "CREATE INDEX yiwang_seen_until ON yiwang_seen (until)"));

  /** The statement by which a process of that Yiwang claimed what was due, abridged. */
  static final String CLAIM_DUE =
      "UPDATE yiwang_intent SET owner = 'old', leased_until = 9000000000000"
          + " WHERE (kind, id) IN (SELECT kind, id FROM yiwang_intent WHERE kind = 'fine.payment'"
          + " AND finished_at IS NULL) RETURNING id, state, attempts, revision";

  private final Connection connection;

  OldJournal(Connection connection, int version, String bytes) throws SQLException {
    this.connection = connection;
    for (int step = 0; step < version; step++) {
      for (String statement : STEPS.get(step)) {
        execute(statement.replace("{bytes}", bytes));
      }
      execute("INSERT INTO yiwang_schema (version) VALUES (" + (step + 1) + ")");
    }
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Writes an intent with personal data, encrypted as it was then. */
  void begun(
      String kind, String id, PayloadCipher cipher, String sensitivePayload, boolean finished)
      throws Exception {
    byte[] sealed =
        cipher.encrypt(
            sensitivePayload.getBytes(UTF_8),
            (kind + "\n" + id + "\n" + cipher.keyId()).getBytes(UTF_8));
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO yiwang_intent (kind, id, state, attempts, revision, book, personal,"
                + " key_id, erase_at_end, created_at, updated_at, due_at, finished_at, subject)"
                + " VALUES (?, ?, 'NEW', 4, 5, ?, ?, ?, 0, 1000, 2000, ?, ?, ?)")) {
      insert.setString(1, kind);
      insert.setString(2, id);
      insert.setString(3, "{\"number\":\"" + id + "\",\"amount\":15000}");
      insert.setBytes(4, sealed);
      insert.setString(5, cipher.keyId());
      insert.setObject(6, finished ? null : 3000L, Types.BIGINT);
      insert.setObject(7, finished ? 3000L : null, Types.BIGINT);
      insert.setString(8, Digests.plain("citizen of " + id));
      insert.execute();
    }
  }

  void named(String name, String kind, String id) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO yiwang_name (name, kind, id) VALUES (?, ?, ?)")) {
      insert.setString(1, Digests.plain(name));
      insert.setString(2, kind);
      insert.setString(3, id);
      insert.execute();
    }
  }

  /** Writes an intent of a journal of version 4, whose personal data cannot be read. */
  void begunIn(String account, String kind, String id, String subject, boolean finished)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO yiwang_intent (account, kind, id, state, tries, revision, book, personal,"
                + " key_id, subject, erase_at_end, created_at, updated_at, due_at, finished_at,"
                + " lane) VALUES (?, ?, ?, 'NEW', 4, 5, ?, ?, 'k1', ?, 0, 1000, 2000, ?, ?, '')")) {
      insert.setString(1, account);
      insert.setString(2, kind);
      insert.setString(3, id);
      insert.setString(4, "{\"number\":\"" + id + "\",\"amount\":15000}");
      insert.setBytes(5, new byte[] {1});
      insert.setString(6, Digests.plain(subject));
      insert.setObject(7, finished ? null : 3000L, Types.BIGINT);
      insert.setObject(8, finished ? 3000L : null, Types.BIGINT);
      insert.execute();
    }
  }

  void namedIn(String account, String name, String kind, String id) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO yiwang_name (account, name, kind, id) VALUES (?, ?, ?, ?)")) {
      insert.setString(1, account);
      insert.setString(2, Digests.plain(name));
      insert.setString(3, kind);
      insert.setString(4, id);
      insert.execute();
    }
  }

  void seen(String name, long until) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO yiwang_seen (name, revision, until) VALUES (?, 3, ?)")) {
      insert.setString(1, Digests.plain(name));
      insert.setLong(2, until);
      insert.execute();
    }
  }
}
