package io.yiwang.qr;

import com.google.zxing.Binarizer;
import com.google.zxing.LuminanceSource;
import com.google.zxing.NotFoundException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Looks for codes in a photo: at full size, which small codes need, then scaled down, which reduces
 * blur and noise; each also rotated and with light and dark swapped.
 */
final class QrPhoto {
  private static final int[] LONGEST_SIDES = {1600, 800, 400};

  /** The radius of a pixel's neighbourhood: some ten modules of a small code. */
  private static final int AROUND = 20;

  /** A pixel is dark if its brightness is less than this percentage of its neighbourhood's mean. */
  private static final int DARKER = 96;

  private static final int WHITE = 0xff;
  private static final int BLACK = 0;
  private static final List<Function<LuminanceSource, Binarizer>> BINARIZERS =
      List.of(HybridBinarizer::new, GlobalHistogramBinarizer::new);

  private final TimeLimit limit;

  private QrPhoto(TimeLimit limit) {
    this.limit = limit;
  }

  static List<String> read(byte[] file, TimeLimit limit) throws IOException {
    GreyImage image = image(file, WHITE, limit);
    Set<String> texts = new QrPhoto(limit).find(image);
    if (texts.isEmpty() && image.transparent) {
      texts = new QrPhoto(limit).find(image(file, BLACK, limit));
    }
    return List.copyOf(texts);
  }

  /** Reads an image by the beginning of the file, never with a reader that others registered. */
  private static GreyImage image(byte[] file, int background, TimeLimit limit) throws IOException {
    if (PngPhoto.starts(file)) {
      return PngPhoto.read(file, background, limit);
    }
    if (JpegPhoto.starts(file)) {
      return JpegPhoto.read(file, limit);
    }
    throw new IOException("not a PNG or JPEG, of " + file.length + " bytes");
  }

  private Set<String> find(GreyImage image) throws IOException {
    Set<String> texts = new LinkedHashSet<>();
    boolean isLarge = image.longestSide() > LONGEST_SIDES[0];
    if (isLarge) {
      texts.addAll(find(image, HybridBinarizer::new));
      if (texts.isEmpty()) {
        texts.addAll(findSmaller(image));
      }
      if (texts.isEmpty()) {
        texts.addAll(QrFinder.find(darkerThanAround(image), limit));
      }
    }
    for (int longest : LONGEST_SIDES) {
      GreyImage smaller = image.scaledTo(longest);
      for (int turn = 0; turn < 2 && texts.isEmpty(); turn++) {
        limit.check();
        // Marks that are rotated by 45 degrees are hard to find.
        GreyImage turned = turn == 0 ? smaller : smaller.turned();
        for (Function<LuminanceSource, Binarizer> binarizer : BINARIZERS) {
          texts.addAll(find(turned, binarizer));
        }
      }
    }
    if (!isLarge && texts.isEmpty()) {
      texts.addAll(QrFinder.find(darkerThanAround(image), limit));
    }
    return texts;
  }

  /**
   * Looks for small codes that are blurred or faint, in a scaled-down image, whose pixels have less
   * noise.
   */
  private Set<String> findSmaller(GreyImage image) throws IOException {
    GreyImage smaller = image.scaledTo(image.longestSide() * 3 / 5);
    for (Function<LuminanceSource, Binarizer> binarizer : BINARIZERS) {
      Set<String> texts = find(smaller, binarizer, false);
      if (!texts.isEmpty()) {
        return texts;
      }
    }
    return find(image.scaledTo(image.longestSide() * 4 / 5), HybridBinarizer::new, false);
  }

  /**
   * Returns the pixels that are darker than the mean around them. It distinguishes ink from paper
   * in a shadow that is hardly lighter, which the library's binarizers do not.
   */
  private BitMatrix darkerThanAround(GreyImage image) throws IOException {
    BitMatrix black = new BitMatrix(image.width, image.height);
    int[] columns = new int[image.width];
    int rows = 0;
    for (int y = -AROUND; y < image.height; y++) {
      limit.check();
      rows += addRow(image, y + AROUND, columns, 1) - addRow(image, y - AROUND - 1, columns, -1);
      if (y >= 0) {
        row(image, y, columns, rows, black);
      }
    }
    return black;
  }

  /** Adds a row to the sums of the columns, or subtracts it; returns the number of rows, 0 or 1. */
  private static int addRow(GreyImage image, int y, int[] columns, int sign) {
    if (y < 0 || y >= image.height) {
      return 0;
    }
    int at = y * image.width;
    for (int x = 0; x < columns.length; x++) {
      columns[x] += sign * (image.pixels[at + x] & 0xff);
    }
    return 1;
  }

  private static void row(GreyImage image, int y, int[] columns, int rows, BitMatrix black) {
    int width = image.width;
    int at = y * width;
    long sum = 0;
    int count = 0;
    for (int x = -AROUND; x < width; x++) {
      if (x + AROUND < width) {
        sum += columns[x + AROUND];
        count += rows;
      }
      if (x - AROUND - 1 >= 0) {
        sum -= columns[x - AROUND - 1];
        count -= rows;
      }
      if (x >= 0 && (image.pixels[at + x] & 0xff) * (long) count * 100 < sum * DARKER) {
        black.set(x, y);
      }
    }
  }

  private Set<String> find(GreyImage image, Function<LuminanceSource, Binarizer> binarizer)
      throws IOException {
    return find(image, binarizer, true);
  }

  private Set<String> find(
      GreyImage image, Function<LuminanceSource, Binarizer> binarizer, boolean alsoInverted)
      throws IOException {
    limit.check();
    try {
      BitMatrix black = binarizer.apply(new Source(image)).getBlackMatrix();
      Set<String> texts = QrFinder.find(black, limit);
      if (texts.isEmpty() && alsoInverted) {
        black.flip();
        texts = QrFinder.find(black, limit);
      }
      return texts;
    } catch (NotFoundException e) {
      return Set.of(); // This binarizer finds nothing; another one may.
    }
  }

  /** Gives the library an image without copying it. */
  private static final class Source extends LuminanceSource {
    private final GreyImage image;

    Source(GreyImage image) {
      super(image.width, image.height);
      this.image = image;
    }

    @Override
    public byte[] getRow(int y, byte[] row) {
      byte[] filled = row == null || row.length < image.width ? new byte[image.width] : row;
      System.arraycopy(image.pixels, y * image.width, filled, 0, image.width);
      return filled;
    }

    @Override
    public byte[] getMatrix() {
      return image.pixels;
    }
  }
}
