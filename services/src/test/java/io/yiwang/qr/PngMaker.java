package io.yiwang.qr;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Makes PNG files chunk by chunk. */
final class PngMaker {
  private PngMaker() {}

  static byte[] chunk(String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
    chunk.putInt(data.length).put(type.getBytes(US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    return chunk.putInt((int) crc.getValue()).array();
  }

  static byte[] header(int width, int height, int depth, int colour, int interlace) {
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) depth).put((byte) colour).put((byte) 0).put((byte) 0).put((byte) interlace);
    return chunk("IHDR", header.array());
  }

  static byte[] deflated(Iterable<byte[]> rows) throws IOException {
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

  static byte[] png(byte[]... chunks) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(HexFormat.of().parseHex("89504e470d0a1a0a"));
    Stream.of(chunks).forEach(png::writeBytes);
    png.writeBytes(chunk("IEND", new byte[0]));
    return png.toByteArray();
  }

  /** Returns a greyscale image of eight bits a pixel. */
  static byte[] grey(int width, int height, Function<Integer, byte[]> row) throws IOException {
    List<byte[]> rows = new ArrayList<>();
    for (int y = 0; y < height; y++) {
      byte[] pixels = new byte[1 + width];
      System.arraycopy(row.apply(y), 0, pixels, 1, width);
      rows.add(pixels);
    }
    return png(header(width, height, 8, 0, 0), chunk("IDAT", deflated(rows)));
  }

  /** Returns an image of many marks of corners, each nine modules from the next. */
  static byte[] marks(int each, int module) throws IOException {
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
}
