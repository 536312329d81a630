package io.yiwang.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Guards the files of a SQLite journal: checks that they are complete, restricts them to their
 * owner, and creates new ones in one step.
 *
 * <p>SQLite writes to the log ({@code -wal}) first, so while a journal is open, its main file alone
 * is an older journal that looks sound. Therefore the main file says in its header ({@code
 * user_version}, written before the first intent) that it is in use, until the last process has
 * closed it and everything is in the main file. A main file that is marked as in use and has no log
 * has lost it.
 */
final class SqliteFile {
  /** The {@code user_version} when everything is in the main file. */
  static final int CLOSED = 0x59570000;

  /** The {@code user_version} when the log may have more than the main file. */
  static final int IN_USE = 0x59570001;

  /** The {@code user_version} of a backup that was never opened. */
  static final int BACKUP = 0x59570002;

  private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);
  private static final int HEADER_BYTES = 100;
  private static final int USER_VERSION_AT = 60;
  private static final int CHECKS = 3;

  private final Path path;
  private final Path log;

  SqliteFile(Path path) {
    this.path = path.toAbsolutePath();
    log = beside("-wal");
  }

  private Path beside(String ending) {
    return path.resolveSibling(path.getFileName() + ending);
  }

  /** Writes the content of a new database. */
  interface Content {
    void write(Path file);
  }

  /**
   * Creates a journal if there is none. The file gets its name only when it is complete, so that an
   * empty file never has that name.
   */
  void createIfMissing(Content content) {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    // SQLite deletes both when the last process closes a journal.
    for (Path left : List.of(log, beside("-shm"))) {
      if (Files.exists(left)) {
        throw new JournalException(
            "the journal "
                + path
                + " is not there, but its "
                + (left.equals(log) ? "log " : "index of the log ")
                + left.getFileName()
                + " is; put the main file back beside it, or restore a backup; for a new journal,"
                + " delete that file too");
      }
    }
    Path incomplete = temporary(path, ".new");
    try {
      OwnerOnly.create(incomplete);
      try {
        content.write(incomplete);
        publish(incomplete, path);
      } finally {
        Files.deleteIfExists(incomplete);
      }
    } catch (FileAlreadyExistsException e) {
      // Another process was faster; its journal is just as good.
      return;
    } catch (IOException e) {
      throw Failures.file(e, path);
    }
  }

  /** Returns a name for an incomplete file, which does not look like a journal's. */
  static Path temporary(Path path, String ending) {
    return path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID() + ending);
  }

  /**
   * Gives a complete file its name, durably.
   *
   * @throws FileAlreadyExistsException if a file has that name
   */
  static void publish(Path complete, Path name) throws IOException {
    try (FileChannel channel = FileChannel.open(complete, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    try {
      // Unlike a move, a link never replaces what another process has just put there.
      Files.createLink(name, complete);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      // The file system has no links. A move within a folder is atomic.
      Files.move(complete, name);
    }
    Files.deleteIfExists(complete);
    try (FileChannel folder =
        FileChannel.open(name.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      // Windows cannot open folders; its file systems make names durable by themselves.
      return;
    }
  }

  /** Refuses a file that is not a journal, or not all of one. Changes nothing. */
  void check() {
    for (int attempt = 1; lacksLog(); attempt++) {
      if (attempt == CHECKS) {
        throw new JournalException(
            "the journal "
                + path
                + " was in use when it was copied, and its log "
                + log.getFileName()
                + " is missing: what was written last is not in it. Put the log beside it, or"
                + " restore a copy made with Journal.backupTo. If nothing can be missing, because"
                + " it was another SQLite program that moved the log into the file, create an"
                + " empty file "
                + log);
      }
      // Another process may have opened and closed it between our two checks.
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean lacksLog() {
    boolean noLog = !Files.exists(log);
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      while (header.hasRemaining() && channel.read(header) >= 0) {
        // Read to the end of the header or of the file.
      }
    } catch (AccessDeniedException e) {
      // SQLite's own error, which follows, says more.
      return false;
    } catch (IOException e) {
      throw Failures.file(e, path);
    }
    if (header.position() == 0) {
      throw new JournalException(
          "the journal "
              + path
              + " is an empty file, which no journal ever is; restore a backup, or delete it"
              + (noLog ? "" : " and its log")
              + " to begin a new one");
    }
    return noLog
        && header.position() == HEADER_BYTES
        && header.getInt(USER_VERSION_AT) == IN_USE
        && !Files.exists(log);
  }

  /** Restricts the journal's files to their owner. */
  void restrict() {
    for (Path file : new Path[] {path, log, beside("-shm"), beside("-journal")}) {
      try {
        if (Files.exists(file)) {
          OwnerOnly.restrict(file);
        }
      } catch (IOException e) {
        LOG.warn(
            "{} can be read by others than its owner, and this process cannot change that", file);
      }
    }
  }

  /**
   * Returns the URL of a file for the driver, which would take anything after a question mark for
   * settings and open another file.
   *
   * @throws IllegalArgumentException if the path has a question mark, in the name of the file or of
   *     a folder
   */
  static String url(Path file) {
    String absolute = file.toAbsolutePath().toString();
    if (absolute.contains("?")) {
      throw new IllegalArgumentException("a journal's path must not contain ?");
    }
    return "jdbc:sqlite:" + absolute;
  }
}
