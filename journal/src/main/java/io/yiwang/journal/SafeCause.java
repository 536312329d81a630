package io.yiwang.journal;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds a database's exception without the values of rows that a driver's text may quote. The
 * kind of error, its codes, its stack trace and the texts that cannot quote a row stay.
 */
final class SafeCause {
  /** Classes of SQL states whose texts name servers, roles, schemas and limits, but no values. */
  private static final Set<String> NAMES_ONLY =
      Set.of("08", "0A", "25", "28", "3D", "3F", "40", "53", "54", "55", "57", "58");

  /** Of class 42, syntax and access: no right, no table, no column, no function. */
  private static final Set<String> NAMES_ONLY_TOO =
      Set.of("42501", "42P01", "42703", "42883", "42P06", "42P07");

  /** SQLite's own words for a code, before the brackets in which it says where. */
  private static final Pattern SQLITE =
      Pattern.compile("^\\[SQLITE_[A-Z_]+]\\s+[A-Za-z0-9 ,.'/-]*");

  private static final Pattern URL = Pattern.compile("jdbc:\\S+");

  private static final int DEEPEST = 6;
  private static final int LONGEST = 300;

  private SafeCause() {}

  static SQLException of(SQLException e) {
    return of(e, 0);
  }

  private static SQLException of(SQLException e, int depth) {
    SQLException safe =
        new SQLException(
            e.getClass().getName() + ": " + text(e), e.getSQLState(), e.getErrorCode());
    safe.setStackTrace(e.getStackTrace());
    SQLException next = e.getNextException();
    Throwable cause = e.getCause() == null ? next : e.getCause();
    Throwable kept = cause(cause, depth + 1);
    if (kept != null) {
      safe.initCause(kept);
    }
    return safe;
  }

  static @Nullable Throwable cause(@Nullable Throwable e, int depth) {
    if (e == null || depth > DEEPEST) {
      return null;
    }
    if (e instanceof SQLException sql) {
      return of(sql, depth);
    }
    // Texts about networks and files name only hosts and files.
    String said = e instanceof IOException ? ": " + oneLine(e.getMessage()) : "";
    Throwable safe = new Throwable(e.getClass().getName() + said, cause(e.getCause(), depth + 1));
    safe.setStackTrace(e.getStackTrace());
    return safe;
  }

  private static String text(SQLException e) {
    String text = oneLine(e.getMessage());
    var sqlite = SQLITE.matcher(text);
    if (sqlite.find()) {
      return sqlite.group().strip();
    }
    String state = e.getSQLState();
    boolean namesOnly =
        state == null
            ? isFromGetConnection(e)
            : NAMES_ONLY_TOO.contains(state)
                || (state.length() == 5 && NAMES_ONLY.contains(state.substring(0, 2)));
    return namesOnly ? text : "SQL state " + state + ", code " + e.getErrorCode();
  }

  /** Returns whether it was thrown before there was a connection, and so cannot quote a value. */
  private static boolean isFromGetConnection(SQLException e) {
    for (StackTraceElement frame : e.getStackTrace()) {
      if (frame.getMethodName().equals("prepareStatement")
          || frame.getMethodName().startsWith("execute")) {
        return false;
      }
      if (frame.getMethodName().equals("getConnection")) {
        return true;
      }
    }
    return false;
  }

  /** Returns the first line: PostgreSQL quotes rows only in the lines of details after it. */
  private static String oneLine(@Nullable String text) {
    String line = text == null ? "" : text.lines().findFirst().orElse("");
    // A URL may have the password in it.
    line = URL.matcher(line).replaceAll("jdbc:(a URL)");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }
}
