package io.yiwang.examples.fuzz;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.yiwang.qr.QrImage;
import java.io.IOException;
import java.util.stream.Stream;

/** Whatever is called a photo: texts are found in it, or it is no image. */
public final class QrImageFuzz implements FuzzTarget {
  @Override
  public Stream<byte[]> seeds() {
    return Stream.of(QrImage.png("a", 64));
  }

  @Override
  public void read(byte[] bytes) {
    try {
      assertNotNull(QrImage.read(bytes));
    } catch (IOException e) {
      assertNotNull(e.getMessage());
    }
  }
}
