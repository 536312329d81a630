package io.yiwang.examples.fuzz;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.yiwang.qr.QrImage;
import java.io.IOException;
import java.util.stream.Stream;

/** Whatever is called a photo: texts are found in it, or it is no image. */
public final class QrImageFuzz implements FuzzTarget {
  @Override
  public Stream<byte[]> good() {
    return Stream.of(QrImage.png("a", 4));
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
