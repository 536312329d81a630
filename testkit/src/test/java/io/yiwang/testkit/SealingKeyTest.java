package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.signing.Sealed;
import java.security.GeneralSecurityException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SealingKeyTest {
  private static SealingKey key(SandboxScheme scheme) {
    SandboxScheme pair = scheme == SandboxScheme.SM2 ? scheme : SandboxScheme.RSA;
    return new SealingKey("seal-1", scheme, KeyPool.pair(pair, "seal-1"));
  }

  @ParameterizedTest
  @EnumSource(names = {"SM2", "ED25519"})
  void open_textOfAnyLength_isWhole(SandboxScheme scheme) throws GeneralSecurityException {
    SealingKey key = key(scheme);
    // A second key of the same pair unwraps what the first has wrapped.
    SealingKey gateways = key(scheme);

    for (int length : new int[] {1, 15, 16, 17, 32, 33, 48, 4000}) {
      String text = "x".repeat(length);
      assertEquals(text, gateways.open(key.seal(text, "/a"), "/a"), "of " + length + " bytes");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SM2", "ED25519"})
  void open_inAnotherPlace_isRefused(SandboxScheme scheme) throws GeneralSecurityException {
    SealingKey key = key(scheme);
    Sealed sealed = key.seal("杭州云栖示例物流有限公司", "/name");

    assertThrows(GeneralSecurityException.class, () -> key.open(sealed, "/idNumber"));
    assertThrows(GeneralSecurityException.class, () -> key(scheme).open(sealed, "/idNumber"));
  }
}
