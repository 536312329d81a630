package io.yiwang.systemtests;

import io.yiwang.journal.Journal;
import io.yiwang.signing.PayloadCipher;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

/** The database that holds the payers' journal, and what can happen to it. */
interface ChaosDatabase extends AutoCloseable {
  /** Returns a file's path or a JDBC URL, which is what a node gets. */
  String address();

  /** Returns how many payer processes use the database at the same time. */
  int nodes();

  Journal open();

  /** Opens a journal that encrypts. */
  Journal open(PayloadCipher cipher);

  /**
   * Crashes the database and starts it again.
   *
   * @return whether it crashed; one that lives in the payers' own process cannot
   */
  boolean crash() throws Exception;

  /** Returns how often the database crashes while so many nodes are killed. */
  default int crashes(int kills) {
    return 2;
  }

  /** Returns whether the database may come back without its last commits. */
  default boolean losesCommits() {
    return false;
  }

  /** Returns how many commits were lost so far. */
  default long commitsLost() {
    return 0;
  }

  /** Takes a copy if the database can be restored. */
  default void backUp() throws IOException {
    // Most cannot.
  }

  /**
   * Replaces the database by its last copy if there is one; no process may have it open.
   *
   * @return whether there was a copy
   */
  default boolean restore() throws Exception {
    return false;
  }

  /** Waits until every run that shares the database has stopped killing and crashing. */
  default void awaitCalm() throws Exception {
    // Most are not shared.
  }

  @Override
  void close() throws IOException;

  /** Stops the server of a data directory at once, without a checkpoint. */
  static void stopAtOnce(Path data) throws Exception {
    String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
    new ProcessBuilder("kill", "-QUIT", pid).inheritIO().start().waitFor(5, TimeUnit.SECONDS);
    ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElse(null);
    if (postmaster != null) {
      postmaster.onExit().get(60, TimeUnit.SECONDS);
    }
  }

  /**
   * A database that the nodes of several gateways share, as the nodes of one of them use it.
   *
   * @param crashes whether this share is the one that crashes the database
   * @param calm is reached by all shares
   */
  record Share(ChaosDatabase whole, int nodes, boolean crashes, CyclicBarrier calm)
      implements ChaosDatabase {
    @Override
    public String address() {
      return whole.address();
    }

    @Override
    public Journal open() {
      return whole.open();
    }

    @Override
    public Journal open(PayloadCipher cipher) {
      return whole.open(cipher);
    }

    @Override
    public boolean crash() throws Exception {
      return crashes && whole.crash();
    }

    @Override
    public void awaitCalm() throws Exception {
      calm.await(30, TimeUnit.MINUTES);
    }

    @Override
    public void close() {
      // The owner of the whole closes it.
    }

    @Override
    public String toString() {
      return whole + ", shared";
    }
  }

  /** A file under one process that is killed and started again. */
  record Sqlite(Path file) implements ChaosDatabase {
    @Override
    public String address() {
      return file.toString();
    }

    @Override
    public int nodes() {
      return 1;
    }

    @Override
    public Journal open() {
      return Journal.at(file);
    }

    @Override
    public Journal open(PayloadCipher cipher) {
      return Journal.at(file, cipher);
    }

    @Override
    public boolean crash() {
      return false;
    }

    @Override
    public void close() {
      // The folder's owner deletes the file.
    }

    @Override
    public String toString() {
      return "SQLite";
    }
  }

  /** A file that is replaced by an older copy of itself now and then. */
  final class RestoredSqlite implements ChaosDatabase {
    private final Path file;
    private final Path copy;
    private long lost;

    RestoredSqlite(Path file) {
      this.file = file;
      copy = file.resolveSibling(file.getFileName() + ".copy");
    }

    @Override
    public String address() {
      return file.toString();
    }

    @Override
    public int nodes() {
      return 1;
    }

    @Override
    public Journal open() {
      return Journal.at(file);
    }

    @Override
    public Journal open(PayloadCipher cipher) {
      return Journal.at(file, cipher);
    }

    @Override
    public boolean crash() {
      return false;
    }

    @Override
    public boolean losesCommits() {
      return true;
    }

    @Override
    public long commitsLost() {
      return lost;
    }

    /** Takes the copy while the process pays. */
    @Override
    public void backUp() throws IOException {
      Path next = copy.resolveSibling(copy.getFileName() + ".next");
      try (Journal journal = open()) {
        journal.backupTo(next);
      }
      Files.move(next, copy, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public boolean restore() throws Exception {
      if (!Files.exists(copy)) {
        return false;
      }
      lost += writes(file) - writes(copy);
      for (String log : List.of("-wal", "-shm")) {
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + log));
      }
      Files.copy(copy, file, StandardCopyOption.REPLACE_EXISTING);
      return true;
    }

    /** Returns how often an intent was written, which is a commit each time. */
    private static long writes(Path file) throws SQLException {
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery("SELECT COALESCE(SUM(revision), 0) FROM yiwang_intent")) {
        row.next();
        return row.getLong(1);
      }
    }

    @Override
    public void close() {
      // The folder's owner deletes the files.
    }

    @Override
    public String toString() {
      return "SQLite, restored from older copies";
    }
  }

  /** A PostgreSQL server under three nodes. */
  final class Postgres implements ChaosDatabase {
    private final Path data;
    private volatile EmbeddedPostgres server;

    Postgres(Path data) throws Exception {
      this.data = data;
      server = start(0);
      check("fsync");
      check("synchronous_commit");
    }

    private EmbeddedPostgres start(int port) throws IOException {
      // The library's own defaults do not wait for the disk.
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setDataDirectory(data)
              .setCleanDataDirectory(false);
      return (port == 0 ? builder : builder.setPort(port)).start();
    }

    private void check(String setting) throws SQLException {
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SHOW " + setting)) {
        row.next();
        if (!row.getString(1).equals("on")) {
          throw new IllegalStateException(setting + " is " + row.getString(1));
        }
      }
    }

    @Override
    public String address() {
      return server.getJdbcUrl("postgres", "postgres");
    }

    @Override
    public int nodes() {
      return 3;
    }

    @Override
    public Journal open() {
      return Journal.on(server.getPostgresDatabase());
    }

    @Override
    public Journal open(PayloadCipher cipher) {
      return Journal.on(server.getPostgresDatabase(), cipher);
    }

    /** Shuts down immediately, without a checkpoint; the next start recovers. */
    @Override
    public boolean crash() throws Exception {
      stopAtOnce(data);
      int port = server.getPort();
      server.close();
      server = start(port);
      return true;
    }

    @Override
    public void close() throws IOException {
      server.close();
    }

    @Override
    public String toString() {
      return "PostgreSQL";
    }
  }
}
