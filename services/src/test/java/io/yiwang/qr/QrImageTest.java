package io.yiwang.qr;

import static io.yiwang.qr.LetterPhotos.TEXT;
import static io.yiwang.qr.LetterPhotos.blurred;
import static io.yiwang.qr.LetterPhotos.dim;
import static io.yiwang.qr.LetterPhotos.drawn;
import static io.yiwang.qr.LetterPhotos.file;
import static io.yiwang.qr.LetterPhotos.letter;
import static io.yiwang.qr.LetterPhotos.moved;
import static io.yiwang.qr.LetterPhotos.noisy;
import static io.yiwang.qr.LetterPhotos.outOfFocus;
import static io.yiwang.qr.LetterPhotos.turned;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.RescaleOp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class QrImageTest {
  /** Enough time on a busy machine. */
  private static final Duration LONG = Duration.ofSeconds(30);

  /** The side of a code of 25 mm with its margin, in pixels. */
  private static final double SIDE = 337 * 1.13;

  private static void assertRead(UnaryOperator<BufferedImage> how, String what) throws IOException {
    assertEquals(List.of(TEXT), QrImage.read(file(how.apply(letter()), "png"), LONG), what);
  }

  @Test
  void read_photosOfALetter_returnsItsCode() throws IOException {
    assertRead(UnaryOperator.identity(), "as scanned");
    assertRead(image -> turned(image, 133), "turned by 133");
    assertRead(image -> blurred(image, 2), "blurred");
    assertRead(
        image -> noisy(dim(blurred(turned(image, 20), 1), 0.4f), 12),
        "turned, dim, blurred and noisy");
  }

  @Test
  @Tag("proof")
  void read_manyPhotosOfALetter_returnsItsCode() throws IOException {
    for (int degrees : new int[] {7, 45, 90, 180, 271}) {
      assertRead(image -> turned(image, degrees), "turned by " + degrees);
    }
    assertRead(image -> blurred(image, 1), "blurred");
    assertRead(image -> dim(image, 0.15f), "dim");
    assertRead(image -> noisy(image, 60), "noisy");
    assertRead(image -> moved(image, AffineTransform.getShearInstance(0.3, 0.1)), "from the side");
  }

  @Test
  void read_severalCodes_returnsEach() throws IOException {
    assertEquals(List.of(TEXT), QrImage.read(file(turned(letter(), 12), "jpg"), LONG));
    BufferedImage two = new BufferedImage(1300, 640, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = two.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 1300, 640);
    graphics.drawImage(
        ImageIO.read(new ByteArrayInputStream(QrImage.png("one", 10))), 40, 40, null);
    graphics.drawImage(ImageIO.read(new ByteArrayInputStream(QrImage.png("二", 10))), 700, 40, null);
    graphics.dispose();

    assertEquals(
        List.of("one", "二"), QrImage.read(file(two, "png"), LONG).stream().sorted().toList());
  }

  /** The files are photos and screenshots of decision letters. */
  @Test
  void read_photographedInvertedAndTransparentCodes_returnsTheirTexts() throws IOException {
    for (String name : List.of("letter-25mm.jpg", "inverted.png", "transparent.png")) {
      try (InputStream in = QrImageTest.class.getResourceAsStream("/codes/" + name)) {
        List<String> texts = QrImage.read(in.readAllBytes(), LONG);
        assertEquals(1, texts.size(), name);
        assertTrue(texts.get(0).startsWith("https://gw.example.gov.cn/q/p/3301061900000001"), name);
      }
    }
  }

  /** This is the limit that the Javadoc names: 20 mm on A4, 12 megapixels, 3 pixels a module. */
  @Test
  @Tag("proof")
  void read_smallestCodeOfALetter_returnsItsText() throws IOException {
    BufferedImage code = ImageIO.read(new ByteArrayInputStream(QrImage.png(TEXT, 1)));
    for (int degrees : new int[] {0, 2, 11, 45, 87}) {
      BufferedImage photo = new BufferedImage(3000, 4000, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = photo.createGraphics();
      graphics.setColor(new Color(235, 232, 225));
      graphics.fillRect(0, 0, 3000, 4000);
      graphics.setColor(Color.DARK_GRAY);
      for (int line = 0; line < 60; line++) {
        for (int x = 300; x < 2700; x += 40) {
          graphics.fillRect(x, 1500 + line * 36, 23, 4);
          graphics.fillRect(x + 8, 1500 + line * 36, 5, 24);
        }
      }
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      // A letter of 297 mm fills 4000 pixels: 20 mm are 269.
      int side = code.getWidth() * 3;
      assertTrue(side <= 269, "the code has " + code.getWidth() + " modules with its margin");
      AffineTransform how = AffineTransform.getTranslateInstance(1900.3, 400.7);
      how.rotate(Math.toRadians(degrees));
      how.scale(3, 3);
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
      graphics.drawImage(code, how, null);
      graphics.dispose();
      byte[] jpeg = file(noisy(photo, 10), "jpg");

      assertEquals(List.of(TEXT), QrImage.read(jpeg, LONG), "turned by " + degrees);
    }
  }

  /** A code of 25 mm on A4 at 12 megapixels, out of focus by half a module. */
  @Test
  void read_smallCodeOutOfFocus_returnsItsText() throws IOException {
    BufferedImage code = ImageIO.read(new ByteArrayInputStream(QrImage.png(TEXT, 8)));
    for (double sigma : new double[] {1.0, 1.6, 1.8}) {
      for (int degrees : new int[] {0, 20}) {
        BufferedImage part = new BufferedImage(700, 700, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = part.createGraphics();
        graphics.setColor(new Color(230, 230, 230));
        graphics.fillRect(0, 0, 700, 700);
        AffineTransform how = AffineTransform.getTranslateInstance(200.3, 180.7);
        how.rotate(Math.toRadians(degrees), SIDE / 2, SIDE / 2);
        // The 297 mm of the letter are 4000 pixels.
        how.scale(SIDE / code.getWidth(), SIDE / code.getWidth());
        graphics.setRenderingHint(
            RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(code, how, null);
        graphics.dispose();
        BufferedImage photo = new BufferedImage(3000, 4000, BufferedImage.TYPE_BYTE_GRAY);
        graphics = photo.createGraphics();
        graphics.setColor(new Color(230, 230, 230));
        graphics.fillRect(0, 0, 3000, 4000);
        graphics.drawImage(outOfFocus(part, sigma), 1700, 2500, null);
        graphics.dispose();

        assertEquals(
            List.of(TEXT),
            QrImage.read(file(photo, "jpg"), LONG),
            "out of focus by " + sigma + " pixels, turned by " + degrees);
      }
    }
  }

  /** Paper and ink differ little everywhere, or in a shadow whose edge crosses the code. */
  @Test
  void read_littleContrastOrShadow_returnsTheCode() throws IOException {
    for (int longest : new int[] {1500, 3000}) {
      double scale = longest / 1500.0;
      BufferedImage letter = moved(letter(), AffineTransform.getRotateInstance(0.06));
      BufferedImage photo = new BufferedImage(longest, longest, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = photo.createGraphics();
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.scale(scale, scale);
      graphics.drawImage(letter, 0, 0, null);
      BufferedImage faint = new RescaleOp(0.1f, 90, null).filter(photo, null);
      assertEquals(List.of(TEXT), QrImage.read(file(noisy(faint, 2), "png"), LONG));
      graphics.setPaint(
          new GradientPaint(600, 0, new Color(0, 0, 0, 150), 1200, 300, new Color(0, 0, 0, 225)));
      graphics.fillRect(0, 0, 1500, 1500);
      graphics.setColor(new Color(0, 0, 0, 90));
      graphics.fillRect(940, 0, 560, 1500);
      graphics.dispose();
      assertEquals(List.of(TEXT), QrImage.read(file(photo, "png"), LONG));
    }
  }

  /** Some programs do not name the encoding of a code. */
  @Test
  void read_codeWithoutEncoding_isUtf8OrGbk() throws Exception {
    for (String text :
        List.of(
            "X城罚字〔2020〕第1号",
            "https://gw.gov.cn/q/p/杭西综执罚字〔2017〕第000123号?x=1",
            "联通",
            "缴款码：3301 0600 1234",
            "罚",
            "\ufffd罚",
            "plain")) {
      for (String charset : List.of("UTF-8", "GBK")) {
        if (charset.equals("UTF-8") || text.indexOf(0xfffd) < 0) {
          // A character of Latin-1 for each byte, which needs no name of an encoding.
          String bytes = new String(text.getBytes(charset), ISO_8859_1);
          ByteMatrix modules = Encoder.encode(bytes, ErrorCorrectionLevel.M).getMatrix();
          assertEquals(List.of(text), QrImage.read(drawn(modules), LONG), charset);
        }
      }
      assertEquals(List.of(text), QrImage.read(QrImage.png(text, 4), LONG));
    }
    // Four bytes, in GB 18030 alone.
    String rare = new String("𠮷罚1号".getBytes("GB18030"), ISO_8859_1);
    byte[] image = drawn(Encoder.encode(rare, ErrorCorrectionLevel.M).getMatrix());
    assertEquals(List.of("𠮷罚1号"), QrImage.read(image, LONG));
  }

  @Test
  @Tag("proof")
  void read_everyKindOfPng_returnsTheCode() throws IOException {
    BufferedImage letter = letter();
    for (int type :
        new int[] {
          BufferedImage.TYPE_INT_RGB,
          BufferedImage.TYPE_INT_ARGB,
          BufferedImage.TYPE_BYTE_GRAY,
          BufferedImage.TYPE_USHORT_GRAY,
          BufferedImage.TYPE_BYTE_INDEXED,
          BufferedImage.TYPE_BYTE_BINARY
        }) {
      BufferedImage other = new BufferedImage(letter.getWidth(), letter.getHeight(), type);
      other.createGraphics().drawImage(letter, 0, 0, null);
      for (boolean interlaced : new boolean[] {false, true}) {
        assertEquals(List.of(TEXT), QrImage.read(png(other, interlaced), LONG), "type " + type);
      }
    }
    // An image with nothing but light modules.
    BufferedImage light = new BufferedImage(400, 400, BufferedImage.TYPE_INT_ARGB);
    BufferedImage code = ImageIO.read(new ByteArrayInputStream(QrImage.png("one", 10)));
    for (int y = 0; y < code.getHeight(); y++) {
      for (int x = 0; x < code.getWidth(); x++) {
        light.setRGB(x + 40, y + 40, (code.getRGB(x, y) & 1) == 0 ? 0xffffffff : 0);
      }
    }
    assertEquals(List.of("one"), QrImage.read(file(light, "png"), LONG));
  }

  private static byte[] png(BufferedImage image, boolean interlaced) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
      writer.setOutput(out);
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setProgressiveMode(
          interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
      writer.write(null, new IIOImage(image, null, null), how);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }

  /** The platform's readers throw exceptions without a message. */
  @Test
  void read_cutOffHeader_isRefused() {
    byte[] header = HexFormat.of().parseHex("00000d4948445200240000000000000000db0093007401");

    IOException e = assertThrows(IOException.class, () -> QrImage.read(header));

    assertEquals("not a PNG or JPEG, of 23 bytes", e.getMessage());
  }

  @Test
  void read_imageWithoutCode_isEmptyAndOtherFilesAreRefused(@TempDir Path folder)
      throws IOException {
    assertEquals(
        List.of(),
        QrImage.read(file(new BufferedImage(60, 60, BufferedImage.TYPE_INT_RGB), "png")));
    IOException rubbish =
        assertThrows(IOException.class, () -> QrImage.read("SECRET".getBytes(US_ASCII)));
    assertEquals("not a PNG or JPEG, of 6 bytes", rubbish.getMessage());
    byte[] cut = Arrays.copyOf(QrImage.png(TEXT, 4), 60);
    assertThrows(IOException.class, () -> QrImage.read(cut));
    Path large = folder.resolve("large");
    try (var out =
        Files.newByteChannel(large, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      out.position(QrImage.MAX_BYTES);
      out.write(ByteBuffer.wrap(new byte[1]));
    }
    assertThrows(IOException.class, () -> QrImage.read(large));
  }

  /** A small PNG declares 30,000 by 30,000 pixels. */
  @Test
  void read_hugeDeclaredSize_isRefusedBeforeUnpacking() throws IOException {
    byte[] png = QrImage.png(TEXT, 1);
    for (int at : new int[] {16, 20}) {
      png[at + 2] = (byte) (30_000 >> 8);
      png[at + 3] = (byte) 30_000;
    }
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    for (int i = 0; i < 4; i++) {
      png[29 + i] = (byte) (crc.getValue() >> (24 - 8 * i));
    }

    IOException refused = assertThrows(IOException.class, () -> QrImage.read(png));

    assertEquals(
        "a photo must have at most 64 million pixels, got 900000000", refused.getMessage());
  }

  @Test
  void svgAndBlocks_text_haveTheModulesOfThePng() throws IOException {
    BufferedImage png = ImageIO.read(new ByteArrayInputStream(QrImage.png("一网通办", 1)));
    int side = png.getWidth();
    String svg = QrImage.svg("一网通办");
    String[] rows = QrImage.blocks("一网通办").split("\n", -1);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        boolean isDark = (png.getRGB(x, y) & 0xffffff) == 0;
        assertEquals(isDark, svg.contains("M" + x + " " + y + "h1v1h-1z"));
        char block = rows[y / 2].charAt(x);
        assertEquals(isDark, (y % 2 == 0 ? "█▀" : "█▄").indexOf(block) >= 0);
      }
    }
    assertTrue(svg.contains("viewBox=\"0 0 " + side + " " + side + "\""));
    assertThrows(IllegalArgumentException.class, () -> QrImage.svg(""));
    assertThrows(IllegalArgumentException.class, () -> QrImage.png("x", 0));
    assertThrows(IllegalArgumentException.class, () -> QrImage.blocks("x".repeat(1025)));
  }
}
