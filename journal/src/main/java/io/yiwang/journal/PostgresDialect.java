package io.yiwang.journal;

import io.yiwang.Beta;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Knows PostgreSQL 12 or newer. Extend it for a database that takes PostgreSQL's SQL. */
@Beta
public class PostgresDialect extends Dialect {
  static final List<String> MIGRATIONS =
      List.of(
          "V1__intents.sql",
          "V2__callbacks.sql",
          "V3__lanes.sql",
          "V4__accounts.sql",
          "V5__journal_time.sql",
          "V6__lanes_by_id.sql");

  private static final String FILES = "/yiwang-journal/postgresql/";

  private static final String UNIQUE_VIOLATION = "23505";

  /** Names the lock under which one node at a time migrates. */
  private static final long MIGRATION_LOCK = 0x796977616e67L;

  /** Makes the dialect for tables with these names. */
  public PostgresDialect(Tables tables) {
    super(tables);
  }

  @Override
  protected String name() {
    return "PostgreSQL";
  }

  /**
   * Returns the statement's start time, which is STABLE, so that an index can be searched by it.
   */
  @Override
  protected String now() {
    return "CAST(extract(epoch from statement_timestamp()) * 1000 AS BIGINT)";
  }

  @Override
  protected boolean hasReturning() {
    return true;
  }

  @Override
  protected boolean hasChangesInWith() {
    return true;
  }

  @Override
  protected String insertNew(String insert) {
    return insert + " ON CONFLICT DO NOTHING";
  }

  @Override
  protected boolean isDuplicate(SQLException e) {
    return UNIQUE_VIOLATION.equals(e.getSQLState());
  }

  @Override
  protected String skipLocked() {
    return "FOR UPDATE SKIP LOCKED";
  }

  @Override
  protected String deleteSome(String table, String condition, String order) {
    return "DELETE FROM %s WHERE ctid IN (SELECT ctid FROM %s WHERE %s ORDER BY %s LIMIT ? FOR UPDATE SKIP LOCKED)"
        .formatted(table, table, condition, order);
  }

  @Override
  protected List<String> migrations() {
    return MIGRATIONS;
  }

  @Override
  protected String migration(String name) {
    return file(Dialect.class, FILES + name);
  }

  @Override
  protected String migrationFolder() {
    return FILES.substring(1);
  }

  @Override
  protected boolean hasTables(Session session) throws SQLException {
    return Boolean.TRUE.equals(
        session.first("SELECT to_regclass('yiwang_schema') IS NOT NULL", row -> row.getBoolean(1)));
  }

  @Override
  protected long exclusively(Session session, Store.Work<Long> work) throws SQLException {
    session.first("SELECT pg_advisory_xact_lock(?)", row -> true, MIGRATION_LOCK);
    if (schema() != null) {
      // The files name no schema. LOCAL: for this transaction alone.
      session.execute("SET LOCAL search_path TO " + quoted(schema()));
    }
    return work.run(session);
  }

  @Override
  protected void checkSettings(Session session) throws SQLException {
    if ("off".equals(session.first("SHOW synchronous_commit", row -> row.getString(1)))) {
      throw new JournalException(
          "the journal's database commits without waiting for its disk; set synchronous_commit to"
              + " on for this role");
    }
  }

  @Override
  protected boolean isReadCommitted(Session session) throws SQLException {
    return "read committed"
        .equals(session.first("SHOW default_transaction_isolation", row -> row.getString(1)));
  }

  /**
   * Returns whether the transaction has written, or has read a table that is not a system table.
   */
  @Override
  protected boolean isInTransaction(Session session) throws SQLException {
    return session.first(
            "SELECT 1 FROM pg_locks WHERE pid = pg_backend_pid() AND (locktype = 'transactionid'"
                + " OR (locktype = 'relation' AND relation >= 16384)) LIMIT 1",
            row -> row.getInt(1))
        != null;
  }

  /**
   * Probes the driver: with pgjdbc 42.7.14 a connection in a distributed transaction reports
   * autocommit, as does one on which somebody has run {@code BEGIN}.
   */
  @Override
  protected boolean isEnlisted(Connection connection) {
    try {
      // Both are set so already, so nothing is sent. The first call fails in a distributed
      // transaction, the second in any.
      connection.setAutoCommit(true);
      connection.setReadOnly(connection.isReadOnly());
      return false;
    } catch (SQLException e) {
      return true;
    }
  }

  @Override
  protected String compactionTool() {
    return "VACUUM FULL";
  }

  @Override
  protected String backupTool() {
    return "pg_basebackup with WAL archiving, or pg_dump";
  }
}
