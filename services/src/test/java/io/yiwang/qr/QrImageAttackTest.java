package io.yiwang.qr;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Photos made to cost time or memory: each ends within a second and 64 MB. */
@Timeout(60)
class QrImageAttackTest {
  private static final int MOST_BYTES = 64 << 20;
  private static final Duration LONG = Duration.ofSeconds(30);

  /** By the thread's own clock, so that a busy machine is no failure. */
  private static void assertCheap(String what, byte[] image) {
    assertTrue(image.length <= QrImage.MAX_BYTES, what);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long time = threads.getCurrentThreadCpuTime();
    long bytes = threads.getThreadAllocatedBytes(id);
    try {
      QrImage.read(image);
    } catch (IOException e) {
      assertFalse(e.getMessage().isEmpty());
    }
    long took = threads.getCurrentThreadCpuTime() - time;
    long used = threads.getThreadAllocatedBytes(id) - bytes;
    assertTrue(took < TimeUnit.MILLISECONDS.toNanos(1300), what + " took " + took + " ns");
    assertTrue(used <= MOST_BYTES, what + " used " + used + " bytes");
  }

  private static byte[] chunk(String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
    chunk.putInt(data.length).put(type.getBytes(US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    return chunk.putInt((int) crc.getValue()).array();
  }

  private static byte[] header(int width, int height, int depth, int colour, int interlace) {
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) depth).put((byte) colour).put((byte) 0).put((byte) 0).put((byte) interlace);
    return chunk("IHDR", header.array());
  }

  private static byte[] deflated(Iterable<byte[]> rows) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Deflater fast = new Deflater(1);
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, fast)) {
      for (byte[] row : rows) {
        out.write(row);
      }
    } finally {
      fast.end();
    }
    return packed.toByteArray();
  }

  private static byte[] png(byte[]... chunks) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(HexFormat.of().parseHex("89504e470d0a1a0a"));
    Stream.of(chunks).forEach(png::writeBytes);
    png.writeBytes(chunk("IEND", new byte[0]));
    return png.toByteArray();
  }

  /** Eight bits of grey a pixel, each row given without its filter. */
  private static byte[] grey(int width, int height, Function<Integer, byte[]> row)
      throws IOException {
    List<byte[]> rows = new ArrayList<>();
    for (int y = 0; y < height; y++) {
      byte[] pixels = new byte[1 + width];
      System.arraycopy(row.apply(y), 0, pixels, 1, width);
      rows.add(pixels);
    }
    return png(header(width, height, 8, 0, 0), chunk("IDAT", deflated(rows)));
  }

  private static byte[] pixels(BufferedImage image) {
    byte[] pixels = new byte[image.getWidth() * image.getHeight()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) image.getRGB(i % image.getWidth(), i / image.getWidth());
    }
    return pixels;
  }

  /** The marks of corners, each nine modules from the next. */
  private static byte[] marks(int each, int module) throws IOException {
    int side = each * 9 * module;
    return grey(
        side,
        side,
        y -> {
          byte[] row = new byte[side];
          int down = y / module % 9 - 4;
          for (int x = 0; x < side; x++) {
            int ring = Math.max(Math.abs(x / module % 9 - 4), Math.abs(down));
            row[x] = (byte) (ring == 2 || ring == 4 ? 255 : 0);
          }
          return row;
        });
  }

  @Test
  @Tag("proof")
  void read_pngOfManyMarks_ends() throws IOException {
    for (int[] each : new int[][] {{20, 3}, {20, 8}, {60, 2}, {120, 2}, {200, 1}, {400, 1}}) {
      assertCheap(each[0] + " by " + each[0] + " marks of " + each[1], marks(each[0], each[1]));
    }
  }

  @Test
  @Tag("proof")
  void read_pngOfStripesAndNoise_ends() throws IOException {
    int side = 4000;
    byte[] stripes = new byte[side];
    for (int x = 0; x < side; x++) {
      int place = x % 8;
      stripes[x] = (byte) (place == 1 || place == 5 || place == 7 ? 255 : 0);
    }
    assertCheap("stripes of marks", grey(side, side, y -> stripes));
    Random random = new Random(7);
    assertCheap(
        "noise",
        grey(
            side,
            side,
            y -> {
              byte[] row = new byte[side];
              random.nextBytes(row);
              return row;
            }));
    byte[] dots = new byte[side];
    for (int x = 0; x < side; x += 2) {
      dots[x] = (byte) 255;
    }
    byte[] dark = new byte[side];
    assertCheap("dots", grey(side, side, y -> y % 2 == 0 ? dots : dark));
  }

  /** The widest rows and most bits that a header can promise, from a few kilobytes. */
  @Test
  @Tag("proof")
  void read_pngThatGrows_ends() throws IOException {
    for (int interlace = 0; interlace < 2; interlace++) {
      for (int[] size : new int[][] {{8000, 8000}, {65_535, 900}, {900, 65_535}, {65_535, 1}}) {
        int length = interlace == 0 ? 1 + size[0] * 8 : 1 << 16;
        long rows = (long) (size[0] + 8) * (size[1] + 8) * 8 / length + size[1] + 8;
        byte[] row = new byte[length];
        byte[] data = deflated(Collections.nCopies((int) rows, row));
        if (data.length < 19 << 20) {
          assertCheap(
              size[0] + " by " + size[1] + " interlace " + interlace,
              png(header(size[0], size[1], 16, 6, interlace), chunk("IDAT", data)));
        }
      }
    }
  }

  @Test
  @Tag("proof")
  void read_pngWithHugeTextsAndProfiles_passesThemOver() throws IOException {
    byte[] bomb = deflated(Collections.nCopies(300, new byte[1 << 20]));
    byte[] named = new byte[6 + bomb.length];
    System.arraycopy("a".getBytes(US_ASCII), 0, named, 0, 1);
    System.arraycopy(bomb, 0, named, 3, bomb.length);
    byte[] good = QrImage.png("one", 8);
    byte[] rest = Arrays.copyOfRange(good, 33, good.length - 12);
    byte[] start = Arrays.copyOfRange(good, 8, 33);
    for (String type : List.of("zTXt", "iCCP", "iTXt", "eXIf", "sPLT", "abcd")) {
      byte[] image = png(start, chunk(type, named), rest);
      assertCheap(type, image);
      assertEquals(List.of("one"), QrImage.read(image, LONG), type);
    }
    byte[][] empty = new byte[1_500_000][];
    Arrays.fill(empty, chunk("IDAT", new byte[0]));
    empty[0] = start;
    empty[empty.length - 1] = rest;
    byte[] image = png(empty);
    assertCheap("empty chunks", image);
    assertEquals(List.of("one"), QrImage.read(image, LONG));
  }

  private static byte[] jpeg(IIOImage image, boolean progressive) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
      writer.setOutput(out);
      ImageWriteParam how = writer.getDefaultWriteParam();
      if (progressive) {
        how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.write(null, image, how);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }

  private static byte[] jpeg(BufferedImage image, boolean progressive) throws IOException {
    return jpeg(new IIOImage(image, null, null), progressive);
  }

  /** The last scan again and again. */
  private static byte[] withScans(byte[] jpeg, int scans) {
    int last = jpeg.length - 2;
    while (jpeg[last] != (byte) 0xff || jpeg[last + 1] != (byte) 0xda) {
      last--;
    }
    ByteArrayOutputStream more = new ByteArrayOutputStream();
    more.write(jpeg, 0, last);
    for (int i = 0; i < scans; i++) {
      more.write(jpeg, last, jpeg.length - 2 - last);
    }
    more.write(jpeg, jpeg.length - 2, 2);
    return more.toByteArray();
  }

  private static BufferedImage page(int width, int height, int type) throws IOException {
    BufferedImage page = new BufferedImage(width, height, type);
    var graphics = page.createGraphics();
    graphics.fillRect(0, 0, width, height);
    BufferedImage code = ImageIO.read(new ByteArrayInputStream(QrImage.png("one", 12)));
    graphics.drawImage(code, width / 3, height / 3, null);
    graphics.dispose();
    return page;
  }

  @Test
  void read_progressiveJpegOf400Scans_isRefusedBeforeItIsUnpacked() throws IOException {
    byte[] small = jpeg(page(600, 600, BufferedImage.TYPE_INT_RGB), true);
    assertEquals(List.of("one"), QrImage.read(small, LONG));

    byte[] large = jpeg(page(2500, 2500, BufferedImage.TYPE_INT_RGB), true);
    byte[] attack = withScans(large, 400);

    assertCheap("400 scans", attack);
    IOException refused = assertThrows(IOException.class, () -> QrImage.read(attack, LONG));
    assertTrue(refused.getMessage().contains("scans of 2500 by 2500 pixels"), refused::getMessage);
    byte[] many = withScans(small, 2000);
    assertThrows(IOException.class, () -> QrImage.read(many, LONG));
    assertCheap("of 64 million pixels", withSize(large, 8000, 8000));
  }

  private static byte[] withSize(byte[] jpeg, int width, int height) {
    byte[] changed = jpeg.clone();
    int at = 2;
    while ((changed[at + 1] & 0xf0) != 0xc0 || changed[at + 1] == (byte) 0xc4) {
      at += 2 + (((changed[at + 2] & 0xff) << 8) | (changed[at + 3] & 0xff));
    }
    ByteBuffer.wrap(changed).putShort(at + 5, (short) height).putShort(at + 7, (short) width);
    return changed;
  }

  @Test
  @Tag("proof")
  void read_jpegThatPromisesMuch_ends() throws IOException {
    byte[] plain = jpeg(page(600, 600, BufferedImage.TYPE_INT_RGB), false);
    for (int[] size :
        new int[][] {{8000, 8000}, {65_500, 970}, {970, 65_500}, {65_535, 1}, {1, 9}}) {
      assertCheap(size[0] + " by " + size[1], withSize(plain, size[0], size[1]));
    }
    assertThrows(IOException.class, () -> QrImage.read(withSize(plain, 9000, 9000), LONG));
    assertThrows(IOException.class, () -> QrImage.read(withSize(plain, 900, 0), LONG));
  }

  @Test
  void read_jpegWithHugeProfilesAndThumbnails_passesThemOver() throws IOException {
    byte[] plain = jpeg(page(600, 600, BufferedImage.TYPE_INT_RGB), false);
    for (int marker : new int[] {0xe0, 0xe1, 0xe2, 0xed, 0xfe}) {
      ByteArrayOutputStream large = new ByteArrayOutputStream();
      large.write(plain, 0, 2);
      byte[] segment = new byte[65_537];
      segment[0] = (byte) 0xff;
      segment[1] = (byte) marker;
      segment[2] = (byte) 0xff;
      segment[3] = (byte) 0xff;
      System.arraycopy("ICC_PROFILE\0\1\u00fe".getBytes(US_ASCII), 0, segment, 4, 14);
      for (int i = 0; i < 254; i++) {
        segment[16] = (byte) (i + 1);
        large.writeBytes(segment);
      }
      large.write(plain, 2, plain.length - 2);

      assertCheap(Integer.toHexString(marker), large.toByteArray());
      assertEquals(List.of("one"), QrImage.read(large.toByteArray(), LONG));
    }
  }

  @Test
  void read_jpegInInksOrOtherColours_isRead() throws IOException {
    BufferedImage page = page(700, 700, BufferedImage.TYPE_BYTE_GRAY);
    byte[] grey = pixels(page);
    byte[] inks = new byte[4 * grey.length];
    Arrays.fill(inks, (byte) 255);
    for (int i = 0; i < grey.length; i++) {
      inks[4 * i + 3] = grey[i]; // Black ink alone.
    }
    WritableRaster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(inks, inks.length), 700, 700, 2800, 4, new int[] {0, 1, 2, 3}, null);
    byte[] cmyk = jpeg(new IIOImage(raster, null, null), false);

    assertEquals(List.of("one"), QrImage.read(cmyk, LONG));
    assertCheap("inks", withSize(cmyk, 8000, 8000));
    assertEquals(List.of("one"), QrImage.read(jpeg(page, false), LONG));
    assertEquals(List.of("one"), QrImage.read(jpeg(page, true), LONG));
    assertEquals(DataBuffer.TYPE_BYTE, raster.getTransferType());
  }

  /** Frames of an animation, which is PNG all the same. */
  @Test
  @Tag("proof")
  void read_pngOfFramesPiecesAndEmptyBlocks_ends() throws IOException {
    byte[] good = QrImage.png("one", 8);
    byte[] start = Arrays.copyOfRange(good, 8, 33);
    byte[] rest = Arrays.copyOfRange(good, 33, good.length - 12);
    byte[][] frames = new byte[200_001][];
    Arrays.fill(frames, chunk("fcTL", new byte[26]));
    frames[0] = start;
    for (int i = 2; i < frames.length; i += 2) {
      frames[i] = chunk("fdAT", new byte[40]);
    }
    frames[frames.length - 1] = rest;
    assertCheap("frames", png(frames));
    assertEquals(List.of("one"), QrImage.read(png(frames), LONG));

    Random random = new Random(9);
    byte[] noise = new byte[1 + 1200];
    List<byte[]> rows = new ArrayList<>();
    for (int y = 0; y < 1200; y++) {
      random.nextBytes(noise);
      noise[0] = (byte) (y % 5);
      rows.add(noise.clone());
    }
    byte[] packed = deflated(rows);
    byte[][] pieces = new byte[1 + packed.length][];
    pieces[0] = header(1200, 1200, 8, 0, 0);
    for (int i = 0; i < packed.length; i++) {
      pieces[i + 1] = chunk("IDAT", new byte[] {packed[i]});
    }
    assertCheap("a byte in each chunk", png(pieces));

    ByteBuffer blocks = ByteBuffer.allocate(19 << 20).put((byte) 0x78).put((byte) 0x01);
    while (blocks.remaining() > 5) {
      blocks.put(new byte[] {0, 0, 0, -1, -1}); // Stored, of no bytes.
    }
    assertCheap(
        "empty blocks",
        png(header(4000, 4000, 8, 0, 0), chunk("IDAT", Arrays.copyOf(blocks.array(), 19 << 20))));
  }

  /** Every kind of PNG at its largest, of noise under every filter, whole and interlaced. */
  @Test
  @Tag("proof")
  void read_pngOfNoiseInEveryKind_ends() throws IOException {
    byte[] noise = new byte[1 << 11];
    new Random(11).nextBytes(noise);
    for (int[] kind : new int[][] {{16, 6}, {16, 4}, {16, 0}, {1, 0}, {8, 3}, {8, 2}}) {
      for (int interlace = 0; interlace < 2; interlace++) {
        int samples = kind[1] == 2 ? 3 : kind[1] == 4 ? 2 : kind[1] == 6 ? 4 : 1;
        // Rows of a pass begin anywhere in these: each byte must do for a filter then.
        int filters = interlace == 0 ? 256 : 5;
        byte[] row = new byte[1 + 8000 * samples * kind[0] / 8 + (interlace == 0 ? 0 : 9)];
        Iterable<byte[]> rows =
            () ->
                IntStream.range(0, 8100)
                    .mapToObj(
                        y -> {
                          // The same piece over and over, so that many rows pack into 20 MB.
                          for (int at = 0; at < row.length; at++) {
                            row[at] = (byte) Math.floorMod(noise[(at + y % 8) % 997], filters);
                          }
                          row[0] = (byte) (y % 5);
                          return row;
                        })
                    .iterator();
        byte[] data = deflated(rows);
        byte[] palette = Arrays.copyOf(noise, 768);
        byte[] transparent = Arrays.copyOf(noise, kind[1] == 0 ? 2 : kind[1] == 2 ? 6 : 256);
        byte[] image =
            kind[1] > 3
                ? png(header(8000, 8000, kind[0], kind[1], interlace), chunk("IDAT", data))
                : png(
                    header(8000, 8000, kind[0], kind[1], interlace),
                    chunk("PLTE", palette),
                    chunk("tRNS", transparent),
                    chunk("IDAT", data));
        if (image.length < 20 << 20) {
          assertCheap("kind " + kind[1] + " of " + kind[0] + " bits, " + interlace, image);
        }
      }
    }
  }

  private static byte[] segment(int marker, byte[] data) {
    return ByteBuffer.allocate(4 + data.length)
        .put((byte) 0xff)
        .put((byte) marker)
        .putShort((short) (2 + data.length))
        .put(data)
        .array();
  }

  /** Returns where the marker begins. */
  private static int marker(byte[] jpeg, int marker) {
    int at = 2;
    while (jpeg[at + 1] != (byte) marker) {
      at += 2 + (((jpeg[at + 2] & 0xff) << 8) | (jpeg[at + 3] & 0xff));
    }
    return at;
  }

  private static byte[] with(byte[] jpeg, int at, byte[]... parts) {
    ByteArrayOutputStream more = new ByteArrayOutputStream();
    more.write(jpeg, 0, at);
    Stream.of(parts).forEach(more::writeBytes);
    more.write(jpeg, at, jpeg.length - at);
    return more.toByteArray();
  }

  /** Grey of one shade, with a restart marker after each of a million blocks. */
  private static byte[] restarts(byte[] grey, int blocks) {
    int scan = marker(grey, 0xda);
    int data = scan + 2 + (((grey[scan + 2] & 0xff) << 8) | (grey[scan + 3] & 0xff));
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    jpeg.write(grey, 0, scan);
    jpeg.writeBytes(segment(0xdd, new byte[] {0, 1}));
    jpeg.write(grey, scan, data - scan);
    for (int i = 0; i < blocks; i++) {
      jpeg.write(0x2b); // No difference, end of the block, ones.
      jpeg.write(0xff);
      jpeg.write(0xd0 + i % 8);
    }
    jpeg.write(0xff);
    jpeg.write(0xd9);
    return jpeg.toByteArray();
  }

  @Test
  @Tag("proof")
  void read_jpegOfMarkersWithoutEnd_ends() throws IOException {
    byte[] plain = jpeg(page(600, 600, BufferedImage.TYPE_BYTE_GRAY), false);
    assertCheap("restarts", withSize(restarts(plain, 1_000_000), 8000, 8000));

    byte[][] comments = new byte[4_900_000][];
    Arrays.fill(comments, segment(0xfe, new byte[0]));
    byte[] commented = with(plain, 2, comments);
    assertCheap("empty comments", commented);

    int scan = marker(plain, 0xda);
    for (int table : new int[] {0xdb, 0xc4}) {
      int at = marker(plain, table);
      int length = 2 + (((plain[at + 2] & 0xff) << 8) | (plain[at + 3] & 0xff));
      byte[][] tables = new byte[(19 << 20) / length][];
      Arrays.fill(tables, Arrays.copyOfRange(plain, at, at + length));
      assertCheap("tables " + table, with(plain, scan, tables));
    }
    byte[][] intervals = new byte[3_000_000][];
    Arrays.fill(intervals, segment(0xdd, new byte[] {0, 0}));
    assertCheap("intervals", with(plain, scan, intervals));
    byte[] fill = new byte[19 << 20];
    Arrays.fill(fill, (byte) 0xff);
    assertCheap("fill bytes", with(plain, scan, fill));
    byte[] twice = with(plain, plain.length, new byte[][] {plain, plain, new byte[18 << 20]});
    assertCheap("others behind it", twice);
    assertEquals(List.of("one"), QrImage.read(twice, LONG));
  }

  /** What the file says of itself, changed to each thing that a decoder may take at its word. */
  @Test
  @Tag("proof")
  void read_jpegThatSaysOtherwise_ends() throws IOException {
    for (byte[] good :
        List.of(
            jpeg(page(3000, 3000, BufferedImage.TYPE_INT_RGB), false),
            jpeg(page(900, 900, BufferedImage.TYPE_INT_RGB), true))) {
      int frame = 2;
      while ((good[frame + 1] & 0xf0) != 0xc0 || good[frame + 1] == (byte) 0xc4) {
        frame += 2 + (((good[frame + 2] & 0xff) << 8) | (good[frame + 3] & 0xff));
      }
      for (int process = 0xc0; process <= 0xcf; process++) {
        byte[] changed = good.clone();
        changed[frame + 1] = (byte) process;
        assertCheap("process " + Integer.toHexString(process), changed);
      }
      for (int precision : new int[] {0, 1, 12, 16, 255}) {
        byte[] changed = good.clone();
        changed[frame + 4] = (byte) precision;
        assertCheap("precision " + precision, changed);
      }
      for (int sampling : new int[] {0x00, 0x11, 0x14, 0x41, 0x44, 0x31, 0xff}) {
        for (int component = 0; component < 3; component++) {
          byte[] changed = withSize(good, 8000, 8000);
          changed[frame + 11 + 3 * component] = (byte) sampling;
          assertCheap("sampling " + sampling + " of " + component, changed);
        }
      }
      byte[] adobe = new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 2};
      assertCheap("inks of three", with(good, 2, segment(0xee, adobe)));
      byte[] number = good.clone();
      number[frame + 9] = 4;
      assertCheap("components", number);
    }
  }

  @Test
  @Tag("proof")
  void read_jpegOfNoise_ends() throws IOException {
    BufferedImage noise = new BufferedImage(4000, 4000, BufferedImage.TYPE_BYTE_GRAY);
    new Random(13).nextBytes(((DataBufferByte) noise.getRaster().getDataBuffer()).getData());
    assertCheap("noise", jpeg(noise, false));
    BufferedImage colours = new BufferedImage(2600, 2600, BufferedImage.TYPE_3BYTE_BGR);
    new Random(14).nextBytes(((DataBufferByte) colours.getRaster().getDataBuffer()).getData());
    assertCheap("colours", jpeg(colours, false));
    assertCheap("progressive", jpeg(colours, true));
  }

  /** TIFF and the like are read by the platform, and by who knows what a host has registered. */
  @Test
  void read_otherFormats_areRefusedAndNoReaderOfTheHostIsAsked() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    ImageReaderSpi plugin =
        new ImageReaderSpi() {
          @Override
          public String[] getFormatNames() {
            asked.incrementAndGet();
            return new String[] {"jpeg", "png"};
          }

          @Override
          public boolean canDecodeInput(Object source) {
            asked.incrementAndGet();
            return false;
          }

          @Override
          public ImageReader createReaderInstance(Object extension) {
            throw new IllegalStateException("a reader of the host");
          }

          @Override
          public Class<?>[] getInputTypes() {
            return new Class<?>[] {ImageInputStream.class};
          }

          @Override
          public String getDescription(Locale locale) {
            return "a plugin";
          }
        };
    IIORegistry.getDefaultInstance().registerServiceProvider(plugin);
    try {
      asked.set(0);
      for (String hex :
          List.of("49492a0008000000", "4d4d002a00000008", "474946383961", "424d", "52494646")) {
        byte[] image = Arrays.copyOf(HexFormat.of().parseHex(hex), 264);
        IOException refused = assertThrows(IOException.class, () -> QrImage.read(image));
        assertEquals("not a PNG or JPEG, of 264 bytes", refused.getMessage());
      }
      QrImage.read(QrImage.png("one", 8), LONG);
      QrImage.read(jpeg(page(600, 600, BufferedImage.TYPE_INT_RGB), false), LONG);
    } finally {
      IIORegistry.getDefaultInstance().deregisterServiceProvider(plugin);
    }
  }

  @Test
  @Tag("proof")
  void read_interruptedOrOutOfTime_stops() throws Exception {
    byte[] slow = marks(400, 2);
    byte[] photo = jpeg(page(4000, 3000, BufferedImage.TYPE_INT_RGB), false);
    for (byte[] image : List.of(slow, photo)) {
      FutureTask<List<String>> reading = new FutureTask<>(() -> QrImage.read(image, LONG));
      CompletableFuture<Boolean> after = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                Thread.currentThread().interrupt();
                reading.run();
                after.complete(Thread.currentThread().isInterrupted());
              });
      thread.start();
      ExecutionException thrown = assertThrows(ExecutionException.class, reading::get);
      assertInstanceOf(InterruptedIOException.class, thrown.getCause());
      assertTrue(after.get());

      IOException late =
          assertThrows(IOException.class, () -> QrImage.read(image, Duration.ofMillis(1)));
      assertEquals("reading a photo took longer than 1 ms; scale it down", late.getMessage());
    }
    // In the midst of it, wherever that is.
    FutureTask<List<String>> reading =
        new FutureTask<>(
            () -> {
              while (true) {
                QrImage.read(slow, LONG);
              }
            });
    Thread thread = new Thread(reading);
    thread.start();
    while (thread.getState() == Thread.State.NEW) {
      Thread.onSpinWait();
    }
    thread.interrupt();
    ExecutionException thrown = assertThrows(ExecutionException.class, reading::get);
    assertInstanceOf(InterruptedIOException.class, thrown.getCause());
  }
}
