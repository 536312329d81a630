package io.yiwang.journal;

import java.sql.SQLException;
import java.util.List;

/** Knows SQLite, in which one transaction writes at a time. */
final class SqliteDialect extends Dialect {
  static final SqliteDialect INSTANCE = new SqliteDialect();

  private static final String FILES = "/yiwang-journal/sqlite/";

  private SqliteDialect() {
    super(Tables.DEFAULT);
  }

  @Override
  protected String name() {
    return "SQLite";
  }

  @Override
  protected String now() {
    return "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
  }

  @Override
  protected boolean hasReturning() {
    return true;
  }

  @Override
  protected String insertNew(String insert) {
    return insert + " ON CONFLICT DO NOTHING";
  }

  @Override
  protected String skipLocked() {
    return "";
  }

  @Override
  protected String deleteSome(String table, String condition, String order) {
    return "DELETE FROM %s WHERE rowid IN (SELECT rowid FROM %s WHERE %s ORDER BY %s LIMIT ?)"
        .formatted(table, table, condition, order);
  }

  @Override
  protected List<String> migrations() {
    return PostgresDialect.MIGRATIONS;
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
    return session.first(
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'yiwang_schema'",
            row -> row.getInt(1))
        != null;
  }

  @Override
  protected long exclusively(Session session, Store.Work<Long> work) throws SQLException {
    return work.run(session);
  }

  @Override
  protected void checkSettings(Session session) {
    // SqliteStore sets what it needs on each connection that it opens.
  }

  @Override
  protected boolean isReadCommitted(Session session) {
    return true;
  }

  @Override
  protected boolean isInTransaction(Session session) {
    return false;
  }

  @Override
  protected String compactionTool() {
    return "Journal.compact()";
  }

  @Override
  protected String backupTool() {
    return "Journal.backupTo";
  }
}
