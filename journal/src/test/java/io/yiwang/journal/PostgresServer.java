package io.yiwang.journal;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs the PostgreSQL server that all tests of this process share; it ends with the process. */
public final class PostgresServer {
  private static @Nullable EmbeddedPostgres shared;

  private PostgresServer() {}

  /** Returns the server, which waits for its disk at each commit. */
  public static synchronized EmbeddedPostgres shared() throws IOException {
    if (shared == null) {
      // By default it does not wait for the disk.
      shared =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .start();
    }
    return shared;
  }

  /** Creates a database. */
  public static DataSource newDatabase(String name) throws IOException, SQLException {
    run("CREATE DATABASE " + name);
    return shared().getDatabase("postgres", name);
  }

  /** Runs a statement in the database that the server comes with. */
  static void run(String sql) throws IOException, SQLException {
    run(shared().getPostgresDatabase(), sql);
  }

  /** Runs a statement in a database. */
  static void run(DataSource database, String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
