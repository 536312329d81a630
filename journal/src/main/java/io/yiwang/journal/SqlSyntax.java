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
 * that every database takes; where databases differ, the difference is a method here. What differs
 * beyond the text of statements is in {@link Dialect}.
 *
 * <p>In a statement, {@code {now}} stands for the time of the database's clock, and the names of
 * tables and indexes begin with {@code yiwang_}, whatever they are in the database.
 */
@Beta
public abstract class SqlSyntax {
  private static final Pattern NAME = Pattern.compile("\\byiwang_(\\w+)");
  private static final Set<String> TABLE =
      Set.of("intent", "name", "seen", "served", "state", "key", "schema");

  private final Tables tables;
  private final Map<String, String> statements = new ConcurrentHashMap<>();

  /** Makes a syntax for tables with these names. */
  protected SqlSyntax(Tables tables) {
    this.tables = tables;
  }

  /**
   * Returns an expression for the milliseconds since 1970 by the database's clock. It must not
   * depend on a time zone, and must not change within a statement.
   */
  protected abstract String now();

  /** Returns a name in quotes, so that it is taken exactly as it is written. */
  protected String quoted(String name) {
    return '"' + name + '"';
  }

  /** Returns whether INSERT and UPDATE can return the rows that they changed, with RETURNING. */
  protected abstract boolean hasReturning();

  /**
   * Returns whether a WITH can contain an INSERT, UPDATE or DELETE, so that one statement changes
   * two tables. It needs {@link #hasReturning} too.
   */
  protected boolean hasChangesInWith() {
    return false;
  }

  /**
   * Returns whether one statement can change a row, read it back, and change rows of another table.
   */
  final boolean changesTwoTablesAtOnce() {
    return hasReturning() && hasChangesInWith();
  }

  /**
   * Returns an INSERT that does nothing if a row with the same key exists; or, if the database has
   * no such form, the statement unchanged, whose failure {@link #isDuplicate} recognizes.
   */
  protected abstract String insertNew(String insert);

  /**
   * Returns whether an insert failed because a row with the same key exists, and for no other
   * reason.
   */
  protected boolean isDuplicate(SQLException e) {
    return false;
  }

  /** Returns the end of a SELECT that locks its rows and skips those already locked. */
  protected abstract String skipLocked();

  /**
   * Returns a DELETE of some rows.
   *
   * @param condition with placeholders for values
   * @param order the column to delete by, the lowest first
   * @return the statement, with one more placeholder at its end, for the number of rows
   */
  protected abstract String deleteSome(String table, String condition, String order);

  /** Returns the schema that has the tables; null for the connection's own. */
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
