package io.yiwang.systemtests.fuzz;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.yiwang.qr.QrImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Fuzzes photos of QR codes. */
public final class QrImageFuzz implements FuzzTarget {
  @Override
  public Stream<byte[]> good() throws IOException {
    return Stream.of(QrImage.png("a", 4), jpeg(false), jpeg(true));
  }

  private static byte[] jpeg(boolean progressive) throws IOException {
    BufferedImage code = ImageIO.read(new ByteArrayInputStream(QrImage.png("a", 4)));
    BufferedImage gray =
        new BufferedImage(code.getWidth(), code.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
    gray.createGraphics().drawImage(code, 0, 0, null);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
      writer.setOutput(out);
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setProgressiveMode(
          progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
      writer.write(null, new IIOImage(gray, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }

  @Override
  public boolean read(byte[] bytes) {
    try {
      return !QrImage.read(bytes).isEmpty();
    } catch (IOException e) {
      assertNotNull(e.getMessage());
      return false;
    }
  }
}
