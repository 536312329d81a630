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
 * The files of a journal in SQLite: whether they are whole, whose they are, and how a new one comes
 * under its name.
 *
 * <p>SQLite writes to the log ({@code -wal}) first. While a journal is open, its main file alone is
 * an older journal that looks sound. So the main file says in its header ({@code user_version},
 * which is in it before the first intent) that it is in use, until the last process has closed it
 * and all is in the main file. A main file that says so and has no log has lost it.
 */
final class SqliteFile {
  /** The header's word when all is in the main file. */
  static final int CLOSED = 0x59570000;

  /** The header's word when the log may have more. */
  static final int IN_USE = 0x59570001;

  /** The header's word in a copy that was never opened. */
  static final int BACKUP = 0x59570002;

  private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);
  private static final int HEADER_BYTES = 100;
  private static final int USER_VERSION_AT = 60;
  private static final int LOOKS = 3;

  private final Path path;
  private final Path log;

  SqliteFile(Path path) {
    this.path = path.toAbsolutePath();
    log = beside("-wal");
  }

  private Path beside(String ending) {
    return path.resolveSibling(path.getFileName() + ending);
  }

  /** Makes the content of a new database. */
  interface Content {
    void write(Path file);
  }

  /**
   * Makes a new journal where none is. It comes under its name when it is whole: under that name
   * there never is an empty file.
   */
  void createIfMissing(Content content) {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    // Both are gone when the last process has closed a journal.
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
    Path made = temporary(path, ".new");
    try {
      OwnerOnly.create(made);
      try {
        content.write(made);
        publish(made, path);
      } finally {
        Files.deleteIfExists(made);
      }
    } catch (FileAlreadyExistsException e) {
      // Another process was first; its journal is as good.
      return;
    } catch (IOException e) {
      throw Failures.file(e, path);
    }
  }

  /** Returns a name that does not look like a journal's, for what is not whole yet. */
  static Path temporary(Path path, String ending) {
    return path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID() + ending);
  }

  /**
   * Puts a whole file under its name, on the disk.
   *
   * @throws FileAlreadyExistsException if there is one of that name
   */
  static void publish(Path whole, Path name) throws IOException {
    try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    try {
      // Unlike a move, it never replaces what somebody else put there a moment ago.
      Files.createLink(name, whole);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      // A file system without links. A move within a folder is whole or not at all.
      Files.move(whole, name);
    }
    Files.deleteIfExists(whole);
    try (FileChannel folder =
        FileChannel.open(name.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      // Windows opens no folders; its file systems keep names by themselves.
      return;
    }
  }

  /** Refuses what is not, or not the whole of, a journal. Looks only. */
  void check() {
    for (int look = 1; lacksLog(); look++) {
      if (look == LOOKS) {
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
      // Somebody may have opened and closed it between two of our looks.
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
        // Until the end of the header or the file.
      }
    } catch (AccessDeniedException e) {
      // SQLite says what cannot be done with it.
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

  /** Takes everybody else's rights to the journal away. */
  void restrict() {
    for (Path file : new Path[] {path, log, beside("-shm"), beside("-journal")}) {
      try {
        if (Files.exists(file)) {
          OwnerOnly.restrict(file);
        }
      } catch (IOException e) {
        LOG.warn(
            "{} can be read by others than its owner, and this process cannot change that",
            file);
      }
    }
  }

  /**
   * Returns the address under which the driver opens a file. It takes what follows a question mark
   * for settings, and another file for the one that was meant.
   *
   * @throws IllegalArgumentException if there is one, in the name or in that of a folder
   */
  static String url(Path file) {
    String absolute = file.toAbsolutePath().toString();
    if (absolute.contains("?")) {
      throw new IllegalArgumentException("a journal's path must not contain ?");
    }
    return "jdbc:sqlite:" + absolute;
  }
}
