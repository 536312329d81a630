package io.yiwang.qr;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Encodes a text as the modules of a code, a quarter of which may be lost, and draws them. */
final class QrMatrix {
  /** The width of the margin in modules (ISO/IEC 18004 section 9.1). */
  private static final int MARGIN = 4;

  private final ByteMatrix modules;

  private QrMatrix(ByteMatrix modules) {
    this.modules = modules;
  }

  static QrMatrix of(String text) {
    try {
      // A code of ASCII alone need not name its encoding.
      boolean isAscii = US_ASCII.newEncoder().canEncode(text);
      Map<EncodeHintType, ?> hints =
          isAscii ? Map.of() : Map.of(EncodeHintType.CHARACTER_SET, "UTF-8");
      return new QrMatrix(Encoder.encode(text, ErrorCorrectionLevel.Q, hints).getMatrix());
    } catch (WriterException e) {
      throw new IllegalArgumentException("the text is too long for a code");
    }
  }

  private int side() {
    return modules.getWidth() + 2 * MARGIN;
  }

  /** Returns whether a module is dark; those of the margin are light. */
  private boolean isDark(int x, int y) {
    int column = x - MARGIN;
    int row = y - MARGIN;
    return column >= 0
        && row >= 0
        && column < modules.getWidth()
        && row < modules.getHeight()
        && modules.get(column, row) == 1;
  }

  byte[] png(int pixels) {
    int side = side() * pixels;
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    // One bit a pixel, greyscale, not interlaced.
    chunk(png, "IHDR", ByteBuffer.allocate(13).putInt(side).putInt(side).put((byte) 1).array());
    chunk(png, "IDAT", deflated(rows(side, pixels)));
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private byte[] rows(int side, int pixels) {
    int length = 1 + (side + 7) / 8;
    byte[] rows = new byte[side * length];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        if (!isDark(x / pixels, y / pixels)) {
          rows[y * length + 1 + x / 8] |= (byte) (0x80 >> x % 8);
        }
      }
    }
    return rows;
  }

  private static byte[] deflated(byte[] rows) {
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
      out.write(rows);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return deflated.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
    chunk.putInt(data.length).put(type.getBytes(US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    png.writeBytes(chunk.putInt((int) crc.getValue()).array());
  }

  String svg() {
    int side = side();
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        if (isDark(x, y)) {
          path.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
        }
      }
    }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "
        + side
        + " "
        + side
        + "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h"
        + side
        + "v"
        + side
        + "H0z\"/><path d=\""
        + path
        + "\"/></svg>";
  }

  String blocks() {
    StringBuilder lines = new StringBuilder();
    for (int y = 0; y < side(); y += 2) {
      for (int x = 0; x < side(); x++) {
        boolean above = isDark(x, y);
        boolean below = isDark(x, y + 1);
        lines.append(above ? below ? '█' : '▀' : below ? '▄' : ' ');
      }
      lines.append('\n');
    }
    return lines.toString();
  }
}
