package io.yiwang.journal;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A database that ends the next connection it gives, once armed. */
final class CutOnce implements DataSource {
  private final DataSource source;
  private boolean armed;

  CutOnce(DataSource source) {
    this.source = source;
  }

  void arm() {
    armed = true;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = source.getConnection();
    if (armed) {
      armed = false;
      try (Connection other = source.getConnection();
          Statement statement = connection.createStatement();
          Statement killer = other.createStatement();
          var pid = statement.executeQuery("SELECT pg_backend_pid()")) {
        pid.next();
        killer.execute("SELECT pg_terminate_backend(" + pid.getInt(1) + ", 5000)");
      }
    }
    return connection;
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    return getConnection();
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return source.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    source.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    source.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return source.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return source.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return source.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return source.isWrapperFor(type);
  }
}
