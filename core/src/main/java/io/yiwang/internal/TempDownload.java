package io.yiwang.internal;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.yiwang.internal.json.UnreadableException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A download in progress. It is written to a file next to its target and moved there in one step
 * when it is complete and on disk, or deleted. A crash can leave it behind under a name that ends
 * in {@code .part}.
 */
final class TempDownload implements AutoCloseable {
  private static final int PIECE = 64 << 10;

  private final Path target;
  private Path part;
  private final long maxBytes;
  private long size;

  private TempDownload(Path target, Path part, long maxBytes) {
    this.target = target;
    this.part = part;
    this.maxBytes = maxBytes;
  }

  /**
   * Creates the file, so that a target that cannot be written is detected before the request is
   * sent.
   */
  static TempDownload beside(Path target, long maxBytes) throws IOException {
    if (Files.isDirectory(target)) {
      throw new IOException("the target is a folder");
    }
    Path part = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
    create(part);
    return new TempDownload(target, part, maxBytes);
  }

  /** Creates a file that only its owner can read, since downloads may hold personal data. */
  static void create(Path file) throws IOException {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            // On Windows, files inherit the permissions of their folder.
            : new FileAttribute<?>[0];
    Files.newByteChannel(file, Set.of(CREATE_NEW, WRITE), attributes).close();
  }

  Path target() {
    return target;
  }

  /** Returns how many bytes have been written. */
  long size() {
    return size;
  }

  Path path() {
    return part;
  }

  /** Writes all of {@code in}, replacing what an earlier attempt left. */
  void fill(InputStream in) throws IOException, OversizedException {
    FileChannel channel;
    try {
      channel = FileChannel.open(part, WRITE, TRUNCATE_EXISTING);
    } catch (IOException e) {
      throw new UnsavedException(e);
    }
    try (channel) {
      byte[] piece = new byte[PIECE];
      size = 0;
      for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
        size += length;
        if (size > maxBytes) {
          throw new OversizedException();
        }
        save(channel, ByteBuffer.wrap(piece, 0, length));
      }
      force(channel);
    }
  }

  /** Decompresses gzip, after the compressed bytes have been verified. */
  void unpack() throws UnreadableException, OversizedException, UnsavedException {
    Path packed = part;
    Path unpacked = target.resolveSibling(packed.getFileName() + ".part");
    try {
      create(unpacked);
      part = unpacked;
      try (InputStream in = new GZIPInputStream(Files.newInputStream(packed), PIECE)) {
        fill(in);
      }
    } catch (UnsavedException e) {
      throw e;
    } catch (ZipException | EOFException e) {
      throw new UnreadableException("it is not valid gzip");
    } catch (IOException e) {
      throw new UnsavedException(e);
    } finally {
      remove(packed);
    }
  }

  /** Returns whether the file begins like gzip. */
  boolean isGzip() throws UnsavedException {
    try (InputStream in = Files.newInputStream(part)) {
      return in.read() == 0x1f && in.read() == 0x8b;
    } catch (IOException e) {
      throw new UnsavedException(e);
    }
  }

  private static void save(FileChannel channel, ByteBuffer piece) throws UnsavedException {
    try {
      while (piece.hasRemaining()) {
        channel.write(piece);
      }
    } catch (IOException e) {
      throw new UnsavedException(e);
    }
  }

  private static void force(FileChannel channel) throws UnsavedException {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw new UnsavedException(e);
    }
  }

  /** Moves the file to its target, in one step. */
  Path publish() throws UnsavedException {
    try {
      return Files.move(part, target, ATOMIC_MOVE, REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UnsavedException(e);
    }
  }

  /** Deletes the file, unless it has been published. */
  @Override
  public void close() {
    remove(part);
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It stays behind as after a crash; the caller must learn how the call itself ended.
    }
  }
}
