package io.yiwang.qr;

import static io.yiwang.qr.JpegMaker.jpeg;
import static io.yiwang.qr.JpegMaker.marker;
import static io.yiwang.qr.JpegMaker.page;
import static io.yiwang.qr.JpegMaker.segment;
import static io.yiwang.qr.JpegMaker.with;
import static io.yiwang.qr.JpegMaker.withSize;
import static io.yiwang.qr.PhotoCost.assertCheap;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JpegPhotoTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  /** Returns a JPEG with its last scan repeated. */
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

  @Test
  void read_400Scans_isRefusedBeforeUnpacking() throws IOException {
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

  @Test
  @Tag("proof")
  void read_hugeDeclaredSize_isCheap() throws IOException {
    byte[] plain = jpeg(page(600, 600, BufferedImage.TYPE_INT_RGB), false);
    for (int[] size :
        new int[][] {{8000, 8000}, {65_500, 970}, {970, 65_500}, {65_535, 1}, {1, 9}}) {
      assertCheap(size[0] + " by " + size[1], withSize(plain, size[0], size[1]));
    }
    assertThrows(IOException.class, () -> QrImage.read(withSize(plain, 9000, 9000), LONG));
    assertThrows(IOException.class, () -> QrImage.read(withSize(plain, 900, 0), LONG));
  }

  @Test
  void read_hugeProfilesAndThumbnails_areSkipped() throws IOException {
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

  private static byte[] pixels(BufferedImage image) {
    byte[] pixels = new byte[image.getWidth() * image.getHeight()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) image.getRGB(i % image.getWidth(), i / image.getWidth());
    }
    return pixels;
  }

  @Test
  void read_cmykAndGreyscale_returnsTheCode() throws IOException {
    BufferedImage page = page(700, 700, BufferedImage.TYPE_BYTE_GRAY);
    byte[] grey = pixels(page);
    byte[] inks = new byte[4 * grey.length];
    Arrays.fill(inks, (byte) 255);
    for (int i = 0; i < grey.length; i++) {
      inks[4 * i + 3] = grey[i]; // Only black ink.
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

  /** Returns an image of one shade of grey with a restart marker after each block. */
  private static byte[] restarts(byte[] grey, int blocks) {
    int scan = marker(grey, 0xda);
    int data = scan + 2 + (((grey[scan + 2] & 0xff) << 8) | (grey[scan + 3] & 0xff));
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    jpeg.write(grey, 0, scan);
    jpeg.writeBytes(segment(0xdd, new byte[] {0, 1}));
    jpeg.write(grey, scan, data - scan);
    for (int i = 0; i < blocks; i++) {
      jpeg.write(0x2b); // The same brightness, the end of the block, padding.
      jpeg.write(0xff);
      jpeg.write(0xd0 + i % 8);
    }
    jpeg.write(0xff);
    jpeg.write(0xd9);
    return jpeg.toByteArray();
  }

  @Test
  @Tag("proof")
  void read_millionsOfMarkers_isCheap() throws IOException {
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
    assertCheap("other images after it", twice);
    assertEquals(List.of("one"), QrImage.read(twice, LONG));
  }

  /** The header is changed to values that a decoder could believe. */
  @Test
  @Tag("proof")
  void read_wrongHeaders_isCheap() throws IOException {
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
  void read_noise_isCheap() throws IOException {
    BufferedImage noise = new BufferedImage(4000, 4000, BufferedImage.TYPE_BYTE_GRAY);
    new Random(13).nextBytes(((DataBufferByte) noise.getRaster().getDataBuffer()).getData());
    assertCheap("noise", jpeg(noise, false));
    BufferedImage colours = new BufferedImage(2600, 2600, BufferedImage.TYPE_3BYTE_BGR);
    new Random(14).nextBytes(((DataBufferByte) colours.getRaster().getDataBuffer()).getData());
    assertCheap("colours", jpeg(colours, false));
    assertCheap("progressive", jpeg(colours, true));
  }
}
