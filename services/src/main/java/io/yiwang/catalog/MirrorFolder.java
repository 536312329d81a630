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
 * The mirror's own folder on the disk: one folder for each fill, the file that names the one that
 * counts, and a lock for whoever changes anything. It is made inside the folder that the
 * application names, whose other contents are never touched, and only its owner may look into it.
 */
final class MirrorFolder {
  private static final String OWN = "yiwang-catalog";
  private static final String LOCK = "lock";
  private static final String CURRENT = "current";
  private static final Pattern NAME = Pattern.compile("index-[0-9a-f]{16}");

  /** In each folder of a fill: what lacks it is not the mirror's to delete. */
  private static final String MARKER = "yiwang-catalog-index";

  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rwx------");

  private static final SecureRandom RANDOM = new SecureRandom();

  /** The system's lock is for processes; two mirrors of one process wait for each other here. */
  private static final Map<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

  private final Path root;
  private final ReentrantLock lock;

  private MirrorFolder(Path root, ReentrantLock lock) {
    this.root = root;
    this.lock = lock;
  }

  static MirrorFolder in(Path folder) throws IOException {
    Path root = Files.createDirectories(folder).toRealPath().resolve(OWN);
    make(root);
    return new MirrorFolder(root, IN_THIS_PROCESS.computeIfAbsent(root, p -> new ReentrantLock()));
  }

  /** Changes nothing of a folder that is its owner's alone: the disk may be read-only. */
  private static void make(Path root) throws IOException {
    Files.createDirectories(root);
    PosixFileAttributeView posix =
        Files.getFileAttributeView(root, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (posix != null && !OWNERS.containsAll(posix.readAttributes().permissions())) {
      posix.setPermissions(OWNERS);
    }
  }

  /** Held by whoever fills, follows, points or sweeps; another waits until it is released. */
  interface Held extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** Waits for the folder's lock, which the system releases when its process dies. */
  Held lock() throws IOException {
    lock.lock();
    if (lock.getHoldCount() > 1) {
      return lock::unlock;
    }
    try {
      // Somebody may have deleted it since it was opened.
      make(root);
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

  Path index(String name) {
    return root.resolve(name);
  }

  /** Makes the folder of another fill, and returns its name. */
  String next() throws IOException {
    byte[] random = new byte[8];
    RANDOM.nextBytes(random);
    String name = "index-" + HexFormat.of().formatHex(random);
    Files.createDirectory(root.resolve(name));
    Files.createFile(root.resolve(name).resolve(MARKER));
    return name;
  }

  /**
   * Returns the name of the fill that counts; nothing if there was none, or the file names none.
   */
  @Nullable String current() throws IOException {
    try {
      String name = Files.readString(root.resolve(CURRENT), StandardCharsets.ISO_8859_1).strip();
      return NAME.matcher(name).matches() ? name : null;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Makes that fill the one that counts, in one step. */
  void point(String name) throws IOException {
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

  /** Makes no fill count any more. */
  void pointNowhere() throws IOException {
    Files.deleteIfExists(root.resolve(CURRENT));
  }

  /**
   * Deletes all fills but one, what dead processes have left among them; the lock must be held.
   * Readers keep what they have mapped; where the system forbids it, the next fill tries again.
   */
  void sweepAllBut(@Nullable String name) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(root, "index-*")) {
      for (Path each : all) {
        String found = each.getFileName().toString();
        if (!found.equals(name)
            && NAME.matcher(found).matches()
            && Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
          sweep(each);
        }
      }
    }
  }

  /**
   * Deletes what a dead process left. A folder without a marker is deleted if it is empty: the
   * process died just before it put the marker there, or just after it took it away.
   */
  private static void sweep(Path index) {
    if (Files.isRegularFile(index.resolve(MARKER), LinkOption.NOFOLLOW_LINKS)) {
      delete(index);
    } else {
      try {
        Files.deleteIfExists(index);
      } catch (IOException e) {
        return; // Somebody else's: it has something in it.
      }
    }
  }

  /** Deletes a fill that has failed. */
  void delete(String name) {
    delete(root.resolve(name));
  }

  /** Deletes an index, the marker last, so that what cannot be deleted whole is found again. */
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
      return; // Still read on a system that forbids it.
    }
  }

  /** Says so where a fill has failed for want of space. */
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
   * Returns the space that a fill needs: an index and its merge take up to three times the
   * snapshot's size.
   */
  static IOException explained(IOException failed, long snapshotBytes, long free) {
    long needed = 3 * snapshotBytes;
    if (free >= needed) {
      return failed;
    }
    return new IOException(
        "the local catalog could not be filled: it needs about "
            + (needed >> 20)
            + " MiB of free disk beside the snapshot, and "
            + (free >> 20)
            + " MiB are free; make room and fill it again. What was there before is unchanged",
        failed);
  }
}
