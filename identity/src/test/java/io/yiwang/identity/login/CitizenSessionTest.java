package io.yiwang.identity.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.identity.sm.Sm4GcmCipher;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.PayloadCipher;
import io.yiwang.value.AccessToken;
import io.yiwang.value.Confidential;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests how a citizen's session is written and read. */
class CitizenSessionTest {
  private static final byte[] OLD_KEY = new byte[32];
  private static final PayloadCipher CIPHER = new AesGcmCipher("k-1", OLD_KEY);
  private static final CitizenSession FULL =
      new CitizenSession(
          "sub 1\n",
          Confidential.of("李 *\ud842\udfb7"),
          "",
          "330106",
          "igs:verified",
          Instant.parse("2026-06-01T00:00:00.123456789Z"),
          new AccessToken("at-6sPq"),
          Instant.parse("2026-06-01T00:10:00Z"),
          Confidential.of("rt-1"),
          Confidential.of("e30.e30.c2ln"));
  private static final CitizenSession BARE =
      new CitizenSession(
          "-",
          null,
          null,
          null,
          "",
          null,
          new AccessToken("at"),
          Instant.EPOCH,
          null,
          Confidential.of("."));

  @Test
  void of_writtenText_isTheSameSession() throws Exception {
    for (PayloadCipher cipher : List.of(CIPHER, new Sm4GcmCipher("k", new byte[16]))) {
      for (CitizenSession session : List.of(FULL, BARE)) {
        assertEquals(session, CitizenSession.of(session.text(cipher), cipher));
      }
    }
  }

  @Test
  void text_session_isOneLineThatShowsNothing() throws Exception {
    String text = FULL.text(CIPHER);

    assertFalse(text.contains("\n"));
    String decoded =
        new String(Base64.getUrlDecoder().decode(text.substring(text.lastIndexOf(' ') + 1)), UTF_8);
    for (String part : List.of("sub 1", "李", "330106", "at-6sPq", "rt-1", "verified", "e30")) {
      String packed = Base64.getUrlEncoder().withoutPadding().encodeToString(part.getBytes(UTF_8));
      assertFalse(text.contains(part) || text.contains(packed), part);
      assertFalse(decoded.contains(part) || decoded.contains(packed), part);
    }
    assertNotEquals(text, FULL.text(CIPHER));
  }

  @Test
  void of_textWithAnOlderKey_isRead() throws Exception {
    String text = FULL.text(CIPHER);
    PayloadCipher rotated =
        new AesGcmCipher("k-2", "0123456789abcdef".getBytes(UTF_8), Map.of("k-1", OLD_KEY));

    assertEquals(FULL, CitizenSession.of(text, rotated));
    assertThrows(
        GeneralSecurityException.class,
        () -> CitizenSession.of(text, new AesGcmCipher("k-2", OLD_KEY)));
  }

  @Test
  void of_changedText_isRefused() throws Exception {
    String text = FULL.text(CIPHER);
    int from = text.lastIndexOf(' ') + 1;
    for (int i = from; i < text.length() - 1; i++) {
      char other = text.charAt(i) == 'A' ? 'B' : 'A';
      String changed = text.substring(0, i) + other + text.substring(i + 1);
      assertThrows(GeneralSecurityException.class, () -> CitizenSession.of(changed, CIPHER));
    }
  }

  @Test
  void of_somethingElse_isRefusedWithoutQuotingIt() throws Exception {
    byte[] sealed = CIPHER.encrypt(new byte[] {'x'}, "other".getBytes(UTF_8));
    String none = "1 ay0x " + Base64.getUrlEncoder().encodeToString(sealed);
    for (String text :
        List.of("", "1", "1 2", "2 azE AAAA", "1 .azE AAAA", "1 azE \u4e00", "1 - -")) {
      var e =
          assertThrows(IllegalArgumentException.class, () -> CitizenSession.of(text, CIPHER), text);
      assertEquals("this is not a citizen session as text(...) writes it", e.getMessage());
      assertNull(e.getCause());
    }
    assertThrows(GeneralSecurityException.class, () -> CitizenSession.of(none, CIPHER));
  }
}
