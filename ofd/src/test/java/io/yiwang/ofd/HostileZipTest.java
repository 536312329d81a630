package io.yiwang.ofd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.ofd.OfdMaker.Sealing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileZipTest {
  private Holder signer;

  private DocumentTrust trust;

  private byte[] good;

  @BeforeAll
  void make() throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    signer = TestPki.under(root, "CN=signer", "SM3withSM2", TestPki.CITIZEN);
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    trust =
        new DocumentTrust(
            anchors, anchors, Clock.fixed(TestPki.SIGNED.plusSeconds(60), ZoneOffset.UTC));
    good = OfdMaker.receipt().seal(new Sealing(signer, signer)).zip();
  }

  private OfdVerdict verify(byte[] ofd) throws Exception {
    try (OfdDocument document = OfdDocument.open(ofd, OfdLimits.DEFAULT)) {
      return document.verify(trust, OfdPolicy.strict());
    }
  }

  private static void assertRefused(byte[] ofd) {
    assertThrows(OfdException.class, () -> OfdDocument.open(ofd, OfdLimits.DEFAULT).close());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../x", "a/../../x", "/x", "C:x", "..\\x", "ofd.XML", "a//b", "./x", "a\u0000b"})
  void open_nameThatLeadsOutOrClashes_isRefused(String name) throws Exception {
    OfdMaker made = OfdMaker.receipt();
    made.files.put(name, new byte[1]);

    assertRefused(made.zip());
  }

  @Test
  void open_sameNameTwice_isRefused() throws Exception {
    OfdMaker made = OfdMaker.receipt();
    made.files.put("OFD.xmm", "<x/>".getBytes(UTF_8));
    String zip = new String(made.zip(), ISO_8859_1).replace("OFD.xmm", "OFD.xml");

    assertRefused(zip.getBytes(ISO_8859_1));
  }

  /** Some readers use the directory, others the local headers. */
  @Test
  void open_nameThatDiffersFromTheDirectory_isRefused() throws Exception {
    String zip = new String(good, ISO_8859_1);
    int first = zip.indexOf("OFD.xml");
    byte[] changed = good.clone();
    changed[first] = 'X';

    assertRefused(changed);
  }

  /** Returns a zip with additional bytes before the directory, which is found all the same. */
  private static byte[] withBytesBeforeDirectory(byte[] zip, byte[] more) {
    ByteBuffer read = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int directory = read.getInt(zip.length - 6);
    ByteBuffer changed =
        ByteBuffer.allocate(zip.length + more.length).order(ByteOrder.LITTLE_ENDIAN);
    changed.put(zip, 0, directory).put(more).put(zip, directory, zip.length - directory);
    return changed.putInt(changed.capacity() - 6, directory + more.length).array();
  }

  /** A reader that goes through the file from its beginning would show another page. */
  @Test
  void open_entryThatTheDirectoryDoesNotName_isRefused() throws Exception {
    OfdMaker made = OfdMaker.receipt();
    made.files.keySet().retainAll(Set.of("OFD.xml"));
    byte[] other = made.zip();
    int directory = ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN).getInt(other.length - 6);

    assertRefused(withBytesBeforeDirectory(good, Arrays.copyOf(other, directory)));
    assertRefused(withBytesBeforeDirectory(good, new byte[(1 << 20) + 1]));
    assertTrue(
        verify(withBytesBeforeDirectory(good, new byte[1000])).valid(), "padding is allowed");
  }

  @Test
  void open_sizesThatDifferFromTheDirectory_isRefused() {
    byte[] changed = good.clone();
    // The flags no longer say that sizes follow, and the sizes in the header are 0.
    changed[6] &= ~8;

    assertRefused(changed);
  }

  /** To another reader, the bytes after the compressed data would be the next entry. */
  @Test
  void open_bytesAfterTheCompressedData_isRefused() throws Exception {
    byte[] changed = good.clone();
    ByteBuffer zip = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
    int at = zip.getInt(changed.length - 6);
    while (!new String(changed, at + 46, zip.getShort(at + 28), UTF_8).equals("OFD.xml")) {
      at += 46 + zip.getShort(at + 28) + zip.getShort(at + 30) + zip.getShort(at + 32);
    }
    zip.putInt(at + 20, zip.getInt(at + 20) + 16);

    assertRefused(changed);
  }

  @Test
  void open_bomb_isRefused() throws Exception {
    OfdMaker made = OfdMaker.receipt();
    made.files.put("Doc_0/bomb.bin", new byte[20 << 20]);

    assertRefused(made.zip());
  }

  @Test
  void open_cutOrPaddedOrNotAZip_isRefused() {
    for (int length = 0; length < good.length; length += 97) {
      assertRefused(Arrays.copyOf(good, length));
    }
    assertRefused(Arrays.copyOf(good, good.length + 1));
    assertRefused("%PDF-1.7".getBytes(UTF_8));
  }
}
