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
 * Looks for codes in a photo: at full size, where small codes are read, then smaller, where blur
 * and noise are less, each also turned and with light and dark exchanged.
 */
final class QrPhoto {
  private static final int[] LONGEST_SIDES = {1600, 800, 400};
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

  /** By what the file starts with; no reader is asked that something else has registered. */
  private static GreyImage image(byte[] file, int ground, TimeLimit limit) throws IOException {
    if (PngPhoto.starts(file)) {
      return PngPhoto.read(file, ground, limit);
    }
    if (JpegPhoto.starts(file)) {
      return JpegPhoto.read(file, limit);
    }
    throw new IOException("not a PNG or JPEG, of " + file.length + " bytes");
  }

  private Set<String> find(GreyImage image) throws IOException {
    Set<String> texts = new LinkedHashSet<>();
    if (image.longestSide() > LONGEST_SIDES[0]) {
      texts.addAll(find(image, HybridBinarizer::new));
    }
    for (int longest : LONGEST_SIDES) {
      GreyImage smaller = image.scaledTo(longest);
      for (int turn = 0; turn < 2 && texts.isEmpty(); turn++) {
        limit.check();
        // Marks that lie on a corner are hard to see.
        GreyImage turned = turn == 0 ? smaller : smaller.turned();
        for (Function<LuminanceSource, Binarizer> binarizer : BINARIZERS) {
          texts.addAll(find(turned, binarizer));
        }
      }
    }
    return texts;
  }

  private Set<String> find(GreyImage image, Function<LuminanceSource, Binarizer> binarizer)
      throws IOException {
    limit.check();
    try {
      BitMatrix black = binarizer.apply(new Source(image)).getBlackMatrix();
      Set<String> texts = QrFinder.find(black, limit);
      if (texts.isEmpty()) {
        black.flip();
        texts = QrFinder.find(black, limit);
      }
      return texts;
    } catch (NotFoundException e) {
      return Set.of(); // In this light; perhaps in another.
    }
  }

  /** An image as the library takes it, without a copy. */
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
