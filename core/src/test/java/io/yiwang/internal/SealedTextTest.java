package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.PayloadCipher;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealedTextTest {
  private static final PayloadCipher CIPHER =
      new AesGcmCipher("k1", "0123456789abcdef0123456789abcdef".getBytes(UTF_8));
  private static final SealedText QUOTES = new SealedText("quote");

  private final String good = sealed();

  private static String sealed() {
    try {
      return QUOTES.seal("secret".getBytes(UTF_8), CIPHER);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void open_sealedText_returnsThePlainText() throws GeneralSecurityException {
    assertArrayEquals("secret".getBytes(UTF_8), QUOTES.open(good, CIPHER));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "1  ",
        "2 azE AAAA",
        "1 azE AAAA AAAA",
        "1 !!! AAAA",
        "1 azE !secret!",
        "\u0000 \u001b[2J x"
      })
  void open_foreignText_isRefusedWithoutBeingQuoted(String text) {
    Exception refused = assertThrows(Exception.class, () -> QUOTES.open(text, CIPHER));

    assertTrue(
        refused instanceof IllegalArgumentException || refused instanceof GeneralSecurityException,
        refused::toString);
    assertFalse(String.valueOf(refused.getMessage()).contains("secret"), refused::toString);
    assertFalse(String.valueOf(refused.getMessage()).contains("\u001b"), refused::toString);
  }

  /** Checks that the key id in a foreign text is not quoted. */
  @Test
  void open_unknownKeyId_isNotQuoted() {
    String name =
        Base64.getUrlEncoder().withoutPadding().encodeToString("\u001b[2Jfoe".getBytes(UTF_8));
    String text = good.replaceFirst(" \\S+ ", " " + name + " ");

    GeneralSecurityException refused =
        assertThrows(GeneralSecurityException.class, () -> QUOTES.open(text, CIPHER));

    assertFalse(refused.toString().contains("foe"), refused::toString);
  }

  @Test
  void open_anyCharacterChanged_isRefused() {
    for (int i = 0; i < good.length(); i++) {
      StringBuilder changed = new StringBuilder(good);
      changed.setCharAt(i, good.charAt(i) == 'A' ? 'B' : 'A');
      byte[] opened = null;
      try {
        opened = QUOTES.open(changed.toString(), CIPHER);
      } catch (IllegalArgumentException | GeneralSecurityException e) {
        // Expected.
      }
      // The last character of base64 has unused bits.
      boolean meansNothing = opened != null && i == good.length() - 1;
      assertTrue(opened == null || meansNothing, "at " + i);
    }
    SealedText other = new SealedText("citizen session");
    assertThrows(GeneralSecurityException.class, () -> other.open(good, CIPHER));
  }

  @Test
  void open_millionsOfWords_takesLittleMemory() {
    String text = "1" + " ".repeat(5_000_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(id);

    assertThrows(IllegalArgumentException.class, () -> QUOTES.open(text, CIPHER));

    long took = threads.getThreadAllocatedBytes(id) - before;
    assertTrue(took < 15_000_000, () -> took + " bytes");
  }
}
