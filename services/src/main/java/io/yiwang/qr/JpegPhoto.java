package io.yiwang.qr;

import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * Reads the brightness of a JPEG with the platform's reader, which is native and cannot be stopped
 * while it works through scans. Therefore this class reads the file's segments first. It refuses
 * what would cost too much, and passes only tables, frame and scans to the reader, without
 * profiles, thumbnails and comments.
 *
 * @see "ISO/IEC 10918-1 annex B"
 */
final class JpegPhoto {
  /** The most tables and scans; cameras and web sites write fewer than 30. */
  private static final int MAX_SEGMENTS = 500;

  /**
   * The most blocks of all scans together, where there is more than one scan. A scan over 12
   * megapixels has 190,000 to 560,000 blocks; a block takes about 60 ns.
   */
  private static final long MAX_BLOCKS = 6_000_000;

  /** The most samples where there is more than one scan: the reader keeps two bytes for each. */
  private static final long MAX_COEFFICIENTS = 20_000_000;

  private static final int START = 0xd8;
  private static final int END = 0xd9;
  private static final int SCAN = 0xda;
  private static final int QUANTIZATION = 0xdb;
  private static final int HUFFMAN = 0xc4;
  private static final int RESTART_INTERVAL = 0xdd;
  private static final int ADOBE = 0xee;

  /** The start of a file whose three components are brightness and two colours. */
  private static final byte[] JFIF_START =
      HexFormat.of().parseHex("ffd8ffe000104a46494600010100000100010000");

  private static final byte[] PLAIN_START = {(byte) 0xff, (byte) START};

  private final byte[] file;
  private final TimeLimit limit;
  private final List<ByteBuffer> pieces = new ArrayList<>();
  private int width;
  private int height;

  /** The number of blocks of each component, by its identifier. */
  private final long[] blocks = new long[256];

  private byte[] components = {};
  private long blocksOfAll;
  private boolean rgb;
  private int scans;
  private long scanned;

  private JpegPhoto(byte[] file, TimeLimit limit) {
    this.file = file;
    this.limit = limit;
  }

  static boolean starts(byte[] file) {
    return file.length > 3
        && file[0] == (byte) 0xff
        && file[1] == (byte) START
        && file[2] == (byte) 0xff;
  }

  static GreyImage read(byte[] file, TimeLimit limit) throws IOException {
    JpegPhoto jpeg = new JpegPhoto(file, limit);
    jpeg.readSegments();
    return jpeg.image();
  }

  private int number(int at) throws IOException {
    if (at + 2 > file.length) {
      throw GreyImage.broken(file);
    }
    return ((file[at] & 0xff) << 8) | (file[at + 1] & 0xff);
  }

  private void readSegments() throws IOException {
    int at = 2;
    boolean more = true;
    while (more && at + 4 <= file.length) {
      limit.check();
      if (file[at] != (byte) 0xff) {
        throw GreyImage.broken(file);
      }
      int marker = file[at + 1] & 0xff;
      if (marker == 0xff) {
        at++;
      } else if (marker == END) {
        more = false;
      } else {
        int length = number(at + 2);
        if (length < 2 || at + 2 + length > file.length) {
          throw GreyImage.broken(file);
        }
        int end = at + 2 + length;
        if (marker == SCAN) {
          end = entropyEnd(end);
        }
        readSegment(marker, at, end - at);
        at = end;
      }
    }
    if (scans == 0) {
      throw GreyImage.broken(file);
    }
    if (scans > 1 && (scanned > MAX_BLOCKS || blocksOfAll * 64 > MAX_COEFFICIENTS)) {
      throw new IOException(
          "a JPEG in several scans must have fewer scans or pixels, got "
              + scans
              + " scans of "
              + width
              + " by "
              + height
              + " pixels");
    }
  }

  private void readSegment(int marker, int at, int length) throws IOException {
    switch (marker) {
      case QUANTIZATION, HUFFMAN, RESTART_INTERVAL -> keep(at, length);
      case 0xc0, 0xc1, 0xc2 -> {
        readFrame(at + 4, length - 4);
        keep(at, length);
      }
      case SCAN -> {
        readScan(at + 4);
        keep(at, length);
      }
      case ADOBE -> rgb |= length == 16 && file[at + 15] == 0;
      default -> {
        boolean isSkipped = (marker >= 0xe0 && marker <= 0xef) || marker == 0xfe;
        if (!isSkipped) {
          // Lossless, hierarchical and arithmetic frames, which no camera writes.
          throw GreyImage.broken(file);
        }
      }
    }
  }

  private void keep(int start, int length) throws IOException {
    if (pieces.size() >= MAX_SEGMENTS) {
      throw new IOException("a JPEG must have at most " + MAX_SEGMENTS + " tables and scans");
    }
    pieces.add(ByteBuffer.wrap(file, start, length).slice());
  }

  private void readFrame(int at, int length) throws IOException {
    if (components.length > 0 || length < 6 || file[at] != 8) {
      throw GreyImage.broken(file);
    }
    height = number(at + 1);
    width = number(at + 3);
    int count = file[at + 5];
    if (length != 6 + 3 * count || (count != 1 && count != 3 && count != 4)) {
      throw GreyImage.broken(file);
    }
    GreyImage.checkSize(width, height);
    components = new byte[count];
    int widest = 1;
    int highest = 1;
    for (int i = 0; i < count; i++) {
      components[i] = file[at + 6 + 3 * i];
      int sampling = file[at + 7 + 3 * i];
      if ((sampling & 0xf) < 1 || (sampling & 0xf) > 4 || sampling >> 4 < 1 || sampling >> 4 > 4) {
        throw GreyImage.broken(file);
      }
      widest = Math.max(widest, sampling >> 4);
      highest = Math.max(highest, sampling & 0xf);
    }
    for (int i = 0; i < count; i++) {
      int sampling = file[at + 7 + 3 * i];
      long across = (width + 8L * widest - 1) / (8L * widest) * (sampling >> 4);
      long down = (height + 8L * highest - 1) / (8L * highest) * (sampling & 0xf);
      blocks[components[i] & 0xff] = across * down;
      blocksOfAll += across * down;
    }
    rgb |= count == 3 && components[0] == 'R' && components[1] == 'G' && components[2] == 'B';
  }

  private void readScan(int at) throws IOException {
    int count = number(at) >> 8;
    if (components.length == 0 || count < 1 || count > 4 || at + 1 + 2 * count > file.length) {
      throw GreyImage.broken(file);
    }
    scans++;
    for (int i = 0; i < count; i++) {
      scanned += blocks[file[at + 1 + 2 * i] & 0xff];
    }
    if (count < components.length) {
      scans++; // The other components are in further scans, so the reader keeps all.
    }
  }

  /** Returns where the entropy-coded data end: at the next marker other than a restart. */
  private int entropyEnd(int start) throws IOException {
    int at = start;
    while (at + 1 < file.length) {
      if ((at & 0xffff) == 0) {
        limit.check();
      }
      int next = file[at + 1] & 0xff;
      if (file[at] == (byte) 0xff && next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) {
        return at;
      }
      at++;
    }
    return file.length;
  }

  private GreyImage image() throws IOException {
    int bands = components.length;
    boolean isConverted = bands == 4 || rgb;
    int step = GreyImage.step(width, height, GreyImage.MAX_KEPT / (isConverted ? bands : 1));
    pieces.add(0, ByteBuffer.wrap(isConverted ? PLAIN_START : JFIF_START));
    ImageReader reader = reader();
    try (Pieces in = new Pieces(pieces, limit)) {
      reader.setInput(in, true, true);
      reader.addIIOReadProgressListener(new Stop(reader, limit));
      ImageReadParam how = reader.getDefaultReadParam();
      how.setSourceSubsampling(step, step, 0, 0);
      if (isConverted) {
        return grey(reader.readRaster(0, how));
      }
      how.setDestinationType(
          ImageTypeSpecifier.createGrayscale(8, DataBuffer.TYPE_BYTE, /* isSigned= */ false));
      return grey(reader.read(0, how).getRaster());
    } catch (RuntimeException | IOException e) {
      limit.check(); // The limit may be the cause: then its own exception is thrown.
      throw GreyImage.broken(file);
    } finally {
      reader.dispose();
    }
  }

  /** Returns the platform's reader, never one that something else in the process registered. */
  private static ImageReader reader() throws IOException {
    Iterator<ImageReaderSpi> readers =
        IIORegistry.getDefaultInstance()
            .getServiceProviders(
                ImageReaderSpi.class,
                each ->
                    each.getClass().getModule() == ImageIO.class.getModule()
                        && Arrays.asList(((ImageReaderSpi) each).getFormatNames()).contains("jpeg"),
                false);
    if (!readers.hasNext()) {
      throw new IOException("this Java platform has no reader of JPEG");
    }
    return readers.next().createReaderInstance();
  }

  private GreyImage grey(Raster raster) throws IOException {
    limit.check();
    int w = raster.getWidth();
    int h = raster.getHeight();
    int bands = raster.getNumBands();
    byte[] pixels;
    if (bands == 1 && raster.getDataBuffer() instanceof DataBufferByte bytes) {
      pixels = bytes.getData();
    } else {
      pixels = new byte[w * h];
      int[] row = new int[w * bands];
      for (int y = 0; y < h; y++) {
        limit.check();
        raster.getPixels(0, y, w, 1, row);
        for (int x = 0; x < w; x++) {
          pixels[y * w + x] = (byte) brightness(row, x * bands, bands);
        }
      }
    }
    return new GreyImage(w, h, pixels, false);
  }

  private static int brightness(int[] row, int at, int bands) {
    if (bands == 3) {
      return (row[at] * 306 + row[at + 1] * 601 + row[at + 2] * 117) >> 10;
    }
    if (bands == 4) {
      // CMYK as programs for print write it, inverted: a high value is little ink.
      return Math.min(row[at + 3], (row[at] + row[at + 1] + row[at + 2]) / 3);
    }
    return row[at];
  }

  /** Gives the reader some pieces of the file without copying them. */
  private static final class Pieces extends ImageInputStreamImpl {
    private final List<ByteBuffer> pieces;
    private final TimeLimit limit;
    private final long length;

    Pieces(List<ByteBuffer> pieces, TimeLimit limit) {
      this.pieces = pieces;
      this.limit = limit;
      this.length = pieces.stream().mapToLong(ByteBuffer::capacity).sum();
    }

    @Override
    public long length() {
      return length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int most) throws IOException {
      checkClosed();
      limit.check();
      bitOffset = 0;
      long before = 0;
      for (ByteBuffer piece : pieces) {
        if (streamPos < before + piece.capacity()) {
          int from = (int) (streamPos - before);
          int count = Math.min(most, piece.capacity() - from);
          piece.get(from, into, offset, count);
          streamPos += count;
          return count;
        }
        before += piece.capacity();
      }
      return -1;
    }
  }

  /** Stops the reader between two rows when the limit is reached. */
  private record Stop(ImageReader reader, TimeLimit limit) implements IIOReadProgressListener {
    @Override
    public void imageProgress(ImageReader source, float percent) {
      try {
        limit.check();
      } catch (IOException e) {
        reader.abort(); // The next check throws.
      }
    }

    @Override
    public void sequenceStarted(ImageReader source, int minIndex) {}

    @Override
    public void sequenceComplete(ImageReader source) {}

    @Override
    public void imageStarted(ImageReader source, int imageIndex) {}

    @Override
    public void imageComplete(ImageReader source) {}

    @Override
    public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

    @Override
    public void thumbnailProgress(ImageReader source, float percent) {}

    @Override
    public void thumbnailComplete(ImageReader source) {}

    @Override
    public void readAborted(ImageReader source) {}
  }
}
