package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.identity.sm.Sm2Sealer;
import io.yiwang.identity.sm.Sm2Unsealer;
import io.yiwang.signing.Sealed;
import java.security.GeneralSecurityException;
import java.util.stream.Stream;

/** Fuzzes sealed texts. */
public final class SealedFuzz implements FuzzTarget {
  private static final String TEXT = "11010519491231002X";

  @Override
  public Stream<byte[]> good() throws GeneralSecurityException {
    Sealed sealed = new Sm2Sealer("enc-1", FuzzPki.key().publicKey()).seal(TEXT, "/idNumber");
    return Stream.of(
        String.join("\n", sealed.ek(), sealed.iv(), sealed.ct(), sealed.tag()).getBytes(UTF_8));
  }

  /** Checks that an input opens to the text that was sealed, or does not open. */
  @Override
  public boolean read(byte[] bytes) {
    String[] parts = new String(bytes, UTF_8).split("\n", 4);
    if (parts.length < 4) {
      return false;
    }
    Sealed sealed = new Sealed("enc-1", "sm2-sm4-gcm", parts[0], parts[1], parts[2], parts[3]);
    try {
      assertEquals(TEXT, new Sm2Unsealer("enc-1", FuzzPki.key()).open(sealed, "/idNumber"));
      return true;
    } catch (GeneralSecurityException e) {
      assertEquals(null, e.getCause());
      return false;
    }
  }
}
