package io.yiwang.qr;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Makes JPEG files, and changes their segments. */
final class JpegMaker {
  private JpegMaker() {}

  static byte[] jpeg(IIOImage image, boolean progressive) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file)) {
      writer.setOutput(out);
      ImageWriteParam how = writer.getDefaultWriteParam();
      if (progressive) {
        how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      writer.write(null, image, how);
    } finally {
      writer.dispose();
    }
    return file.toByteArray();
  }

  static byte[] jpeg(BufferedImage image, boolean progressive) throws IOException {
    return jpeg(new IIOImage(image, null, null), progressive);
  }

  static BufferedImage page(int width, int height, int type) throws IOException {
    BufferedImage page = new BufferedImage(width, height, type);
    var graphics = page.createGraphics();
    graphics.fillRect(0, 0, width, height);
    BufferedImage code = ImageIO.read(new ByteArrayInputStream(QrImage.png("one", 12)));
    graphics.drawImage(code, width / 3, height / 3, null);
    graphics.dispose();
    return page;
  }

  static byte[] withSize(byte[] jpeg, int width, int height) {
    byte[] changed = jpeg.clone();
    int at = 2;
    while ((changed[at + 1] & 0xf0) != 0xc0 || changed[at + 1] == (byte) 0xc4) {
      at += 2 + (((changed[at + 2] & 0xff) << 8) | (changed[at + 3] & 0xff));
    }
    ByteBuffer.wrap(changed).putShort(at + 5, (short) height).putShort(at + 7, (short) width);
    return changed;
  }

  static byte[] segment(int marker, byte[] data) {
    return ByteBuffer.allocate(4 + data.length)
        .put((byte) 0xff)
        .put((byte) marker)
        .putShort((short) (2 + data.length))
        .put(data)
        .array();
  }

  /** Returns the position of the first segment with a marker. */
  static int marker(byte[] jpeg, int marker) {
    int at = 2;
    while (jpeg[at + 1] != (byte) marker) {
      at += 2 + (((jpeg[at + 2] & 0xff) << 8) | (jpeg[at + 3] & 0xff));
    }
    return at;
  }

  static byte[] with(byte[] jpeg, int at, byte[]... parts) {
    ByteArrayOutputStream more = new ByteArrayOutputStream();
    more.write(jpeg, 0, at);
    Stream.of(parts).forEach(more::writeBytes);
    more.write(jpeg, at, jpeg.length - at);
    return more.toByteArray();
  }
}
