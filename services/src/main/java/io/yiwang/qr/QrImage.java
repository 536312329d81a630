package io.yiwang.qr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The images of codes: read from photos, drawn as PNG, SVG or blocks of a terminal. What is read is
 * only what stands there: give it to {@link GovQrReader}.
 *
 * @see "ISO/IEC 18004"
 */
public final class QrImage {
  /** The most bytes of a photo. */
  public static final int MAX_BYTES = 20 << 20;

  /** The most pixels of a photo, which a small file can promise in any number. */
  public static final long MAX_PIXELS = 64_000_000;

  private static final int LONGEST = 1024;

  private QrImage() {}

  /**
   * The texts of the codes in a photo, also turned, dim, blurred or seen from the side; empty if no
   * code is found.
   *
   * @param image PNG, JPEG, GIF or BMP, of at most {@link #MAX_BYTES} and {@link #MAX_PIXELS}
   * @throws IOException if it is no such image, or too large
   */
  public static List<String> read(byte[] image) throws IOException {
    if (image.length > MAX_BYTES) {
      throw new IOException("a photo must have at most 20 MiB");
    }
    return QrPhoto.read(image);
  }

  /** The same from a file. */
  public static List<String> read(Path image) throws IOException {
    if (Files.size(image) > MAX_BYTES) {
      throw new IOException("a photo must have at most 20 MiB");
    }
    return read(Files.readAllBytes(image));
  }

  /**
   * A code as PNG, black on white, with the margin that the standard asks for.
   *
   * @param text 1 to 1024 characters
   * @param pixels of a module's side, 1 to 64
   */
  public static byte[] png(String text, int pixels) {
    if (pixels < 1 || pixels > 64) {
      throw new IllegalArgumentException("pixels must be 1 to 64, got " + pixels);
    }
    return matrix(text).png(pixels);
  }

  /** A code as SVG, one unit for a module, to be shown at any size. */
  public static String svg(String text) {
    return matrix(text).svg();
  }

  /** A code for a terminal with dark letters on light: two modules a character, a line a row. */
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
