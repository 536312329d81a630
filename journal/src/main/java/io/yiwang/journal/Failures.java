package io.yiwang.journal;

import java.sql.SQLException;

/** Tells what went wrong in a database, and what to do. A driver's text may quote a row. */
final class Failures {
  private Failures() {}

  static JournalException sqlite(SQLException e, String file) {
    String what =
        switch (e.getErrorCode() & 0xff) {
          case 5, 6 -> "is held by another process for too long; find out which has it open";
          case 8 ->
              "cannot be written; give this process the right to write the file and its folder";
          case 10 -> "cannot be read or written (input/output error); check the disk";
          case 11 -> "is damaged; put it aside, restore a copy, and reconcile against the gateway";
          case 13 -> "cannot grow, the disk is full; make room, nothing acknowledged is lost";
          case 14 -> "cannot be opened; its folder must exist and be writable";
          case 26 -> "is not a journal but some other file; give another path";
          default -> "failed with SQLite code " + e.getErrorCode();
        };
    return new JournalException("the journal " + file + " " + what);
  }

  static JournalException postgres(SQLException e) {
    String state = e.getSQLState() == null ? "none" : e.getSQLState();
    return new JournalException(
        "the journal's database failed with SQL state "
            + state
            + (state.startsWith("08") || state.startsWith("57P")
                ? " (connection lost); what was acknowledged is there, try again when it is back"
                : ""));
  }
}
