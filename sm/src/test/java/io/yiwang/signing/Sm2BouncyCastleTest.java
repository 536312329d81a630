package io.yiwang.signing;

import io.yiwang.identity.sm.Sm2Provider;

class Sm2BouncyCastleTest extends Sm2Contract {
  Sm2BouncyCastleTest() {
    super(Sm2Provider.BOUNCY_CASTLE);
  }
}
