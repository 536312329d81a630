package io.yiwang.ofd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DerTest {
  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  /** The last byte of some values looks like the header of a value that takes all the rest. */
  @ParameterizedTest
  @ValueSource(strings = {"", "040104", "0c0204a4", "04020484", "0201a4", "048100", "1f8101020404"})
  void isTooDeep_nestedValuesAfterAnother_isTrue(String before) {
    byte[] first = hex(before);
    ByteBuffer bytes = ByteBuffer.allocate(6 + first.length + 6 * 2000);
    bytes.put((byte) 0x30).put((byte) 0x84).putInt(bytes.remaining() - 4).put(first);
    while (bytes.hasRemaining()) {
      bytes.put((byte) 0xa4).put((byte) 0x84).putInt(bytes.remaining() - 4);
    }

    assertTrue(Der.isTooDeep(bytes.array()));
  }

  @Test
  void isTooDeep_manyValuesSideBySide_isFalse() throws Exception {
    ASN1Encodable[] values = new ASN1Encodable[5000];
    for (int i = 0; i < values.length; i++) {
      values[i] = new DERSequence(new DEROctetString(new byte[] {0x30, (byte) 0xa4, 0x30}));
    }

    assertFalse(Der.isTooDeep(new DERSequence(values).getEncoded()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"3006 020101 0401ff", "308106 020101 0401ff", "308400000006 020101 0401ff"})
  void within_lengthsOfEveryForm_returnsTheBytesAsTheyCame(String der) throws Exception {
    List<byte[]> parts = Der.within(hex(der));

    assertEquals(2, parts.size());
    assertArrayEquals(hex("020101"), parts.get(0));
    assertArrayEquals(hex("0401ff"), parts.get(1));
  }

  @Test
  void within_indefiniteLength_returnsTheSameValues() throws Exception {
    assertArrayEquals(hex("0401ff"), Der.within(hex("3080 020101 0401ff 0000")).get(1));
    assertThrows(IOException.class, () -> Der.within(hex("3006 3080 0101 ff00")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 255, 256, 65_535, 65_536, 1 << 24})
  void sequence_everyLength_isThatOfTheLibrary(int size) throws Exception {
    byte[] part = new DEROctetString(new byte[size]).getEncoded();

    assertArrayEquals(
        new DERSequence(new DEROctetString(new byte[size])).getEncoded(), Der.sequence(part));
  }
}
