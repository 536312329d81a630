package io.yiwang.signing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DerTest {
  /** Checks the lengths from which one more byte is needed (X.690 section 8.1.3). */
  @ParameterizedTest
  @CsvSource({
    "0,0400",
    "127,047f",
    "128,048180",
    "255,0481ff",
    "256,04820100",
    "65535,0482ffff",
    "65536,0483010000"
  })
  void write_lengthsAtTheBoundaries_haveTheShortestForm(int length, String head)
      throws IOException {
    byte[] content = new byte[length];
    Arrays.fill(content, (byte) 7);

    byte[] der = Der.write(Der.OCTET_STRING, content);

    assertEquals(head, HexFormat.of().formatHex(der, 0, der.length - length));
    assertArrayEquals(content, Der.read(der).content());
  }
}
