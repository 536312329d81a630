package io.yiwang.journal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns database errors into exceptions that say what went wrong and what to do. */
final class Failures {
  /** The first version that has {@code unixepoch('subsec')}. */
  private static final int SQLITE_MAJOR = 3;

  private static final int SQLITE_MINOR = 42;

  /** MySQL's codes are in this range; PostgreSQL's driver gives none. */
  private static final int MYSQL_FIRST = 1000;

  private static final int MYSQL_LAST = 4999;

  /** ProxySQL answers with codes that no server has. */
  private static final int PROXYSQL_FIRST = 9000;

  private static final int PROXYSQL_LAST = 9199;
  static final int MYSQL_NO_TABLE = 1146;
  private static final String TABLE_OF_THAT_NAME =
      "already has a table with the name of one of the journal's, but not the whole journal; if it"
          + " belongs to something else, choose another tablePrefix or schema; if somebody changed"
          + " the version in the journal's schema table, restore it";
  static final int MYSQL_DEADLOCK = 1213;

  private static final Pattern VERSION = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4}).*");

  private static final String CLOSED =
      "is closed, or gave a closed connection; stop the workers before you close it";

  private Failures() {}

  static JournalException sqlite(SQLException e, String file) {
    String what =
        switch (e.getErrorCode() & 0xff) {
          case 5, 6 ->
              "was locked by another process for too long; find out which process has it open";
          case 7 -> "cannot be used, because memory has run out; give this process more";
          case 8 ->
              "cannot be written, it is read-only here; give this process the right to write the"
                  + " file and its folder, and mount the disk for writing";
          case 9 -> "was interrupted; nothing was written, try again";
          case 10 -> "cannot be read or written (input/output error); check the disk";
          case 11 -> "is damaged; put it aside, restore a copy, and reconcile against the gateway";
          case 13 -> "cannot grow, the disk is full; make room, nothing acknowledged is lost";
          case 14 -> "cannot be opened; its folder must exist and be writable";
          case 18 -> "was given more than SQLite takes in one row; make the payload smaller";
          case 26 -> "is not a journal but some other file; give another path";
          default -> "failed with SQLite code " + e.getErrorCode();
        };
    return new JournalException("the journal " + file + " " + what, SafeCause.of(e));
  }

  /** Returns why a connection could not be opened; the driver itself may be missing. */
  static JournalException opening(SQLException e, String file) {
    if ("08001".equals(e.getSQLState())) {
      return new JournalException(
          "a journal in a file needs the SQLite driver; add org.xerial:sqlite-jdbc "
              + SQLITE_MAJOR
              + "."
              + SQLITE_MINOR
              + " or newer",
          SafeCause.of(e));
    }
    if (e.getErrorCode() == 0 && e.getCause() != null) {
      String folder =
          System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir", ""));
      return new JournalException(
          "the SQLite driver could not load its native library from the temporary folder "
              + folder
              + "; the folder must exist, be writable and not be mounted noexec: name another with"
              + " -Dorg.sqlite.tmpdir; and the driver must have a library for "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch"),
          SafeCause.of(e));
    }
    return sqlite(e, file);
  }

  /** Refuses a version of SQLite that would silently return wrong times, or no rows. */
  static void requireSqlite(String version) {
    Matcher numbers = VERSION.matcher(version);
    if (numbers.matches()) {
      int major = Integer.parseInt(numbers.group(1));
      int minor = Integer.parseInt(numbers.group(2));
      if (major > SQLITE_MAJOR || (major == SQLITE_MAJOR && minor >= SQLITE_MINOR)) {
        return;
      }
    }
    throw new JournalException(
        "the SQLite driver is too old: it brings SQLite "
            + version
            + ", and a journal needs "
            + SQLITE_MAJOR
            + "."
            + SQLITE_MINOR
            + " or newer; take org.xerial:sqlite-jdbc "
            + SQLITE_MAJOR
            + "."
            + SQLITE_MINOR
            + ".0.0 or newer");
  }

  static JournalException file(IOException e, Path file) {
    return new JournalException(
        "the journal's file "
            + file
            + (e instanceof AccessDeniedException
                ? " cannot be made or read; give this process the right to write its folder"
                : " cannot be made or read; its folder must exist and be writable, and the disk"
                    + " must have room"),
        SafeCause.cause(e, 0));
  }

  /**
   * Returns the exception for a data source that threw something unchecked, as a closing pool does.
   */
  static JournalException dataSource(RuntimeException e) {
    return new JournalException(
        "the journal's data source failed with "
            + e.getClass().getName()
            + (says(e, "closed") ? ": it " + CLOSED : "; its own log says why"),
        SafeCause.cause(e, 0));
  }

  private static boolean says(Throwable e, String word) {
    String text = e.getMessage();
    return text != null && text.toLowerCase(Locale.ROOT).contains(word);
  }

  /** Returns why there is no connection. */
  static JournalException connecting(SQLException e, Duration waited) {
    if (says(e, "no suitable driver")) {
      return new JournalException(
          "no JDBC driver on the class path takes the URL of the journal's data source; add"
              + " org.postgresql:postgresql, com.mysql:mysql-connector-j or"
              + " org.mariadb.jdbc:mariadb-java-client, or correct the URL",
          SafeCause.of(e));
    }
    SQLException refusal = serversRefusal(e);
    if (refusal != null) {
      return database(refusal, meaning(refusal));
    }
    String state = e.getSQLState();
    if ((state != null && e.getCause() != null) || isRefused(e)) {
      return new JournalException(
          "the journal's database cannot be reached (no such host, connection lost or refused,"
              + " tried for "
              + waited.toMillis()
              + " ms); what was acknowledged is there, try again when it is back",
          SafeCause.of(e));
    }
    if (says(e, "closed")) {
      return new JournalException("the journal's data source " + CLOSED, SafeCause.of(e));
    }
    return new JournalException(
        "the journal got no connection from the data source in "
            + waited.toMillis()
            + " ms; all connections of the pool are in use: enlarge the pool, or find out who"
            + " does not return them",
        SafeCause.of(e));
  }

  /** Returns the server's own refusal, which a pool wraps; null if no server answered. */
  private static @Nullable SQLException serversRefusal(SQLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && (isMySql(sql) || (sql.getSQLState() != null && !sql.getSQLState().startsWith("08")))) {
        return sql;
      }
    }
    return null;
  }

  private static boolean isMySql(SQLException e) {
    return e.getErrorCode() >= MYSQL_FIRST && e.getErrorCode() <= MYSQL_LAST;
  }

  private static boolean isRefused(SQLException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return true;
      }
    }
    return "08001".equals(e.getSQLState());
  }

  /** Returns the exception for a statement or a commit that failed. */
  static JournalException database(SQLException e, String meaning) {
    String code = isMySql(e) ? ", error " + e.getErrorCode() : "";
    return new JournalException(
        "the journal's database " + meaning + " [SQL state " + state(e) + code + "]",
        SafeCause.of(e));
  }

  /** Returns the SQL state; where a pool's own exception has none, that of its cause. */
  private static String state(SQLException e) {
    if (e.getCause() instanceof SQLException cause
        && cause.getSQLState() != null
        && (e.getSQLState() == null || e.getSQLState().startsWith("08"))) {
      return cause.getSQLState();
    }
    return e.getSQLState() == null ? "none" : e.getSQLState();
  }

  /** Returns whether a statement failed because the role lacks a privilege. */
  static boolean isForbidden(SQLException e) {
    return "42501".equals(e.getSQLState())
        || switch (e.getErrorCode()) {
          case 1044, 1142, 1143, 1227, 1370 -> true;
          default -> false;
        };
  }

  /** Returns what a failure means, to complete "the journal's database ...". */
  static String meaning(SQLException e) {
    if (e.getErrorCode() >= PROXYSQL_FIRST && e.getErrorCode() <= PROXYSQL_LAST) {
      return "is behind a ProxySQL that reached no server for this statement, or was to send one"
          + " transaction to two; let all of the journal's user go to the primary's hostgroup, with"
          + " transaction_persistent = 1; what was acknowledged is there";
    }
    return isMySql(e) ? mySql(e) : postgres(state(e));
  }

  private static String mySql(SQLException e) {
    return switch (e.getErrorCode()) {
      case 1040, 1203, 1226 ->
          "accepts no more connections; make the pools of all nodes together smaller than its"
              + " max_connections and max_user_connections";
      case 1021, 1114 -> "has a full disk or tablespace; make room, nothing acknowledged is lost";
      case 1037, 1038, 1041 -> "has run out of memory; nothing was written, try again";
      case 1045, 1130, 1698, 1524 ->
          "refused to log this user in; check user, password, and the host that the user was"
              + " created"
              + " for";
      case 1044, 1142, 1143, 1227, 1370 ->
          "gives this user no right to do that; grant it CREATE and INDEX on the database for the"
              + " first start and each newer version, and SELECT, INSERT, UPDATE and DELETE on the"
              + " journal's tables";
      case 1046 -> "is not named in the data source's URL; add it (jdbc:mysql://host/database)";
      case 1049 -> "does not exist on that server; create it, or correct the data source's URL";
      case MYSQL_NO_TABLE, 1054 ->
          "lacks a table or column of the journal; was it changed by hand, or does the data source"
              + " name another database?";
      case 1050 -> TABLE_OF_THAT_NAME;
      case 1205 ->
          "could not get a lock within innodb_lock_wait_timeout; nothing was written, find out"
              + " who holds it";
      case MYSQL_DEADLOCK, 1020 ->
          "could not serialize this with concurrent writes (deadlock); nothing was written, try"
              + " again";
      case 1290, 1792, 1836 ->
          "is read-only, as a replica is; connect to the primary, let no proxy send the journal's"
              + " reads elsewhere, and let neither the pool nor the user be set to read only";
      case 1317, 1969, 3024 ->
          "cancelled a statement that took longer than max_statement_time, or that somebody"
              + " cancelled; nothing was written";
      case 1053, 1077, 1927, 1152, 1158, 1159, 1160, 1161 ->
          "went away (connection lost); what was acknowledged is there, try again when it is back";
      case 1153 ->
          "does not accept a row of that size; make the payload smaller, or its"
              + " max_allowed_packet larger";
      case 1406 ->
          "has no room for a text that long: an intent's kind, state and lane may have 128, 255"
              + " and 250 characters; nothing was written";
      case 1366, 1300 ->
          "could not keep a character; let the connection be utf8mb4 (characterEncoding=UTF-8 in"
              + " the URL)";
      case 1193 ->
          "lacks a setting that MySQL and MariaDB have; is it another database that speaks"
              + " MySQL's protocol? It needs its own Dialect, see Journal.builder(Store)";
      case 1665 ->
          "writes its binary log by statements, which needs another isolation; set binlog_format"
              + " to ROW or MIXED";
      default -> "failed with an error that the journal does not know";
    };
  }

  private static String postgres(String state) {
    if (state.startsWith("08") || state.startsWith("57P")) {
      return "went away (connection lost); what was acknowledged is there, try again when it is"
          + " back";
    }
    if (state.startsWith("28")) {
      return "refused to log this role in; check user, password and the server's pg_hba.conf";
    }
    return switch (state) {
      case "3D000" -> "does not exist on that server; create it, or correct the data source's URL";
      case "3F000" ->
          "has no schema to keep the journal's tables in; create the schema that the role's"
              + " search_path names, or correct the search_path";
      case "42501" ->
          "gives this role no right to do that; grant it CREATE and USAGE on the schema for the"
              + " first start and each newer version, and SELECT, INSERT, UPDATE and DELETE on the"
              + " journal's tables";
      case "26000", "42P05" ->
          "lost a prepared statement, as behind a pooler that gives each transaction another"
              + " connection (pgbouncer in transaction mode); set max_prepared_statements in"
              + " pgbouncer 1.21 or newer, or prepareThreshold=0 in the data source's URL; nothing"
              + " was written";
      case "42P01", "42703" ->
          "lacks a table or column of the journal; was it changed by hand, or does this role's"
              + " search_path name another schema?";
      case "42P07" -> TABLE_OF_THAT_NAME;
      case "25006" ->
          "is read-only, as a standby is; connect to the primary"
              + " (targetServerType=primary in the URL), and let neither the pool nor the role be"
              + " set to read only";
      case "40001", "40P01" ->
          "could not serialize this with concurrent writes (serialization failure or deadlock);"
              + " nothing was written, try again";
      case "53100" -> "has a full disk; make room, nothing acknowledged is lost";
      case "53200" -> "has run out of memory; nothing was written, try again";
      case "53300" ->
          "accepts no more connections; make the pools of all nodes together smaller than its"
              + " max_connections";
      case "55P03" ->
          "could not get a lock within lock_timeout; nothing was written, find out who holds it";
      case "57014" ->
          "cancelled a statement that took longer than statement_timeout, or that somebody"
              + " cancelled; nothing was written";
      case "58030", "XX001", "XX002" ->
          "cannot read or write its files, or they are damaged; check its disk and its log";
      default ->
          state.startsWith("25")
              ? "is in a transaction that it cannot continue in; give the journal a data source of"
                  + " connections that are in none"
              : "failed with an error that the journal does not know";
    };
  }
}
