package io.yiwang.qr;

import java.io.IOException;

/** Holds the brightness of each pixel of an image, a byte each, row by row. */
final class GreyImage {
  /** The most pixels that a photo may have. */
  static final long MAX_PIXELS = 64_000_000;

  private static final int MAX_SIDE = 65_535;

  /** The most pixels that are kept: of a larger photo, only some rows and columns. */
  static final int MAX_KEPT = 16_000_000;

  final int width;
  final int height;
  final byte[] pixels;

  /** Whether the image has transparent pixels, so that it depends on the background. */
  final boolean transparent;

  GreyImage(int width, int height, byte[] pixels, boolean transparent) {
    this.width = width;
    this.height = height;
    this.pixels = pixels;
    this.transparent = transparent;
  }

  static IOException broken(byte[] file) {
    return new IOException("a broken image, of " + file.length + " bytes");
  }

  /** Checks the size of a photo; called before pixels are unpacked. */
  static void checkSize(long width, long height) throws IOException {
    if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) {
      throw new IOException("a photo must have sides of 1 to " + MAX_SIDE + " pixels");
    }
    if (width * height > MAX_PIXELS) {
      throw new IOException("a photo must have at most 64 million pixels, got " + width * height);
    }
  }

  /**
   * Returns the step from one row or column that is kept to the next, so that there are at most
   * {@code most} pixels.
   */
  static int step(int width, int height, int most) {
    int step = 1;
    while ((long) kept(width, step) * kept(height, step) > most) {
      step++;
    }
    return step;
  }

  /** Returns how many of a side's rows or columns are kept. */
  static int kept(int side, int step) {
    return (side + step - 1) / step;
  }

  int longestSide() {
    return Math.max(width, height);
  }

  /** Returns a smaller image; each pixel is the mean of those it covers, or is interpolated. */
  GreyImage scaledTo(int longest) {
    if (longest >= longestSide()) {
      return this;
    }
    double scale = (double) longest / longestSide();
    int w = Math.max(1, (int) (width * scale));
    int h = Math.max(1, (int) (height * scale));
    byte[] scaled = new byte[w * h];
    for (int y = 0; y < h; y++) {
      int top = (int) ((long) y * height / h);
      int bottom = Math.max(top + 1, (int) ((long) (y + 1) * height / h));
      for (int x = 0; x < w; x++) {
        int left = (int) ((long) x * width / w);
        int right = Math.max(left + 1, (int) ((long) (x + 1) * width / w));
        boolean isInterpolated = scale > 0.5 && w > 1 && h > 1;
        scaled[y * w + x] =
            isInterpolated
                ? between(x * (width - 1.001) / (w - 1), y * (height - 1.001) / (h - 1))
                : mean(left, top, right, bottom);
      }
    }
    return new GreyImage(w, h, scaled, transparent);
  }

  private byte mean(int left, int top, int right, int bottom) {
    int sum = 0;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        sum += pixels[y * width + x] & 0xff;
      }
    }
    return (byte) (sum / ((right - left) * (bottom - top)));
  }

  /** Returns the image rotated by 45 degrees, on a black background. */
  GreyImage turned() {
    int side = (int) Math.ceil(Math.hypot(width, height)) + 1;
    byte[] turned = new byte[side * side];
    double half = Math.sqrt(0.5);
    for (int y = 0; y < side; y++) {
      double fromX = (y - side / 2.0) * half - side / 2.0 * half + width / 2.0;
      double fromY = (y - side / 2.0) * half + side / 2.0 * half + height / 2.0;
      for (int x = 0; x < side; x++) {
        turned[y * side + x] = between(fromX + x * half, fromY - x * half);
      }
    }
    return new GreyImage(side, side, turned, transparent);
  }

  /** Returns the brightness at a point between four pixels. */
  private byte between(double x, double y) {
    int left = (int) x;
    int top = (int) y;
    if (x < 0 || y < 0 || left + 1 >= width || top + 1 >= height) {
      return 0;
    }
    int right = (int) ((x - left) * 256);
    int below = (int) ((y - top) * 256);
    int at = top * width + left;
    int upper = (pixels[at] & 0xff) * (256 - right) + (pixels[at + 1] & 0xff) * right;
    int lower =
        (pixels[at + width] & 0xff) * (256 - right) + (pixels[at + width + 1] & 0xff) * right;
    return (byte) ((upper * (256 - below) + lower * below) >> 16);
  }
}
