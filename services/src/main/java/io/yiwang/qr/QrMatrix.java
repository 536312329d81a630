package io.yiwang.qr;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import javax.imageio.ImageIO;

/** The modules of a code, and how they are drawn. A quarter may be lost and it is still read. */
final class QrMatrix {
  /** ISO/IEC 18004 section 9.1. */
  private static final int QUIET = 4;

  private final ByteMatrix modules;

  private QrMatrix(ByteMatrix modules) {
    this.modules = modules;
  }

  static QrMatrix of(String text) {
    try {
      // Beyond ASCII the code says which encoding it is in.
      boolean ascii = US_ASCII.newEncoder().canEncode(text);
      Map<EncodeHintType, ?> hints =
          ascii ? Map.of() : Map.of(EncodeHintType.CHARACTER_SET, "UTF-8");
      return new QrMatrix(Encoder.encode(text, ErrorCorrectionLevel.Q, hints).getMatrix());
    } catch (WriterException e) {
      throw new IllegalArgumentException("the text is too long for a code");
    }
  }

  private int side() {
    return modules.getWidth() + 2 * QUIET;
  }

  /** The margin is light. */
  private boolean isDark(int x, int y) {
    int column = x - QUIET;
    int row = y - QUIET;
    return column >= 0
        && row >= 0
        && column < modules.getWidth()
        && row < modules.getHeight()
        && modules.get(column, row) == 1;
  }

  byte[] png(int pixels) {
    int side = side() * pixels;
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_BINARY);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        image.setRGB(x, y, isDark(x / pixels, y / pixels) ? 0x000000 : 0xffffff);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return png.toByteArray();
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
