package io.yiwang.systemtests;

import io.yiwang.journal.Journal;
import io.yiwang.signing.PayloadCipher;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server under three nodes, whose asynchronous standby takes over without the last
 * commits. The payers' processes survive this failover.
 */
final class ReplicatedPostgres implements ChaosDatabase {
  /** The parts of a data directory that a base backup leaves out. */
  private static final Set<String> NOT_COPIED =
      Set.of("pg_wal", "pg_replslot", "pg_stat_tmp", "pg_notify", "pg_subtrans", "pgsql_tmp");

  private record Server(EmbeddedPostgres postgres, Path data) {
    Connection connect() throws SQLException {
      return postgres.getPostgresDatabase().getConnection();
    }

    /** Returns the first value of a statement's first row. */
    String value(String sql) throws SQLException {
      try (Connection connection = connect();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        row.next();
        return row.getString(1);
      }
    }

    /** Returns the number of the next transaction, as far as this server knows. */
    long nextTransaction() throws SQLException {
      return Long.parseLong(value("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"));
    }
  }

  private final Path folder;
  private final Random random;
  private final String address;
  private Server primary;
  private Server standby;
  private int servers;
  private long lost;

  ReplicatedPostgres(Path folder, long seed) throws Exception {
    this.folder = Files.createDirectories(folder);
    random = new Random(seed);
    primary = start(nextData(), 0);
    standby = copyOf(primary, 0);
    address =
        "jdbc:postgresql://localhost:%d,localhost:%d/postgres"
                .formatted(primary.postgres().getPort(), standby.postgres().getPort())
            // Takes the one that accepts writes, and asks each time which one that is.
            + "?user=postgres&targetServerType=primary&hostRecheckSeconds=0";
  }

  private Path nextData() {
    return folder.resolve("data-" + ++servers);
  }

  private static Server start(Path data, int port) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            // A commit waits for the disk but not for the standby, since none is named.
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("wal_keep_size", "256MB")
            .setPGStartupWait(Duration.ofSeconds(90))
            .setDataDirectory(data)
            .setCleanDataDirectory(false);
    return new Server((port == 0 ? builder : builder.setPort(port)).start(), data);
  }

  /**
   * Starts a standby of a server. Does what {@code pg_basebackup} does, which is not among the
   * binaries.
   */
  private Server copyOf(Server from, int port) throws Exception {
    Path to = nextData();
    try (Connection connection = from.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_start_backup('standby', true, false)");
      copy(from.data(), to);
      try (ResultSet row = statement.executeQuery("SELECT labelfile FROM pg_stop_backup(false)")) {
        row.next();
        Files.writeString(to.resolve("backup_label"), row.getString(1));
      }
    }
    Files.createDirectories(to.resolve("pg_wal").resolve("archive_status"));
    Files.writeString(
        to.resolve("postgresql.auto.conf"),
        "primary_conninfo = 'host=localhost port=%d user=postgres'\n"
            .formatted(from.postgres().getPort()));
    Files.createFile(to.resolve("standby.signal"));
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwx------"));
    return start(to, port);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(each)));
            return NOT_COPIED.contains(each.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path each, BasicFileAttributes attributes)
              throws IOException {
            if (!each.getFileName().toString().startsWith("postmaster.")
                && !each.getFileName().toString().startsWith("epg-lock")) {
              Files.copy(
                  each, to.resolve(from.relativize(each)), StandardCopyOption.REPLACE_EXISTING);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path each, IOException gone) throws IOException {
            if (gone instanceof NoSuchFileException) {
              // The server has deleted a table's file meanwhile; its log has the change.
              return FileVisitResult.CONTINUE;
            }
            throw gone;
          }
        });
  }

  @Override
  public String address() {
    return address;
  }

  @Override
  public int nodes() {
    return 3;
  }

  @Override
  public Journal open() {
    return Journal.on(source());
  }

  @Override
  public Journal open(PayloadCipher cipher) {
    return Journal.on(source(), cipher);
  }

  private PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(address);
    return source;
  }

  @Override
  public int crashes(int kills) {
    return Math.max(2, kills / 8);
  }

  /** Cuts off the standby, stops the server some commits later, and lets the standby take over. */
  @Override
  public boolean crash() throws Exception {
    long received = cutOff();
    int wanted = 1 + random.nextInt(15);
    // There is a limit since all nodes may be between two payments.
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (primary.nextTransaction() < received + wanted && System.nanoTime() < deadline) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    lost += Math.max(0, primary.nextTransaction() - received);
    int port = primary.postgres().getPort();
    ChaosDatabase.stopAtOnce(primary.data());
    primary.postgres().close();
    if (!standby.value("SELECT pg_promote(true, 60)").equals("t")) {
      throw new IllegalStateException("the standby does not take over");
    }
    delete(primary.data());
    primary = standby;
    standby = copyOf(primary, port);
    return true;
  }

  /** Stops the replication, and returns the number of the next transaction on the standby. */
  private long cutOff() throws Exception {
    try (Connection connection = standby.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER SYSTEM SET primary_conninfo = ''");
      statement.execute("SELECT pg_reload_conf()");
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!standby.value("SELECT count(*) FROM pg_stat_wal_receiver").equals("0")) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("the standby is still connected to the server");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    // Commits that the standby has received but not yet replayed are not lost.
    while (standby
        .value("SELECT pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn()")
        .equals("f")) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("the standby does not replay what it has received");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    return standby.nextTransaction();
  }

  private static void delete(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public boolean losesCommits() {
    return true;
  }

  @Override
  public long commitsLost() {
    return lost;
  }

  @Override
  public void close() throws IOException {
    standby.postgres().close();
    primary.postgres().close();
  }

  @Override
  public String toString() {
    return "PostgreSQL, failed over to an asynchronous standby";
  }
}
