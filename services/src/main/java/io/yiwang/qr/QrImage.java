package io.yiwang.qr;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Reads codes from photos, and draws them as PNG, SVG or characters for a terminal. A text that was
 * read can be anything: pass it to {@link GovQrReader}.
 *
 * @see "ISO/IEC 18004"
 */
public final class QrImage {
  /** The most bytes of a photo. */
  public static final int MAX_BYTES = 20 << 20;

  /** The most pixels of a photo: a small file can declare any number. */
  public static final long MAX_PIXELS = GreyImage.MAX_PIXELS;

  /** The longest time that {@link #read(byte[])} takes. */
  public static final Duration LONGEST_READ = Duration.ofSeconds(1);

  private static final int LONGEST = 1024;

  private QrImage() {}

  /**
   * Returns the texts of the codes in a photo; empty if no code is found. Codes may be turned, dim,
   * blurred, inverted or seen from the side. Ends within {@link #LONGEST_READ}.
   *
   * <p>A code must have at least three pixels a module: that is a code of 20 mm with the 150
   * characters of IGS/1, on an A4 letter that fills a sharp photo of 12 megapixels. Of photos
   * larger than 16 megapixels only every second row and column is read, to save memory.
   *
   * @param image PNG or JPEG of at most {@link #MAX_BYTES} and {@link #MAX_PIXELS}; a progressive
   *     JPEG of at most about 12 million pixels, since all its scans have to be kept
   * @throws IOException if it is not such an image, is too large, or takes too long
   * @throws java.io.InterruptedIOException if the thread is interrupted; it stays interrupted
   */
  public static List<String> read(byte[] image) throws IOException {
    return read(image, LONGEST_READ);
  }

  /** Returns the texts of the codes in a photo, within another time, as for a slow machine. */
  public static List<String> read(byte[] image, Duration within) throws IOException {
    TimeLimit limit = new TimeLimit(within);
    if (image.length > MAX_BYTES) {
      throw new IOException("a photo must have at most 20 MiB");
    }
    return QrPhoto.read(image, limit);
  }

  /** Returns the texts of the codes in a photo in a file. */
  public static List<String> read(Path image) throws IOException {
    try (InputStream in = Files.newInputStream(image)) {
      // Not by the size that the file system reports: a pipe has none, and a file can grow.
      return read(in.readNBytes(MAX_BYTES + 1));
    }
  }

  /**
   * Returns a code as PNG, black on white, with the margin that the standard requires.
   *
   * @param text 1 to 1024 characters
   * @param pixels the side of a module, 1 to 64
   */
  public static byte[] png(String text, int pixels) {
    if (pixels < 1 || pixels > 64) {
      throw new IllegalArgumentException("pixels must be 1 to 64, got " + pixels);
    }
    return matrix(text).png(pixels);
  }

  /** Returns a code as SVG with one unit a module, for any size. */
  public static String svg(String text) {
    return matrix(text).svg();
  }

  /**
   * Returns a code for a terminal with dark text on a light ground: each character shows two
   * modules, one above the other.
   */
  public static String blocks(String text) {
    return matrix(text).blocks();
  }

  private static QrMatrix matrix(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      throw new IllegalArgumentException("text must be 1 to 1024 characters");
    }
    return QrMatrix.of(text);
  }
}
