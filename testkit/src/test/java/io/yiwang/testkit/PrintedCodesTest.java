package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.zxing.Binarizer;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GovSandboxExtension.class)
class PrintedCodesTest {
  private static String drawn(byte[] png) throws Exception {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    LuminanceSource page = new RGBLuminanceSource(width, height, pixels);
    // On a whole page, the reader sometimes finds a code only by the other of two ways.
    for (Binarizer way : List.of(new HybridBinarizer(page), new GlobalHistogramBinarizer(page))) {
      for (Map<DecodeHintType, Boolean> hints :
          List.of(
              Map.of(DecodeHintType.TRY_HARDER, true),
              Map.<DecodeHintType, Boolean>of(),
              Map.of(DecodeHintType.PURE_BARCODE, true))) {
        Optional<String> text = read(way, hints);
        if (text.isPresent()) {
          return text.get();
        }
      }
    }
    throw new AssertionError("there is no code that can be read");
  }

  private static Optional<String> read(Binarizer way, Map<DecodeHintType, Boolean> hints) {
    try {
      return Optional.of(new QRCodeReader().decode(new BinaryBitmap(way), hints).getText());
    } catch (ReaderException e) {
      return Optional.empty();
    }
  }

  private static void verify(GovSandbox sandbox, String text) throws GeneralSecurityException {
    int end = text.lastIndexOf("&s=");
    sandbox
        .gatewayVerifier()
        .verify(
            text.substring(0, end).getBytes(UTF_8),
            Base64.getUrlDecoder().decode(text.substring(end + 3)));
  }

  @Test
  void codes_everyKind_areSignedAndDrawn(GovSandbox sandbox) throws Exception {
    PrintedCodes codes = sandbox.printedCodes();
    Map<String, String> kinds =
        Map.of(
            "p", codes.penalty("0301717010100001"),
            "s", codes.service("11330100002489559A4330117013000"),
            "c", codes.campaign("parking-ideas"),
            "g", codes.signing("sig-1"));
    for (Map.Entry<String, String> each : kinds.entrySet()) {
      String text = each.getValue();
      String start = "https://" + sandbox.endpoint().getAuthority() + "/q/" + each.getKey() + "/";
      assertEquals(start, text.substring(0, start.length()));
      verify(sandbox, text);
      assertEquals(text, drawn(codes.png(text, 3)));
    }
  }

  @Test
  void penalty_chineseNumber_isEscapedInTheCode(GovSandbox sandbox) throws Exception {
    String number = "杭西综执罚字〔2017〕第000123号";

    PrintedCodes codes = sandbox.printedCodes().until(Instant.ofEpochSecond(1_900_000_000));
    String text = codes.penalty(number);

    verify(sandbox, text);
    assertEquals(
        number,
        URLDecoder.decode(text.substring(text.indexOf("/q/p/") + 5, text.indexOf('?')), UTF_8));
    assertEquals(text, drawn(codes.letter(number)));
  }

  @Test
  void badCodes_expiredOrForged_areRefused(GovSandbox sandbox) throws Exception {
    Instant end = Instant.ofEpochSecond(1_500_000_000);
    String over = sandbox.printedCodes().until(end).penalty("1");
    String forged = sandbox.printedCodes().forged().penalty("1");

    assertEquals("1500000000", over.substring(over.indexOf("?x=") + 3, over.indexOf("&k=")));
    assertDoesNotThrow(() -> verify(sandbox, over));
    assertThrows(GeneralSecurityException.class, () -> verify(sandbox, forged));
  }

  @Test
  void letter_drawn_hasItsCode(GovSandbox sandbox) throws Exception {
    String number = sandbox.seed().payableFines("330106").get(0).decisionNumber();

    byte[] letter = sandbox.printedCodes().letter(number);

    BufferedImage page = ImageIO.read(new ByteArrayInputStream(letter));
    assertEquals(1654, page.getWidth());
    assertEquals(2339, page.getHeight());
    assertEquals(
        sandbox.endpoint().getAuthority() + "/q/p/" + number,
        drawn(letter).replaceFirst("https://", "").replaceFirst("\\?.*", ""));
  }
}
