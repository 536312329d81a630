package io.yiwang.journal;

import io.yiwang.Beta;
import java.sql.SQLException;
import java.util.List;

/**
 * Knows MySQL 8.0 or newer and MariaDB 10.6 or newer, by either's driver. Extend it for a database
 * that takes MySQL's SQL.
 *
 * <p>The tables themselves declare InnoDB, utf8mb4 and comparison byte by byte, so the defaults of
 * the server and the database do not matter. Three things differ from other databases: no statement
 * returns the rows that it changed, so a write is followed by a read; DDL commits immediately, so
 * the files can be run again after they stopped halfway; and there are no partial indexes, so
 * {@code finished_at}, which is NULL in unfinished rows, is the first column of the index.
 */
@Beta
public class MySqlDialect extends Dialect {
  private static final String FILES = "/yiwang-journal/mysql/";
  private static final int LOCK_SECONDS = 120;
  private static final int DUPLICATE_KEY = 1062;

  /**
   * The error of MariaDB's innodb_snapshot_isolation: a row was changed since the transaction began
   * to read.
   */
  private static final int CHANGED_SINCE = 1020;

  /** Makes the dialect for tables with these names. */
  public MySqlDialect(Tables tables) {
    super(tables);
  }

  @Override
  protected String name() {
    return "MySQL";
  }

  /** Returns the time in UTC, in which no hour comes twice. */
  @Override
  protected String now() {
    return "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(3)) DIV 1000)";
  }

  @Override
  protected String quoted(String name) {
    return '`' + name + '`';
  }

  @Override
  protected boolean hasReturning() {
    return false;
  }

  /**
   * Returns the statement unchanged; {@link #isDuplicate} recognizes its failure. INSERT IGNORE
   * would also truncate values that do not fit.
   */
  @Override
  protected String insertNew(String insert) {
    return insert;
  }

  @Override
  protected boolean isDuplicate(SQLException e) {
    return e.getErrorCode() == DUPLICATE_KEY;
  }

  @Override
  protected String skipLocked() {
    return "FOR UPDATE SKIP LOCKED";
  }

  @Override
  protected String deleteSome(String table, String condition, String order) {
    return "DELETE FROM %s WHERE %s ORDER BY %s LIMIT ?".formatted(table, condition, order);
  }

  @Override
  protected List<String> migrations() {
    return List.of("V6__journal.sql");
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
    try {
      // A statement that fails does not end the transaction.
      session.first("SELECT max(version) FROM yiwang_schema", row -> true);
      return true;
    } catch (SQLException e) {
      if (e.getErrorCode() == Failures.MYSQL_NO_TABLE) {
        return false;
      }
      throw e;
    }
  }

  @Override
  protected long exclusively(Session session, Store.Work<Long> work) throws SQLException {
    Integer locked =
        session.first(
            "SELECT GET_LOCK('yiwang.journal', " + LOCK_SECONDS + ")", row -> row.getInt(1));
    if (locked == null || locked != 1) {
      throw new JournalException(
          "another node has been creating the journal's tables for "
              + LOCK_SECONDS
              + " seconds; find out what it waits for, then start this one again");
    }
    try {
      return work.run(session);
    } finally {
      session.first("SELECT RELEASE_LOCK('yiwang.journal')", row -> true);
    }
  }

  @Override
  protected void checkSettings(Session session) throws SQLException {
    String mode = session.first("SELECT @@sql_mode", row -> row.getString(1));
    if (mode == null || !(mode.contains("STRICT_TRANS_TABLES") || mode.contains("STRICT_ALL"))) {
      throw new JournalException(
          "the journal's database truncates texts that do not fit, without an error; add"
              + " STRICT_TRANS_TABLES to its sql_mode");
    }
    if (Boolean.TRUE.equals(session.first("SELECT @@sql_safe_updates", row -> row.getBoolean(1)))) {
      throw new JournalException(
          "the journal's database refuses changes of rows that are not named by a key; set"
              + " sql_safe_updates to 0 for this user's sessions");
    }
    Integer flush =
        session.first("SELECT @@global.innodb_flush_log_at_trx_commit", row -> row.getInt(1));
    if (flush == null || flush != 1) {
      throw new JournalException(
          "the journal's database commits without waiting for its disk; set"
              + " innodb_flush_log_at_trx_commit to 1");
    }
    Boolean binlog =
        session.first(
            "SELECT @@global.log_bin, @@global.sync_binlog",
            row -> row.getBoolean(1) && row.getInt(2) != 1);
    if (Boolean.TRUE.equals(binlog)) {
      throw new JournalException(
          "the journal's database has a binary log that it does not wait for, and after a crash"
              + " goes back to what is in it; set sync_binlog to 1");
    }
    checkDatabase(session);
  }

  private void checkDatabase(Session session) throws SQLException {
    Boolean named = session.first("SELECT DATABASE() IS NOT NULL", row -> row.getBoolean(1));
    if (schema() == null && !Boolean.TRUE.equals(named)) {
      throw new JournalException(
          "the journal's data source names no database; add it to the URL"
              + " (jdbc:mysql://host/database), or give it with Journal.builder(...).schema");
    }
  }

  @Override
  protected boolean isReadCommitted(Session session) throws SQLException {
    return "READ-COMMITTED"
        .equals(session.first("SELECT " + isolationVariable(session), row -> row.getString(1)));
  }

  /**
   * Returns the variable's name: MySQL renamed it, and MariaDB knows the new name only since 11.1.
   */
  private static String isolationVariable(Session session) throws SQLException {
    String version = session.first("SELECT VERSION()", row -> row.getString(1));
    return version != null && version.contains("MariaDB")
        ? "@@tx_isolation"
        : "@@transaction_isolation";
  }

  /** Returns true: MySQL and MariaDB fail with error 1568, in a distributed transaction too. */
  @Override
  protected boolean isIsolationSetBefore() {
    return true;
  }

  /** Returns true for MySQL, which reveals it only to users with the privilege PROCESS. */
  @Override
  protected boolean isInTransaction(Session session) throws SQLException {
    String version = session.first("SELECT VERSION()", row -> row.getString(1));
    return version == null
        || !version.contains("MariaDB")
        || !Boolean.FALSE.equals(
            session.first("SELECT @@in_transaction", row -> row.getBoolean(1)));
  }

  @Override
  protected boolean isRetryable(SQLException e) {
    return super.isRetryable(e)
        || e.getErrorCode() == Failures.MYSQL_DEADLOCK
        || e.getErrorCode() == CHANGED_SINCE;
  }

  @Override
  protected String compactionTool() {
    return "OPTIMIZE TABLE";
  }

  @Override
  protected String backupTool() {
    return "mariadb-backup, XtraBackup, or mysqldump --single-transaction";
  }
}
