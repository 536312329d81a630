package io.yiwang.journal;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The PostgreSQL server that all tests of this process share; it ends with the process. */
public final class PostgresServer {
  private static @Nullable EmbeddedPostgres shared;

  private PostgresServer() {}

  /** Returns the server, which waits for its disk at each commit. */
  public static synchronized EmbeddedPostgres shared() throws IOException {
    if (shared == null) {
      // Its own defaults do not wait for the disk.
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
    try (Connection connection = shared().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return shared().getDatabase("postgres", name);
  }
}
