package io.yiwang.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Manages the local catalog's folder on the disk: a subfolder for each index, the file {@code
 * current} that names the index in use, and a lock for whoever changes anything. It is created
 * inside the folder that the application names, whose other contents are never touched, and only
 * its owner may open it.
 */
final class CatalogFolder {
  private static final String OWN = "yiwang-catalog";
  private static final String LOCK = "lock";
  private static final String CURRENT = "current";
  private static final Pattern NAME = Pattern.compile("index-[0-9a-f]{16}");

  /** The file that marks the folder of an index; a folder without it is not deleted. */
  private static final String MARKER = "yiwang-catalog-index";

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private static final SecureRandom RANDOM = new SecureRandom();

  /** Locks for the catalogs of this process: the system's lock is between processes. */
  private static final Map<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

  private final Path root;
  private final ReentrantLock lock;

  private CatalogFolder(Path root, ReentrantLock lock) {
    this.root = root;
    this.lock = lock;
  }

  static CatalogFolder in(Path folder) throws IOException {
    Path root = Files.createDirectories(folder).toRealPath().resolve(OWN);
    create(root);
    return new CatalogFolder(root, IN_THIS_PROCESS.computeIfAbsent(root, p -> new ReentrantLock()));
  }

  /** Creates the folder; does not touch one that is right already: the disk may be read-only. */
  private static void create(Path root) throws IOException {
    Files.createDirectories(root);
    PosixFileAttributeView posix =
        Files.getFileAttributeView(root, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (posix != null && !OWNER_ONLY.containsAll(posix.readAttributes().permissions())) {
      posix.setPermissions(OWNER_ONLY);
    }
  }

  /** Represents the folder's lock while it is held; closing releases it. */
  interface HeldLock extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** Waits for the folder's lock, which the system releases when its process dies. */
  HeldLock lock() throws IOException {
    lock.lock();
    if (lock.getHoldCount() > 1) {
      return lock::unlock;
    }
    try {
      // Somebody may have deleted the folder since it was opened.
      create(root);
      FileChannel file =
          FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock held = file.lock();
        return () -> {
          try (file) {
            held.release();
          } finally {
            lock.unlock();
          }
        };
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      lock.unlock();
      throw e;
    }
  }

  /** Returns the folder of an index. */
  Path index(String name) {
    return root.resolve(name);
  }

  /** Creates the folder of a new index, and returns its name. */
  String create() throws IOException {
    byte[] random = new byte[8];
    RANDOM.nextBytes(random);
    String name = "index-" + HexFormat.of().formatHex(random);
    Files.createDirectory(root.resolve(name));
    Files.createFile(root.resolve(name).resolve(MARKER));
    return name;
  }

  /** Returns the name of the index in use; null if there is none, or the file is not valid. */
  @Nullable String current() throws IOException {
    try {
      String name = Files.readString(root.resolve(CURRENT), StandardCharsets.ISO_8859_1).strip();
      return NAME.matcher(name).matches() ? name : null;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Puts an index into use, in one step. */
  void use(String name) throws IOException {
    Path next = root.resolve(CURRENT + ".next");
    try (FileChannel file =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)));
      file.force(true);
    }
    Files.move(next, root.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel itself = FileChannel.open(root, StandardOpenOption.READ)) {
      itself.force(true);
    }
  }

  /** Takes the index that is in use out of use. */
  void useNone() throws IOException {
    Files.deleteIfExists(root.resolve(CURRENT));
  }

  /**
   * Deletes all indexes but one, those that dead processes have left included. The lock must be
   * held. Readers keep the files that they have mapped; where the system does not allow that, the
   * files stay until the next call.
   */
  void deleteAllBut(@Nullable String name) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(root, "index-*")) {
      for (Path each : all) {
        String found = each.getFileName().toString();
        if (!found.equals(name)
            && NAME.matcher(found).matches()
            && Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
          deleteLeftover(each);
        }
      }
    }
  }

  /**
   * Deletes an index. A folder without a marker is deleted if it is empty: a process died just
   * before it created the marker, or just after it deleted it.
   */
  private static void deleteLeftover(Path index) {
    if (Files.isRegularFile(index.resolve(MARKER), LinkOption.NOFOLLOW_LINKS)) {
      delete(index);
    } else {
      try {
        Files.deleteIfExists(index);
      } catch (IOException e) {
        return; // It is not empty, so somebody else created it.
      }
    }
  }

  /** Deletes an index that is not in use. */
  void delete(String name) {
    delete(root.resolve(name));
  }

  /** Deletes an index, its marker last, so that a partly deleted one is recognized later. */
  private static void delete(Path index) {
    try (Stream<Path> all = Files.walk(index)) {
      Comparator<Path> deepestFirst = Comparator.comparing(Path::getNameCount);
      for (Path each : all.sorted(deepestFirst.reversed()).toList()) {
        if (!each.equals(index) && !each.equals(index.resolve(MARKER))) {
          Files.deleteIfExists(each);
        }
      }
      Files.deleteIfExists(index.resolve(MARKER));
      Files.deleteIfExists(index);
    } catch (IOException | UncheckedIOException e) {
      return; // A reader has it open, on a system that does not delete open files.
    }
  }

  /** Returns the failure of a fill, with an explanation where too little space was the cause. */
  IOException explained(IOException failed, long snapshotBytes) {
    long free;
    try {
      free = Files.getFileStore(root).getUsableSpace();
    } catch (IOException e) {
      return failed;
    }
    return explained(failed, snapshotBytes, free);
  }

  /**
   * Returns the failure of a fill.
   *
   * @param free the space on the disk, in bytes
   */
  static IOException explained(IOException failed, long snapshotBytes, long free) {
    // An index and its merge take up to three times the snapshot's size.
    long needed = 3 * snapshotBytes;
    if (free >= needed) {
      return failed;
    }
    return new IOException(
        "the local catalog could not be filled: it needs about "
            + (needed >> 20)
            + " MiB of free disk beside the snapshot, and "
            + (free >> 20)
            + " MiB are free; free some space and fill it again. The earlier content is unchanged",
        failed);
  }
}
