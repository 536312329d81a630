package io.yiwang.qr;

import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads the brightness of a PNG row by row, so that memory is bounded and the work can be stopped
 * at any row. Only the chunks of the picture are read: texts, profiles and other chunks, which may
 * be compressed, are skipped.
 *
 * @see "ISO/IEC 15948"
 */
final class PngPhoto {
  private static final int HEADER = 0x49484452;
  private static final int PALETTE = 0x504c5445;
  private static final int TRANSPARENCY = 0x74524e53;
  private static final int DATA = 0x49444154;
  private static final int END = 0x49454e44;

  /**
   * The first column and row of each of the seven passes of an interlaced image, and their steps.
   */
  private static final int[][] PASSES = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };

  private static final int[][] WHOLE = {{0, 0, 1, 1}};

  private static final int GREY = 0;
  private static final int RGB = 2;
  private static final int INDEXED = 3;
  private static final int GREY_ALPHA = 4;
  private static final int RGBA = 6;

  private final byte[] file;
  private final int background;
  private final TimeLimit limit;
  private final Inflater inflater;
  private int at = 8;
  private int width;
  private int height;
  private int depth;
  private int colour;
  private boolean interlaced;

  /** The colours of the palette, three bytes each. */
  private byte[] palette = {};

  private byte[] alphas = {};

  /** The samples of the one colour that is transparent; empty if there is none. */
  private int[] clear = {};

  private boolean transparent;

  private PngPhoto(byte[] file, int background, TimeLimit limit, Inflater inflater) {
    this.file = file;
    this.background = background;
    this.limit = limit;
    this.inflater = inflater;
  }

  static boolean starts(byte[] file) {
    return file.length > 8 && number(file, 0) == 0x89504e47L && number(file, 4) == 0x0d0a1a0aL;
  }

  /**
   * Reads the image.
   *
   * @param background the brightness behind transparent pixels, 0 to 255
   */
  static GreyImage read(byte[] file, int background, TimeLimit limit) throws IOException {
    Inflater inflater = new Inflater();
    try {
      return new PngPhoto(file, background, limit, inflater).image();
    } catch (DataFormatException e) {
      throw GreyImage.broken(file);
    } finally {
      inflater.end();
    }
  }

  private static long number(byte[] bytes, int at) {
    return ((bytes[at] & 0xffL) << 24)
        | ((bytes[at + 1] & 0xff) << 16)
        | ((bytes[at + 2] & 0xff) << 8)
        | (bytes[at + 3] & 0xff);
  }

  /** Reads chunks up to the next one of image data; returns whether there is one. */
  private boolean nextData() throws IOException {
    while (file.length - at >= 12) {
      long length = number(file, at);
      int type = (int) number(file, at + 4);
      if (length > file.length - at - 12 || (at == 8) != (type == HEADER)) {
        throw GreyImage.broken(file);
      }
      int start = at + 8;
      at = start + (int) length + 4;
      switch (type) {
        case HEADER -> readHeader(start, (int) length);
        case PALETTE -> palette = part(start, (int) length, 3 * 256);
        case TRANSPARENCY -> readTransparency(part(start, (int) length, 256));
        case DATA -> {
          inflater.setInput(file, start, (int) length);
          return true;
        }
        case END -> {
          return false;
        }
        default -> limit.check();
      }
    }
    return false;
  }

  private byte[] part(int start, int length, int most) throws IOException {
    if (length > most || width == 0) {
      throw GreyImage.broken(file);
    }
    byte[] part = new byte[length];
    System.arraycopy(file, start, part, 0, length);
    return part;
  }

  private void readHeader(int start, int length) throws IOException {
    if (length != 13) {
      throw GreyImage.broken(file);
    }
    GreyImage.checkSize(number(file, start), number(file, start + 4));
    width = (int) number(file, start);
    height = (int) number(file, start + 4);
    depth = file[start + 8];
    colour = file[start + 9];
    interlaced = file[start + 12] == 1;
    boolean isKnown =
        switch (colour) {
          case GREY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
          case INDEXED -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
          case RGB, GREY_ALPHA, RGBA -> depth == 8 || depth == 16;
          default -> false;
        };
    if (!isKnown || file[start + 10] != 0 || file[start + 11] != 0 || file[start + 12] >> 1 != 0) {
      throw GreyImage.broken(file);
    }
  }

  private void readTransparency(byte[] part) {
    transparent = true;
    if (colour == INDEXED) {
      alphas = part;
    } else {
      clear = new int[part.length / 2];
      for (int i = 0; i < clear.length; i++) {
        clear[i] = ((part[2 * i] & 0xff) << 8) | (part[2 * i + 1] & 0xff);
      }
    }
  }

  private int samples() {
    return switch (colour) {
      case RGB -> 3;
      case GREY_ALPHA -> 2;
      case RGBA -> 4;
      default -> 1;
    };
  }

  private GreyImage image() throws IOException, DataFormatException {
    if (!nextData() || (colour == INDEXED && palette.length < 3)) {
      throw GreyImage.broken(file);
    }
    transparent |= colour == GREY_ALPHA || colour == RGBA;
    int step = GreyImage.step(width, height, GreyImage.MAX_KEPT);
    int columns = GreyImage.kept(width, step);
    byte[] pixels = new byte[columns * GreyImage.kept(height, step)];
    for (int[] pass : interlaced ? PASSES : WHOLE) {
      int across = (width - pass[0] + pass[2] - 1) / pass[2];
      int down = across <= 0 ? 0 : (height - pass[1] + pass[3] - 1) / pass[3];
      int length = across <= 0 ? 0 : (int) (((long) across * samples() * depth + 7) / 8);
      byte[] row = new byte[length];
      byte[] above = new byte[length];
      for (int i = 0; i < down; i++) {
        limit.check();
        byte[] filter = new byte[1];
        fill(filter);
        fill(row);
        unfilter(filter[0], row, above);
        int y = pass[1] + i * pass[3];
        if (y % step == 0) {
          for (int j = 0, x = pass[0]; x < width; j++, x += pass[2]) {
            if (x % step == 0) {
              pixels[y / step * columns + x / step] = (byte) brightness(row, j);
            }
          }
        }
        byte[] swap = above;
        above = row;
        row = swap;
      }
    }
    return new GreyImage(columns, pixels.length / columns, pixels, transparent);
  }

  private void fill(byte[] row) throws IOException, DataFormatException {
    int filled = 0;
    while (filled < row.length) {
      int count = inflater.inflate(row, filled, row.length - filled);
      filled += count;
      if (count == 0) {
        limit.check();
        if (!inflater.needsInput() || !nextData()) {
          throw GreyImage.broken(file);
        }
      }
    }
  }

  /** Reverses a filter (ISO/IEC 15948 section 9.2). */
  private void unfilter(int filter, byte[] row, byte[] above) throws IOException {
    int back = Math.max(1, samples() * depth / 8);
    for (int i = 0; i < row.length; i++) {
      int left = i < back ? 0 : row[i - back] & 0xff;
      int up = above[i] & 0xff;
      int predicted =
          switch (filter) {
            case 0 -> 0;
            case 1 -> left;
            case 2 -> up;
            case 3 -> (left + up) / 2;
            case 4 -> paeth(left, up, i < back ? 0 : above[i - back] & 0xff);
            default -> throw GreyImage.broken(file);
          };
      row[i] += (byte) predicted;
    }
  }

  private static int paeth(int left, int up, int corner) {
    int estimate = left + up - corner;
    int toLeft = Math.abs(estimate - left);
    int toUp = Math.abs(estimate - up);
    int toCorner = Math.abs(estimate - corner);
    return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
  }

  private int brightness(byte[] row, int pixel) throws IOException {
    int first = pixel * samples();
    if (colour == INDEXED) {
      int index = sample(row, first);
      if (3 * index + 2 >= palette.length) {
        throw GreyImage.broken(file);
      }
      int grey =
          grey(
              palette[3 * index] & 0xff,
              palette[3 * index + 1] & 0xff,
              palette[3 * index + 2] & 0xff);
      return on(grey, index < alphas.length ? alphas[index] & 0xff : 0xff);
    }
    if (isClear(row, first)) {
      return background;
    }
    int grey =
        colour == RGB || colour == RGBA
            ? grey(eight(row, first), eight(row, first + 1), eight(row, first + 2))
            : eight(row, first);
    return switch (colour) {
      case GREY_ALPHA -> on(grey, eight(row, first + 1));
      case RGBA -> on(grey, eight(row, first + 3));
      default -> grey;
    };
  }

  private boolean isClear(byte[] row, int first) {
    if (clear.length == 0 || clear.length != samples()) {
      return false;
    }
    for (int i = 0; i < clear.length; i++) {
      if (sample(row, first + i) != clear[i]) {
        return false;
      }
    }
    return true;
  }

  private int on(int grey, int alpha) {
    return (grey * alpha + background * (255 - alpha)) / 255;
  }

  private static int grey(int red, int green, int blue) {
    return (red * 306 + green * 601 + blue * 117) >> 10;
  }

  private int sample(byte[] row, int index) {
    return switch (depth) {
      case 8 -> row[index] & 0xff;
      case 16 -> ((row[2 * index] & 0xff) << 8) | (row[2 * index + 1] & 0xff);
      default -> {
        int bit = index * depth;
        yield (row[bit / 8] >> (8 - depth - bit % 8)) & ((1 << depth) - 1);
      }
    };
  }

  /** Returns a sample in eight bits. */
  private int eight(byte[] row, int index) {
    return switch (depth) {
      case 8 -> row[index] & 0xff;
      case 16 -> row[2 * index] & 0xff;
      default -> sample(row, index) * 255 / ((1 << depth) - 1);
    };
  }
}
