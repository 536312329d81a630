package io.yiwang.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.yiwang.journal.Journal;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Provides the database of a journal to measure. All databases are on this machine and wait for its
 * disk.
 */
final class JournalHome implements AutoCloseable {
  private final String database;
  private final TempFolder folder;
  private final AutoCloseable server;
  private final DataSource source;
  private final boolean isFile;

  /**
   * Starts a database.
   *
   * @param database {@code sqlite}, {@code postgresql} or {@code mariadb}
   */
  JournalHome(String database) throws Exception {
    this.database = database;
    folder = TempFolder.create("journal-benchmark");
    isFile = database.equals("sqlite");
    switch (database) {
      case "sqlite" -> {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(20_000);
        SQLiteDataSource file = new SQLiteDataSource(config);
        file.setUrl("jdbc:sqlite:" + folder.resolve("bare"));
        // One connection that stays open, as in the journal: a file has one writer at a time.
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(file);
        pool.setMaximumPoolSize(1);
        source = pool;
        server = () -> {};
      }
      case "postgresql" -> {
        EmbeddedPostgres postgres =
            EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setDataDirectory(folder.resolve("data"))
                .start();
        server = postgres;
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(postgres.getPostgresDatabase());
        source = pool;
      }
      case "mariadb" -> {
        server = () -> {};
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(mariaDb());
        source = pool;
      }
      default -> throw new IllegalArgumentException(database);
    }
  }

  /** Returns whether a database is available and selected. */
  static boolean isThere(String database) {
    return List.of(System.getProperty("databases", "sqlite,postgresql,mariadb").split(","))
            .contains(database)
        && (!database.equals("mariadb") || mariaDb() != null);
  }

  /** Returns the address of an empty MariaDB database, whose server the caller has started. */
  private static @Nullable String mariaDb() {
    return System.getProperty("mariadb.url");
  }

  /** Updates the database's statistics, as it does itself after some time. */
  void analyze() throws SQLException {
    String statement =
        switch (database) {
          case "postgresql" -> "VACUUM ANALYZE yiwang_intent";
          case "mariadb" -> "ANALYZE TABLE yiwang_intent";
          default -> "PRAGMA wal_checkpoint(TRUNCATE)";
        };
    try (Connection connection = inside().getConnection();
        Statement run = connection.createStatement()) {
      run.execute(statement);
    }
  }

  Journal journal() {
    return isFile ? Journal.at(folder.resolve("journal")) : Journal.on(source);
  }

  /**
   * Returns a source of bare connections to the same database, or with SQLite to a file next to the
   * journal.
   */
  DataSource bare() {
    return source;
  }

  /** Returns a source of connections to the journal's own tables. */
  DataSource inside() {
    if (!isFile) {
      return source;
    }
    SQLiteDataSource file = new SQLiteDataSource();
    file.setUrl("jdbc:sqlite:" + folder.resolve("journal"));
    return file;
  }

  @Override
  public void close() throws IOException {
    try {
      if (source instanceof HikariDataSource pool) {
        pool.close();
      }
      server.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
    folder.close();
  }
}
