package io.yiwang.examples;

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

/** Where the payers keep their journal. */
interface ChaosDatabase extends AutoCloseable {
  /** As a node is told of it: a file's path, or a JDBC URL. */
  String address();

  /** How many payer processes work on it at the same time. */
  int nodes();

  Journal open();

  /** The same with a cipher. */
  Journal open(PayloadCipher cipher);

  /** Lets it crash and come back; does nothing where it lives in the payers' own process. */
  boolean crash() throws Exception;

  /** How often it crashes while so many nodes are killed. */
  default int crashes(int kills) {
    return 2;
  }

  /** Whether it may come back without its last commits. */
  default boolean forgets() {
    return false;
  }

  /** How many commits it has lost so far. */
  default long commitsLost() {
    return 0;
  }

  /** Takes a copy, of a database that can be set back. */
  default void backUp() throws IOException {
    // It cannot.
  }

  /**
   * Puts the last copy in its place, if there is one; no process may have it open.
   *
   * @return whether there was one
   */
  default boolean setBack() throws Exception {
    return false;
  }

  /** Returns when everybody who shares it has stopped killing and crashing. */
  default void awaitCalm() throws Exception {
    // Nobody shares it.
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
   * One gateway's share of a database: the others have nodes of their own on it.
   *
   * @param crashes whether it is this one that lets the database crash
   * @param calm passed by all who share it
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
      // Whoever has the whole closes it.
    }

    @Override
    public String toString() {
      return whole + ", shared";
    }
  }

  /** One file, and one process that is killed and started again. */
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

  /** A file that is now and then replaced by an older copy of itself. */
  final class SetBackSqlite implements ChaosDatabase {
    private final Path file;
    private final Path copy;
    private long lost;

    SetBackSqlite(Path file) {
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
    public boolean forgets() {
      return true;
    }

    @Override
    public long commitsLost() {
      return lost;
    }

    /** While its process pays. */
    @Override
    public void backUp() throws IOException {
      Path next = copy.resolveSibling(copy.getFileName() + ".next");
      try (Journal journal = open()) {
        journal.backupTo(next);
      }
      Files.move(next, copy, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public boolean setBack() throws Exception {
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

    /** How often an intent was written, which is a commit each time. */
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
      return "SQLite, set back to older copies";
    }
  }

  /** A server of its own, under three nodes. */
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

    /** An immediate shutdown: no checkpoint, connections cut; the next start recovers. */
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
