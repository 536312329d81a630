package io.yiwang.journal;

import io.yiwang.Beta;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements on one connection, in the SQL of its database, and keeps them prepared for reuse.
 * Not thread-safe.
 */
@Beta
public final class Session implements AutoCloseable {
  /** Reads one row. */
  public interface Reader<T> {
    /** Reads the current row of the result. */
    T read(ResultSet row) throws SQLException;
  }

  /**
   * Describes how to read back a row that was just written.
   *
   * @param key the condition that finds it, with places for values
   */
  record Written<T>(String columns, String table, String key, List<?> values, Reader<T> reader) {
    /** Shows the table alone: the values name somebody's payment. */
    @Override
    public String toString() {
      return "Written[" + table + "]";
    }
  }

  private final Connection connection;
  private final SqlSyntax syntax;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  /** Makes a session on a connection, which it never closes. */
  public Session(Connection connection, SqlSyntax syntax) {
    this.connection = connection;
    this.syntax = syntax;
  }

  SqlSyntax syntax() {
    return syntax;
  }

  /** Runs a statement without parameters. */
  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(syntax.sql(sql));
    }
  }

  /** Runs a statement and returns how many rows it changed. */
  public int update(String sql, @Nullable Object... parameters) throws SQLException {
    return run(sql, PreparedStatement::executeUpdate, parameters);
  }

  /**
   * Inserts rows whose keys are not there yet.
   *
   * @return how many were inserted; if one of several rows exists, perhaps none
   */
  public int insertNew(String insert, @Nullable Object... parameters) throws SQLException {
    try {
      return update(syntax.insertNew(insert), parameters);
    } catch (SQLException e) {
      if (syntax.isDuplicate(e)) {
        return 0;
      }
      throw e;
    }
  }

  /** Inserts a row and reads it back; returns null if a row with its key exists. */
  <T> @Nullable T insertNew(String insert, Written<T> written, @Nullable Object... parameters)
      throws SQLException {
    if (syntax.hasReturning()) {
      return first(
          syntax.insertNew(insert) + " RETURNING " + written.columns(),
          written.reader(),
          parameters);
    }
    return insertNew(insert, parameters) == 0 ? null : readBack(written);
  }

  /** Changes a row and reads it back; returns null if no row was changed. */
  <T> @Nullable T update(String update, Written<T> written, @Nullable Object... parameters)
      throws SQLException {
    if (syntax.hasReturning()) {
      return first(update + " RETURNING " + written.columns(), written.reader(), parameters);
    }
    return update(update, parameters) == 0 ? null : readBack(written);
  }

  /**
   * Changes a row and reads it back; if it was changed, changes others too, in the same statement
   * if the database can.
   *
   * @param others a statement that ends with a condition
   * @param othersParameters the values of that statement
   */
  <T> @Nullable T updateBoth(
      String update,
      List<@Nullable Object> parameters,
      Written<T> written,
      String others,
      List<?> othersParameters)
      throws SQLException {
    if (syntax.changesTwoTablesAtOnce()) {
      List<@Nullable Object> all = new ArrayList<>(parameters);
      all.addAll(othersParameters);
      return first(
          "WITH changed AS (%1$s RETURNING %2$s), others AS (%3$s AND EXISTS (SELECT 1 FROM changed)) SELECT %2$s FROM changed"
              .formatted(update, written.columns(), others),
          written.reader(),
          all.toArray());
    }
    T row = update(update, written, parameters.toArray());
    if (row != null) {
      update(others, othersParameters.toArray());
    }
    return row;
  }

  private <T> T readBack(Written<T> written) throws SQLException {
    T row =
        first(
            "SELECT %s FROM %s WHERE %s"
                .formatted(written.columns(), written.table(), written.key()),
            written.reader(),
            written.values().toArray());
    if (row == null) {
      throw new SQLException("a row that was just written is missing");
    }
    return row;
  }

  /** Runs a statement and reads the first row it gives, if any. */
  public <T> @Nullable T first(String sql, Reader<T> reader, @Nullable Object... parameters)
      throws SQLException {
    List<T> first =
        run(
            sql,
            statement -> {
              try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Collections.singletonList(reader.read(rows)) : List.of();
              }
            },
            parameters);
    return first.isEmpty() ? null : first.get(0);
  }

  /** Runs a statement and reads every row it gives. */
  public <T> List<T> all(String sql, Reader<T> reader, @Nullable Object... parameters)
      throws SQLException {
    return run(
        sql,
        statement -> {
          List<T> all = new ArrayList<>();
          try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              all.add(reader.read(rows));
            }
          }
          return all;
        },
        parameters);
  }

  /** Runs a prepared statement in one of JDBC's ways. */
  private interface Run<T> {
    T run(PreparedStatement statement) throws SQLException;
  }

  private <T> T run(String sql, Run<T> run, @Nullable Object... parameters) throws SQLException {
    try {
      PreparedStatement statement = prepared(sql, parameters);
      T result = run.run(statement);
      // The statement is kept for reuse; the values written must not be.
      statement.clearParameters();
      return result;
    } catch (SQLException e) {
      // SQLite's driver never again runs a statement that has failed once, as on a full disk.
      forget(sql);
      throw e;
    }
  }

  private void forget(String sql) {
    PreparedStatement failed = statements.remove(sql);
    if (failed == null) {
      return;
    }
    try {
      failed.close();
    } catch (SQLException e) {
      // What led here is thrown.
      return;
    }
  }

  private PreparedStatement prepared(String sql, @Nullable Object... parameters)
      throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(syntax.sql(sql));
      statements.put(sql, statement);
    }
    for (int i = 0; i < parameters.length; i++) {
      Object parameter = parameters[i];
      if (parameter == null) {
        statement.setNull(i + 1, Types.NULL);
      } else if (parameter instanceof byte[] bytes) {
        statement.setBytes(i + 1, bytes);
      } else if (parameter instanceof String text) {
        statement.setString(i + 1, text);
      } else if (parameter instanceof Long number) {
        statement.setLong(i + 1, number);
      } else if (parameter instanceof Integer number) {
        statement.setInt(i + 1, number);
      } else {
        throw new SQLException("a parameter of an unexpected type");
      }
    }
    return statement;
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : statements.values()) {
      statement.close();
    }
    statements.clear();
  }
}
