package io.yiwang.qr;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.qrcode.encoder.ByteMatrix;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.ConvolveOp;
import java.awt.image.Kernel;
import java.awt.image.RescaleOp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;

/** Makes images of a letter with a code, and distorts them as photos do. */
final class LetterPhotos {
  private LetterPhotos() {}

  static final String TEXT =
      "https://gw.gov.cn/q/p/3301067170101000?x=1780000000&k=gw-1&s="
          + "MEUCIQDx4l7m0o8y0q9oK3Zl8yqf5m3oQv8s7rj1r9r8l0d2gAIgY0o3y3w8Zl8yqf5m3oQv8s7r";

  /** Returns a letter of A4 at 100 dots an inch, with a code of 280 pixels in a corner. */
  static BufferedImage letter() throws IOException {
    BufferedImage page = new BufferedImage(827, 1169, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = page.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, page.getWidth(), page.getHeight());
    graphics.setColor(Color.DARK_GRAY);
    for (int line = 0; line < 24; line++) {
      // Short strokes represent a line of text.
      for (int x = 80; x < 740; x += 12) {
        graphics.fillRect(x, 420 + line * 28, 7, 10);
      }
    }
    BufferedImage code = ImageIO.read(new ByteArrayInputStream(QrImage.png(TEXT, 4)));
    graphics.drawImage(code, 480, 60, 280, 280, null);
    graphics.dispose();
    return page;
  }

  static byte[] file(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, out));
    return out.toByteArray();
  }

  static BufferedImage moved(BufferedImage image, AffineTransform how) {
    BufferedImage moved = new BufferedImage(1500, 1500, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = moved.createGraphics();
    graphics.setColor(new Color(120, 100, 80));
    graphics.fillRect(0, 0, 1500, 1500);
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.translate(330, 180);
    graphics.drawImage(image, how, null);
    graphics.dispose();
    return moved;
  }

  static BufferedImage turned(BufferedImage image, double degrees) {
    return moved(image, AffineTransform.getRotateInstance(Math.toRadians(degrees), 413, 584));
  }

  static BufferedImage blurred(BufferedImage image, int radius) {
    int side = 2 * radius + 1;
    float[] even = new float[side * side];
    Arrays.fill(even, 1f / (side * side));
    return new ConvolveOp(new Kernel(side, side, even), ConvolveOp.EDGE_NO_OP, null)
        .filter(image, null);
  }

  static BufferedImage dim(BufferedImage image, float light) {
    return new RescaleOp(light, 8, null).filter(image, null);
  }

  static BufferedImage noisy(BufferedImage image, int most) {
    Random random = new Random(1);
    BufferedImage noisy =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        Color color = new Color(image.getRGB(x, y));
        int by = random.nextInt(2 * most + 1) - most;
        int grey = Math.max(0, Math.min(255, color.getGreen() + by));
        noisy.setRGB(x, y, new Color(grey, grey, grey).getRGB());
      }
    }
    return noisy;
  }

  static BufferedImage outOfFocus(BufferedImage image, double sigma) {
    int radius = (int) Math.ceil(3 * sigma);
    float[] bell = new float[2 * radius + 1];
    float sum = 0;
    for (int i = 0; i < bell.length; i++) {
      bell[i] = (float) Math.exp(-(i - radius) * (i - radius) / (2 * sigma * sigma));
      sum += bell[i];
    }
    for (int i = 0; i < bell.length; i++) {
      bell[i] /= sum;
    }
    BufferedImage rows =
        new ConvolveOp(new Kernel(bell.length, 1, bell), ConvolveOp.EDGE_NO_OP, null)
            .filter(image, null);
    return new ConvolveOp(new Kernel(1, bell.length, bell), ConvolveOp.EDGE_NO_OP, null)
        .filter(rows, null);
  }

  static byte[] drawn(ByteMatrix modules) throws IOException {
    int side = modules.getWidth() + 8;
    BufferedImage image = new BufferedImage(5 * side, 5 * side, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 5 * side, 5 * side);
    graphics.setColor(Color.BLACK);
    for (int y = 0; y < modules.getHeight(); y++) {
      for (int x = 0; x < modules.getWidth(); x++) {
        if (modules.get(x, y) == 1) {
          graphics.fillRect(5 * (x + 4), 5 * (y + 4), 5, 5);
        }
      }
    }
    graphics.dispose();
    return file(image, "png");
  }
}
