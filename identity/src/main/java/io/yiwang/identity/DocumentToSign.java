package io.yiwang.identity;

import io.yiwang.internal.shared.Length;
import io.yiwang.signing.ContentDigest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Describes a document for the citizen to sign. Its digest is sent; the document itself is not.
 *
 * @param name 1 to 255 characters, different for each document of a signing
 * @param mediaType such as {@code application/pdf}, without parameters
 * @param size in bytes
 * @see "IGS/1 section 5"
 */
public record DocumentToSign(String name, String mediaType, long size, Digest digest) {
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+");

  /** Checks name, type and size. */
  public DocumentToSign {
    Length.check(name, "name", 1, 255);
    if (mediaType.length() > 255 || !MEDIA_TYPE.matcher(mediaType).matches()) {
      throw new IllegalArgumentException(
          "mediaType must be type/subtype without parameters, at most 255 characters, got "
              + mediaType.length());
    }
    if (size < 0) {
      throw new IllegalArgumentException("size must not be negative, got " + size);
    }
    Objects.requireNonNull(digest, "digest");
  }

  /**
   * Holds the digest of a document.
   *
   * @param alg {@code sm3} or {@code sha-256}
   * @param value base64 of 32 bytes
   */
  public record Digest(String alg, String value) {
    /** Checks that it is a digest that the interface accepts. */
    public Digest {
      if (!alg.equals("sm3") && !alg.equals("sha-256")) {
        throw new IllegalArgumentException("the algorithm of a digest must be sm3 or sha-256");
      }
      int bytes = Base64.getDecoder().decode(value).length;
      if (bytes != 32) {
        throw new IllegalArgumentException("a digest must be base64 of 32 bytes, got " + bytes);
      }
    }

    private static Digest of(ContentDigest digest, byte[] value) {
      return new Digest(digest.algorithm(), Base64.getEncoder().encodeToString(value));
    }
  }

  /** Describes a document in memory. */
  public static DocumentToSign of(
      String name, String mediaType, byte[] content, ContentDigest digest) {
    return new DocumentToSign(
        name, mediaType, content.length, Digest.of(digest, digest.digest(content)));
  }

  /**
   * Describes a file, under its own name. It is read once, in pieces. Do not change it afterwards:
   * the signature will be over the bytes that were read.
   */
  public static DocumentToSign of(Path file, String mediaType, ContentDigest digest)
      throws IOException {
    Path name = file.getFileName();
    if (name == null) {
      throw new IllegalArgumentException("the path must name a file");
    }
    try (CountingStream content = new CountingStream(Files.newInputStream(file))) {
      Digest whole = Digest.of(digest, digest.digest(content));
      return new DocumentToSign(name.toString(), mediaType, content.bytes, whole);
    }
  }

  /** Shows only type and size: a document's name can contain a person's. */
  @Override
  public String toString() {
    return "DocumentToSign[" + mediaType + ", " + size + " bytes]";
  }

  /** Counts the bytes that are read: the file may have grown since its size was asked. */
  private static final class CountingStream extends FilterInputStream {
    private long bytes;

    CountingStream(InputStream content) {
      super(content);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      bytes += one < 0 ? 0 : 1;
      return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      bytes += Math.max(0, read);
      return read;
    }
  }
}
