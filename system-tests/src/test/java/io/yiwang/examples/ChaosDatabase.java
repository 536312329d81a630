package io.yiwang.examples;

import io.yiwang.journal.Journal;
import io.yiwang.signing.PayloadCipher;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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

  /** Returns when everybody who shares it has stopped killing and crashing. */
  default void awaitCalm() throws Exception {
    // Nobody shares it.
  }

  @Override
  void close() throws IOException;

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
      calm.await(3, TimeUnit.MINUTES);
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
      String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
      new ProcessBuilder("kill", "-QUIT", pid).inheritIO().start().waitFor(5, TimeUnit.SECONDS);
      ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElse(null);
      if (postmaster != null) {
        postmaster.onExit().get(10, TimeUnit.SECONDS);
      }
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
