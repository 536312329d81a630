package io.yiwang.testkit;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * Makes and draws the QR codes that a gateway prints on letters, posters and screens, valid ones
 * and forged ones. Ids are not looked up.
 *
 * @see "IGS/1 section 9"
 */
public final class PrintedCodes {
  private static final Duration GOOD_FOR = Duration.ofDays(365);

  /** The width of A4 at 200 dots per inch. */
  private static final int WIDTH = 1654;

  private static final int HEIGHT = 2339;
  private static final int MARGIN = 200;

  /** The quiet zone in modules (ISO/IEC 18004 section 9.1). */
  private static final int QUIET = 4;

  private final GatewayAddress gateway;
  private final Clock clock;
  private final @Nullable Instant expiresAt;
  private final boolean forged;

  PrintedCodes(GatewayAddress gateway, Clock clock) {
    this(gateway, clock, null, false);
  }

  private PrintedCodes(
      GatewayAddress gateway, Clock clock, @Nullable Instant expiresAt, boolean forged) {
    this.gateway = gateway;
    this.clock = clock;
    this.expiresAt = expiresAt;
    this.forged = forged;
  }

  /** Returns a maker of codes that expire then; by default they expire after a year. */
  public PrintedCodes until(Instant end) {
    return new PrintedCodes(gateway, clock, end, forged);
  }

  /** Returns a maker of forged codes, whose signatures do not verify. */
  public PrintedCodes forged() {
    return new PrintedCodes(gateway, clock, expiresAt, true);
  }

  /**
   * Returns the text of a penalty decision's code.
   *
   * @param decisionNumber the number as printed, Chinese characters included
   */
  public String penalty(String decisionNumber) {
    return text("p", decisionNumber);
  }

  /** Returns the text of a public service's code. */
  public String service(String code) {
    return text("s", code);
  }

  /** Returns the text of a campaign's code. */
  public String campaign(String code) {
    return text("c", code);
  }

  /** Returns the text of a signing's code. */
  public String signing(String signingId) {
    return text("g", signingId);
  }

  private String text(String kind, String id) {
    Instant end = expiresAt == null ? clock.instant().plus(GOOD_FOR) : expiresAt;
    String text = gateway.qr(kind, id, end);
    if (!forged) {
      return text;
    }
    int signature = text.lastIndexOf("&s=") + 3;
    char other = text.charAt(signature) == 'A' ? 'B' : 'A';
    return text.substring(0, signature) + other + text.substring(signature + 1);
  }

  /**
   * Returns the QR code of a text as PNG, black on white.
   *
   * @param pixels the side of a module in pixels
   */
  public byte[] png(String text, int pixels) {
    ByteMatrix modules = modules(text);
    int side = (modules.getWidth() + 2 * QUIET) * pixels;
    BufferedImage image = white(side, side);
    Graphics2D graphics = image.createGraphics();
    draw(graphics, modules, QUIET * pixels, QUIET * pixels, pixels);
    graphics.dispose();
    return png(image);
  }

  /**
   * Returns a page of A4 with a decision's code of about 25 mm, as PNG with 200 dots per inch. Its
   * words are bars, since not every machine has a font with Chinese characters.
   *
   * @param decisionNumber the number as printed, Chinese characters included
   */
  public byte[] letter(String decisionNumber) {
    BufferedImage page = white(WIDTH, HEIGHT);
    Graphics2D graphics = page.createGraphics();
    graphics.setColor(Color.BLACK);
    graphics.fillRect(WIDTH / 2 - 320, 220, 640, 60); // its heading
    Random words = new Random(decisionNumber.hashCode());
    for (int line = 0; line < 22; line++) {
      words(graphics, words, 670 + line * 56);
    }
    graphics.setStroke(new BasicStroke(9));
    graphics.drawOval(WIDTH - MARGIN - 370, HEIGHT - 530, 330, 330); // the agency's seal
    ByteMatrix modules = modules(penalty(decisionNumber));
    int pixels = 3;
    int side = modules.getWidth() * pixels;
    draw(graphics, modules, WIDTH - MARGIN - side, 340, pixels);
    graphics.dispose();
    return png(page);
  }

  private static void words(Graphics2D graphics, Random words, int y) {
    int x = MARGIN;
    while (x < WIDTH - MARGIN) {
      int word = 26 + words.nextInt(106);
      graphics.fillRect(x, y, Math.min(word, WIDTH - MARGIN - x), 22);
      x += word + 16;
    }
  }

  private static ByteMatrix modules(String text) {
    try {
      return Encoder.encode(text, ErrorCorrectionLevel.M).getMatrix();
    } catch (WriterException e) {
      throw new IllegalArgumentException("the text is too long for a code", e);
    }
  }

  private static BufferedImage white(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return image;
  }

  private static void draw(Graphics2D graphics, ByteMatrix modules, int left, int top, int pixels) {
    graphics.setColor(Color.BLACK);
    for (int y = 0; y < modules.getHeight(); y++) {
      for (int x = 0; x < modules.getWidth(); x++) {
        if (modules.get(x, y) == 1) {
          graphics.fillRect(left + x * pixels, top + y * pixels, pixels, pixels);
        }
      }
    }
  }

  private static byte[] png(BufferedImage image) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", file);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return file.toByteArray();
  }
}
