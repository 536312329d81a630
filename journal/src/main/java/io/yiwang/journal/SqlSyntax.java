package io.yiwang.journal;

import io.yiwang.Beta;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes the journal's statements in the SQL of one kind of database. The statements are plain SQL
 * that all of them take; where they cannot agree, the difference is a method here. What differs
 * beyond the text of statements is in {@link Dialect}.
 *
 * <p>In a statement, {@code {now}} is the database's clock, and a table's or index's name begins
 * with {@code yiwang_}, whatever it is called in the database.
 */
@Beta
public abstract class SqlSyntax {
  private static final Pattern NAME = Pattern.compile("\\byiwang_(\\w+)");
  private static final Set<String> TABLE =
      Set.of("intent", "name", "seen", "served", "state", "key", "schema");

  private final Tables tables;
  private final Map<String, String> statements = new ConcurrentHashMap<>();

  /** Writes statements for tables of these names. */
  protected SqlSyntax(Tables tables) {
    this.tables = tables;
  }

  /**
   * Returns an expression for the milliseconds since 1970 by the database's clock. It must not
   * depend on a time zone, and be the same all through a statement.
   */
  protected abstract String now();

  /** Encloses a name, so that it is taken as it is written. */
  protected String quoted(String name) {
    return '"' + name + '"';
  }

  /** Returns whether INSERT and UPDATE can give back the rows they changed, with RETURNING. */
  protected abstract boolean hasReturning();

  /**
   * Returns whether a WITH can have an INSERT, UPDATE or DELETE in it, so that changes of two
   * tables are one statement. It needs {@link #hasReturning} too.
   */
  protected boolean hasChangesInWith() {
    return false;
  }

  /** Returns whether a row can be changed, read, and others changed with it, by one statement. */
  final boolean changesTwoTablesAtOnce() {
    return hasReturning() && hasChangesInWith();
  }

  /**
   * Returns an INSERT that changes nothing where a row of the same key is there; or, where the
   * database has no such form, the statement as it is, whose failure {@link #isDuplicate} knows.
   */
  protected abstract String insertNew(String insert);

  /** Returns whether an insert failed because a row of the same key is there, and nothing else. */
  protected boolean isDuplicate(SQLException e) {
    return false;
  }

  /** Returns the end of a SELECT that locks its rows and passes over those already locked. */
  protected abstract String skipLocked();

  /**
   * Returns a DELETE of some rows.
   *
   * @param condition with places for values
   * @param order the column to delete by, the lowest first
   * @return the statement, with one more place at its end, for how many rows
   */
  protected abstract String deleteSome(String table, String condition, String order);

  /** Returns the schema that was asked for. */
  protected final @Nullable String schema() {
    return tables.schema();
  }

  /** Returns the statement as this database takes it. */
  final String sql(String statement) {
    return statements.computeIfAbsent(statement, this::translated);
  }

  private String translated(String statement) {
    Matcher name = NAME.matcher(statement);
    return name.replaceAll(found -> Matcher.quoteReplacement(translatedName(found.group(1))))
        .replace("{now}", now());
  }

  private String translatedName(String name) {
    String whole = tables.prefix() + name;
    String schema = tables.schema();
    return schema == null || !TABLE.contains(name) ? whole : quoted(schema) + '.' + whole;
  }
}
