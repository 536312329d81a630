package io.yiwang.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection that keeps its statements, in the SQL of its database. */
final class Session implements AutoCloseable {
  /** Reads one row. */
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private final Connection connection;
  private final Dialect dialect;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  Session(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  /** Runs a statement without parameters as it stands. */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(dialect.sql(sql));
    }
  }

  /** Runs a statement and tells how many rows it changed. */
  int update(String sql, @Nullable Object... parameters) throws SQLException {
    return run(sql, PreparedStatement::executeUpdate, parameters);
  }

  /** Runs a statement and reads the first row it gives. */
  <T> @Nullable T first(String sql, Reader<T> reader, @Nullable Object... parameters)
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
  <T> List<T> all(String sql, Reader<T> reader, @Nullable Object... parameters)
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

  /** One way of running a statement. */
  private interface Run<T> {
    T run(PreparedStatement statement) throws SQLException;
  }

  private <T> T run(String sql, Run<T> run, @Nullable Object... parameters) throws SQLException {
    try {
      PreparedStatement statement = prepared(sql, parameters);
      T result = run.run(statement);
      // It is kept for the next time, and would keep what was written until then.
      statement.clearParameters();
      return result;
    } catch (SQLException e) {
      // SQLite's driver never runs a statement again that has failed once, as on a full disk.
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
      statement = connection.prepareStatement(dialect.sql(sql));
      statements.put(sql, statement);
    }
    for (int i = 0; i < parameters.length; i++) {
      Object parameter = parameters[i];
      if (parameter instanceof byte[] bytes) {
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
