package io.yiwang.qr;

import static io.yiwang.qr.PhotoCost.assertCheap;
import static io.yiwang.qr.PngMaker.chunk;
import static io.yiwang.qr.PngMaker.deflated;
import static io.yiwang.qr.PngMaker.grey;
import static io.yiwang.qr.PngMaker.header;
import static io.yiwang.qr.PngMaker.png;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PngPhotoTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  @Tag("proof")
  void read_stripesAndNoise_isCheap() throws IOException {
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

  /** Files of some kilobytes declare the widest rows and most bits that a header can. */
  @Test
  @Tag("proof")
  void read_hugeDeclaredSize_isCheap() throws IOException {
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
  void read_hugeTextsAndProfiles_areSkipped() throws IOException {
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

  /** The first file is an animation, which is a PNG, too. */
  @Test
  @Tag("proof")
  void read_framesPiecesAndEmptyBlocks_isCheap() throws IOException {
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
      blocks.put(new byte[] {0, 0, 0, -1, -1}); // A stored block of no bytes.
    }
    assertCheap(
        "empty blocks",
        png(header(4000, 4000, 8, 0, 0), chunk("IDAT", Arrays.copyOf(blocks.array(), 19 << 20))));
  }

  /** Every kind of PNG at its largest, with noise for every filter, also interlaced. */
  @Test
  @Tag("proof")
  void read_noiseOfEveryKind_isCheap() throws IOException {
    byte[] noise = new byte[1 << 11];
    new Random(11).nextBytes(noise);
    for (int[] kind : new int[][] {{16, 6}, {16, 4}, {16, 0}, {1, 0}, {8, 3}, {8, 2}}) {
      for (int interlace = 0; interlace < 2; interlace++) {
        int samples = kind[1] == 2 ? 3 : kind[1] == 4 ? 2 : kind[1] == 6 ? 4 : 1;
        // In a pass, any byte may be the first of a row: each must be a valid filter.
        int filters = interlace == 0 ? 256 : 5;
        byte[] row = new byte[1 + 8000 * samples * kind[0] / 8 + (interlace == 0 ? 0 : 9)];
        Iterable<byte[]> rows =
            () ->
                IntStream.range(0, 8100)
                    .mapToObj(
                        y -> {
                          // Repeated pieces, so that many rows compress to 20 MB.
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
}
