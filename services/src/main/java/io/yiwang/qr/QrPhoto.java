package io.yiwang.qr;

import com.google.zxing.Binarizer;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.Result;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.multi.qrcode.QRCodeMultiReader;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Finds codes in a photo: whole, then smaller, where blur and noise are less, each turned, too. */
final class QrPhoto {
  private static final int[] LONGEST_SIDES = {1600, 800, 400};
  private static final Map<DecodeHintType, ?> HINTS =
      Map.of(DecodeHintType.TRY_HARDER, true, DecodeHintType.CHARACTER_SET, "UTF-8");
  private static final List<Function<LuminanceSource, Binarizer>> BINARIZERS =
      List.of(HybridBinarizer::new, GlobalHistogramBinarizer::new);

  private QrPhoto() {}

  static List<String> read(byte[] bytes) throws IOException {
    BufferedImage image = image(bytes);
    Set<String> texts = new LinkedHashSet<>();
    for (int longest : LONGEST_SIDES) {
      if (texts.isEmpty()) {
        BufferedImage smaller = scaled(image, longest);
        texts.addAll(find(smaller));
        if (texts.isEmpty()) {
          // Codes that stand on a corner are hard to see from the side.
          texts.addAll(find(turned(smaller)));
        }
      }
    }
    return List.copyOf(texts);
  }

  private static BufferedImage image(byte[] bytes) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException("not an image that can be read, of " + bytes.length + " bytes");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        // Before a pixel of it is unpacked.
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > QrImage.MAX_PIXELS) {
          throw new IOException("a photo must have at most 64 million pixels, got " + pixels);
        }
        ImageReadParam every = reader.getDefaultReadParam();
        int step = Math.max(1, Math.max(reader.getWidth(0), reader.getHeight(0)) / 3200);
        every.setSourceSubsampling(step, step, 0, 0);
        return reader.read(0, every);
      } finally {
        reader.dispose();
      }
    } catch (RuntimeException | EOFException | IIOException e) {
      // The platform's readers trip over broken files in many ways, and some say nothing.
      throw new IOException("a broken image, of " + bytes.length + " bytes");
    }
  }

  private static BufferedImage scaled(BufferedImage image, int longest) {
    double scale = Math.min(1.0, (double) longest / Math.max(image.getWidth(), image.getHeight()));
    int width = Math.max(1, (int) (image.getWidth() * scale));
    int height = Math.max(1, (int) (image.getHeight() * scale));
    BufferedImage scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scaled.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, width, height, null);
    graphics.dispose();
    return scaled;
  }

  /** By an eighth, on a ground large enough. */
  private static BufferedImage turned(BufferedImage image) {
    int side = (int) Math.ceil(Math.hypot(image.getWidth(), image.getHeight()));
    BufferedImage turned = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = turned.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.translate(side / 2.0, side / 2.0);
    graphics.rotate(Math.PI / 4);
    graphics.translate(-image.getWidth() / 2.0, -image.getHeight() / 2.0);
    graphics.drawImage(image, 0, 0, null);
    graphics.dispose();
    return turned;
  }

  private static Set<String> find(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    LuminanceSource light =
        new RGBLuminanceSource(width, height, image.getRGB(0, 0, width, height, null, 0, width));
    Set<String> texts = new LinkedHashSet<>();
    for (Function<LuminanceSource, Binarizer> binarizer : BINARIZERS) {
      try {
        BinaryBitmap bitmap = new BinaryBitmap(binarizer.apply(light));
        for (Result result : new QRCodeMultiReader().decodeMultiple(bitmap, HINTS)) {
          texts.add(result.getText());
        }
      } catch (NotFoundException e) {
        // In this light; perhaps in another.
      }
    }
    return texts;
  }
}
