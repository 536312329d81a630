package io.yiwang.journal;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says what went wrong in a database, and what to do. */
final class Failures {
  /** The first that knows {@code unixepoch('subsec')}. */
  private static final int SQLITE_MAJOR = 3;

  private static final int SQLITE_MINOR = 42;

  /** The first that knows {@code AS MATERIALIZED}. */
  private static final int POSTGRES_MAJOR = 12;

  private static final Pattern VERSION = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4}).*");

  private Failures() {}

  static JournalException sqlite(SQLException e, String file) {
    String what =
        switch (e.getErrorCode() & 0xff) {
          case 5, 6 -> "is held by another process for too long; find out which has it open";
          case 7 -> "cannot be worked on, memory has run out; give this process more";
          case 8 ->
              "cannot be written, it is read-only here; give this process the right to write the"
                  + " file and its folder, and mount the disk for writing";
          case 9 -> "was interrupted while it was worked on; nothing was written, do it again";
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

  /** A connection could not be opened: perhaps SQLite is not there at all. */
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

  /** Refuses an SQLite that would give other times, or no rows, without an error. */
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

  /** Refuses a database that is not PostgreSQL, or too old. */
  static void requirePostgres(String product, int major, String version) {
    if (!product.equals("PostgreSQL")) {
      throw new JournalException(
          "the journal's database is "
              + product
              + " "
              + version
              + ", not PostgreSQL; give a data source of PostgreSQL "
              + POSTGRES_MAJOR
              + " or newer, or keep the journal in a file with Journal.at");
    }
    if (major < POSTGRES_MAJOR) {
      throw new JournalException(
          "the journal's database is PostgreSQL "
              + version
              + ", which is too old; a journal needs "
              + POSTGRES_MAJOR
              + " or newer");
    }
  }

  /** No connection was to be had. */
  static JournalException connecting(SQLException e, Duration waited) {
    String state = e.getSQLState();
    boolean outside = state != null && !state.startsWith("08");
    if (outside || isOfTheDatabase(e.getCause())) {
      return postgres(e);
    }
    if ((state != null && e.getCause() != null) || isRefused(e)) {
      return new JournalException(
          "the journal's database cannot be reached (connection lost or refused, tried for "
              + waited.toMillis()
              + " ms); what was acknowledged is there, try again when it is back",
          SafeCause.of(e));
    }
    return new JournalException(
        "the journal got no connection from the data source in "
            + waited.toMillis()
            + " ms; all connections of the pool are in use: make the pool larger, or find who does"
            + " not give them back",
        SafeCause.of(e));
  }

  /** The server answered, and said no: the pool tells it as the cause. */
  private static boolean isOfTheDatabase(@Nullable Throwable cause) {
    return cause instanceof SQLException sql
        && sql.getSQLState() != null
        && !sql.getSQLState().startsWith("08");
  }

  private static boolean isRefused(SQLException e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return true;
      }
    }
    return "08001".equals(e.getSQLState());
  }

  static JournalException postgres(SQLException e) {
    String state = state(e);
    return new JournalException(
        "the journal's database " + meaning(state) + " [SQL state " + state + "]", SafeCause.of(e));
  }

  /** A pool's own exception may have none, but have the database's as its cause. */
  private static String state(SQLException e) {
    if (e.getCause() instanceof SQLException cause
        && cause.getSQLState() != null
        && (e.getSQLState() == null || e.getSQLState().startsWith("08"))) {
      return cause.getSQLState();
    }
    return e.getSQLState() == null ? "none" : e.getSQLState();
  }

  private static String meaning(String state) {
    if (state.startsWith("08") || state.startsWith("57P")) {
      return "went away (connection lost); what was acknowledged is there, try again when it is"
          + " back";
    }
    if (state.startsWith("28")) {
      return "does not let this role in; check user, password and the server's pg_hba.conf";
    }
    return switch (state) {
      case "3D000" -> "does not exist on that server; create it, or correct the data source's URL";
      case "3F000" ->
          "has no schema to keep the journal's tables in; create the schema that the role's"
              + " search_path names, or correct the search_path";
      case "42501" ->
          "gives this role no right to do that; grant it CREATE and USAGE on the schema for the"
              + " first start and each newer version, and SELECT, INSERT, UPDATE and DELETE on the"
              + " tables yiwang_*";
      case "42P01", "42703" ->
          "lacks a table or column of the journal; was it changed by hand, or does this role's"
              + " search_path name another schema?";
      case "25006" ->
          "is read-only, as a standby is; connect to the primary"
              + " (targetServerType=primary in the URL)";
      case "40001", "40P01" ->
          "could not put this in order with what others wrote at the same time (serialisation"
              + " failure or deadlock); nothing was written, do it again";
      case "53100" -> "has a full disk; make room, nothing acknowledged is lost";
      case "53200" -> "has run out of memory; nothing was written, try again";
      case "53300" ->
          "takes no more connections; make the pools of all nodes together smaller than its"
              + " max_connections";
      case "55P03" ->
          "could not have a lock within lock_timeout; find who holds it, nothing was written";
      case "57014" ->
          "broke off a statement that took longer than statement_timeout, or that somebody"
              + " cancelled; nothing was written";
      case "58030", "XX001", "XX002" ->
          "cannot read or write its files, or they are damaged; check its disk and its log";
      default ->
          state.startsWith("25")
              ? "is in a transaction that it cannot go on with; give the journal a data source of"
                  + " connections that are in none"
              : "failed in a way that the journal does not know";
    };
  }
}
