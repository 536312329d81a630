package io.yiwang;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Holds a request body that is not JSON: a file, sent unchanged. Immutable, unless somebody changes
 * the file while it is being sent; its digest is then wrong, and the gateway refuses it.
 *
 * <p>A file is read in pieces, once for its digest and once for each attempt, and is never held in
 * memory as a whole.
 */
public abstract sealed class Content {
  /** The largest content that a gateway accepts: 20 MiB (IGS/1 section 1). */
  public static final long MAX_BYTES = 20L << 20;

  private static final int LONGEST_TYPE = 255;
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(; ?[a-z]+=[A-Za-z0-9._-]++)*+");

  private final String mediaType;
  private final long size;

  private Content(String mediaType, long size) {
    if (mediaType.length() > LONGEST_TYPE || !MEDIA_TYPE.matcher(mediaType).matches()) {
      throw new IllegalArgumentException("mediaType must be as in RFC 9110, such as image/png");
    }
    if (size < 1 || size > MAX_BYTES) {
      throw new IllegalArgumentException("content must be 1 byte to 20 MiB, got " + size);
    }
    this.mediaType = mediaType;
    this.size = size;
  }

  /**
   * Returns the content of a file on disk.
   *
   * @param mediaType such as {@code image/png}
   * @throws IOException if it is not a readable file
   * @throws IllegalArgumentException if it is empty or larger than {@link #MAX_BYTES}
   */
  public static Content of(Path file, String mediaType) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "it is not a file that can be sent");
    }
    return new OfFile(file, mediaType, Files.size(file));
  }

  /**
   * Returns content that is held in memory.
   *
   * @throws IllegalArgumentException if there are none, or more than {@link #MAX_BYTES}
   */
  public static Content of(byte[] bytes, String mediaType) {
    return new OfBytes(bytes.clone(), mediaType);
  }

  /** Returns the same content with another media type. */
  public abstract Content withMediaType(String mediaType);

  /** Returns the {@code Content-Type}. */
  public String mediaType() {
    return mediaType;
  }

  /** Returns the size in bytes. */
  public long size() {
    return size;
  }

  /** Opens a new stream at the first byte; the caller closes it. */
  public abstract InputStream open() throws IOException;

  /** Returns the media type and the size, and nothing of the content. */
  @Override
  public String toString() {
    return mediaType + ", " + size + " bytes";
  }

  private static final class OfFile extends Content {
    private final Path file;

    OfFile(Path file, String mediaType, long size) {
      super(mediaType, size);
      this.file = file;
    }

    @Override
    public Content withMediaType(String mediaType) {
      return new OfFile(file, mediaType, size());
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(file);
    }
  }

  private static final class OfBytes extends Content {
    private final byte[] bytes;

    OfBytes(byte[] bytes, String mediaType) {
      super(mediaType, bytes.length);
      this.bytes = bytes;
    }

    @Override
    public Content withMediaType(String mediaType) {
      return new OfBytes(bytes, mediaType);
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
