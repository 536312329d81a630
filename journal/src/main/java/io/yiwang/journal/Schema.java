package io.yiwang.journal;

import io.yiwang.internal.shared.Id;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Creates and upgrades the journal's tables. */
final class Schema {
  /**
   * The version that this code reads and writes. A later one adds a file to {@link
   * Dialect#migrations}.
   */
  static final int VERSION = 6;

  /** The first version in which every intent belongs to an account. */
  private static final int ACCOUNTS = 4;

  private static final Pattern FILE = Pattern.compile("V([0-9]{1,4})__.*");

  private final Dialect dialect;

  Schema(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * Returns whether the tables are up to date. Changes nothing.
   *
   * @throws JournalException if a newer Yiwang created the tables and this one cannot work with
   *     them
   */
  boolean isCurrent(Session session) throws SQLException {
    int found = version(session);
    if (found > VERSION) {
      Integer usableBy =
          session.first(
              "SELECT max(COALESCE(usable_by, version)) FROM yiwang_schema WHERE version > ?",
              row -> row.getInt(1),
              VERSION);
      if (usableBy == null || usableBy > VERSION) {
        throw new JournalException(
            "the journal's schema is version "
                + found
                + ", and this version of Yiwang knows "
                + VERSION
                + "; use the newer version that created it");
      }
    }
    return found >= VERSION;
  }

  private int version(Session session) throws SQLException {
    if (!dialect.hasTables(session)) {
      return 0;
    }
    Integer found = session.first("SELECT max(version) FROM yiwang_schema", row -> row.getInt(1));
    return found == null ? 0 : found;
  }

  /** Returns an exception that names the files that somebody with the privilege has to run. */
  JournalException tablesMissing(Session session) throws SQLException {
    int found = version(session);
    List<String> missing =
        dialect.migrations().stream().filter(file -> version(file) > found).toList();
    return new JournalException(
        (found == 0
                ? "the journal's tables are not there"
                : "the journal's tables are of version "
                    + found
                    + ", and this version of Yiwang needs "
                    + VERSION)
            + ", and the journal may not make them; have your DBA run "
            + dialect.migrationFolder()
            + missing.get(0)
            + (missing.size() == 1 ? "" : " to " + missing.get(missing.size() - 1))
            + " from the jar yiwang-journal, or give this role the right to create tables for one"
            + " start");
  }

  private static int version(String file) {
    Matcher name = FILE.matcher(file);
    if (!name.matches()) {
      throw new IllegalArgumentException(file + " is not named V<version>__<what>.sql");
    }
    return Integer.parseInt(name.group(1));
  }

  /**
   * Creates or upgrades the tables in the caller's transaction.
   *
   * @param accountOf gives the account of an intent that was written without one, from its kind and
   *     id
   * @return how many intents were given their account
   * @throws JournalException if there are such intents and no {@code accountOf}
   */
  long prepare(Session session, @Nullable BiFunction<String, String, String> accountOf)
      throws SQLException {
    if (isCurrent(session)) {
      return 0;
    }
    int found = version(session);
    long assigned = 0;
    for (String file : dialect.migrations()) {
      if (version(file) <= found) {
        continue;
      }
      List<String> statements = dialect.statements(file);
      if (version(file) == ACCOUNTS && found > 0) {
        refuseUnassigned(session, accountOf);
      }
      for (int i = 0; i < statements.size(); i++) {
        session.execute(statements.get(i));
        if (i == 0 && version(file) == ACCOUNTS) {
          // Its first statement adds the column.
          assigned = assign(session, accountOf);
        }
      }
    }
    return assigned;
  }

  private static void refuseUnassigned(
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
  }

  private static long assign(
      Session session, @Nullable BiFunction<String, String, String> accountOf) throws SQLException {
    long all = count(session, "");
    Key from = new Key("", "");
    List<Key> page = page(session, from);
    while (accountOf != null && !page.isEmpty()) {
      Key last = from;
      String account = "";
      for (Key key : page) {
        String next = Id.check(accountOf.apply(key.kind(), key.id()), "account");
        if (!next.equals(account)) {
          assign(session, from, last, account);
          from = last;
          account = next;
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

  /** Identifies an intent that has no account yet. */
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
