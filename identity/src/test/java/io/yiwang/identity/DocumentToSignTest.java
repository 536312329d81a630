package io.yiwang.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.identity.sm.Sm3Digest;
import io.yiwang.signing.ContentDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentToSignTest {
  private static final byte[] ABC = "abc".getBytes(US_ASCII);

  // The digests of "abc" in FIPS 180-4 and in GB/T 32905-2016 appendix A.1.
  private static final String SHA_256 =
      base64("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  private static final String SM3 =
      base64("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");

  @Test
  void of_bytes_matchesTheStandards() {
    assertEquals(
        new DocumentToSign("a.txt", "text/plain", 3, new DocumentToSign.Digest("sha-256", SHA_256)),
        DocumentToSign.of("a.txt", "text/plain", ABC, ContentDigest.SHA_256));
    assertEquals(
        new DocumentToSign.Digest("sm3", SM3),
        DocumentToSign.of("a.txt", "text/plain", ABC, Sm3Digest.INSTANCE).digest());
  }

  @Test
  void of_file_hasTheDigestOfItsBytes(@TempDir Path folder) throws IOException {
    // Longer than the read buffer, and not a multiple of it.
    byte[] content = new byte[200_001];
    content[200_000] = 1;
    Path file = Files.write(folder.resolve("lease.pdf"), content);
    ContentDigest wholeInMemory =
        new ContentDigest() {
          @Override
          public String algorithm() {
            return "sha-256";
          }

          @Override
          public byte[] digest(byte[] whole) {
            return ContentDigest.SHA_256.digest(whole);
          }
        };

    for (ContentDigest digest : List.of(ContentDigest.SHA_256, Sm3Digest.INSTANCE, wholeInMemory)) {
      assertEquals(
          DocumentToSign.of("lease.pdf", "application/pdf", content, digest),
          DocumentToSign.of(file, "application/pdf", digest));
    }
  }

  @Test
  void mediaType_withParameters_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> DocumentToSign.of("a.txt", "text/plain; charset=utf-8", ABC, ContentDigest.SHA_256));
  }

  @Test
  void name_outOfBounds_isRefused() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> DocumentToSign.of("字".repeat(256), "text/plain", ABC, ContentDigest.SHA_256));

    assertEquals("name must be 1 to 255 characters, got 256", e.getMessage());
  }

  @Test
  void digest_ofAnotherLengthOrAlgorithm_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> new DocumentToSign.Digest("sm3", "AAAA"));
    assertThrows(IllegalArgumentException.class, () -> new DocumentToSign.Digest("md5", SHA_256));
  }

  @Test
  void toString_hidesName() {
    assertEquals(
        "DocumentToSign[text/plain, 3 bytes]",
        DocumentToSign.of("王小明.txt", "text/plain", ABC, ContentDigest.SHA_256).toString());
  }

  private static String base64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }
}
