package io.yiwang.journal;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;

/**
 * Copies a journal that is in use, as it was at one moment. Writers continue meanwhile, held up no
 * more than by any reader; the log cannot be truncated until the copy is complete, and grows.
 */
final class SqliteBackup {
  /** The virtual machine instructions of SQLite between two reports: a few rows' worth. */
  private static final int STEPS = 200;

  private static final long WORK = Duration.ofMillis(5).toNanos();
  private static final long REST = Duration.ofMillis(1).toNanos();

  /** Opens a connection to a database file. */
  interface Connector {
    Connection open(Path file) throws SQLException;
  }

  private final Path source;
  private final Connector connector;
  private final BackupProgress progress;
  private @Nullable RuntimeException thrown;
  private long rested = System.nanoTime() - WORK;

  SqliteBackup(Path source, Connector connector, BackupProgress progress) {
    this.source = source;
    this.connector = connector;
    this.progress = progress;
  }

  void to(Path target) {
    Path name = target.toAbsolutePath();
    SqliteFile.url(name);
    refuseToOverwrite(name);
    Path part = SqliteFile.temporary(name, ".part");
    try {
      OwnerOnly.create(part);
      try {
        copy(part);
        SqliteFile.publish(part, name);
      } finally {
        Files.deleteIfExists(part);
        Files.deleteIfExists(part.resolveSibling(part.getFileName() + "-journal"));
      }
    } catch (FileAlreadyExistsException e) {
      throw exists(name);
    } catch (IOException e) {
      throw Failures.file(e, name);
    } catch (SQLException e) {
      RuntimeException theirs = thrown;
      throw theirs != null ? theirs : Failures.sqlite(e, "backup " + name);
    }
  }

  /**
   * Refuses to overwrite a file, or to use a name beside which there is a log, which would be taken
   * for the copy's.
   */
  private static void refuseToOverwrite(Path name) {
    for (String ending : new String[] {"", "-wal", "-journal"}) {
      Path file = name.resolveSibling(name.getFileName() + ending);
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw exists(file);
      }
    }
  }

  private static JournalException exists(Path file) {
    return new JournalException(
        "a backup overwrites nothing, and " + file + " is there already; give another path");
  }

  private void copy(Path part) throws SQLException {
    try (Connection connection = connector.open(source);
        Session session = new Session(connection, SqliteDialect.INSTANCE)) {
      Long of =
          session.first(
              "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
              row -> row.getLong(1));
      long whole = of == null ? 0 : of;
      ProgressHandler.setHandler(
          connection,
          STEPS,
          new ProgressHandler() {
            @Override
            protected int progress() {
              return report(part, whole);
            }
          });
      try {
        session.update("VACUUM INTO ?", part.toString());
      } finally {
        ProgressHandler.clearHandler(connection);
      }
      progress.copied(whole, whole);
    }
    try (Connection copy = connector.open(part);
        Session session = new Session(copy, SqliteDialect.INSTANCE)) {
      session.execute("PRAGMA user_version = " + SqliteFile.BACKUP);
    }
  }

  /**
   * Reports progress; keeps what the listener throws, because it must not pass through the driver's
   * native code.
   */
  private int report(Path part, long whole) {
    if (System.nanoTime() - rested < WORK) {
      return 0;
    }
    // Payments need the disk too.
    LockSupport.parkNanos(REST);
    rested = System.nanoTime();
    long copied;
    try {
      copied = Math.min(Files.size(part), whole);
    } catch (IOException e) {
      return 0;
    }
    try {
      progress.copied(copied, whole);
      return 0;
    } catch (RuntimeException e) {
      thrown = e;
      return 1;
    } catch (Exception e) {
      // A checked exception, which Kotlin throws without declaring it.
      thrown = new IllegalStateException("the listener of the backup's progress threw", e);
      return 1;
    }
  }
}
