package io.yiwang.examples.fuzz;

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

/** Whatever is called a photo: texts are found in it, or it is no image. */
public final class QrImageFuzz implements FuzzTarget {
  @Override
  public Stream<byte[]> good() throws IOException {
    return Stream.of(QrImage.png("a", 4), jpeg(false), jpeg(true));
  }

  private static byte[] jpeg(boolean progressive) throws IOException {
    BufferedImage code = ImageIO.read(new ByteArrayInputStream(QrImage.png("a", 4)));
    BufferedImage grey =
        new BufferedImage(code.getWidth(), code.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
    grey.createGraphics().drawImage(code, 0, 0, null);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
      writer.setOutput(out);
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setProgressiveMode(
          progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
      writer.write(null, new IIOImage(grey, null, null), how);
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
