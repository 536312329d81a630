package io.yiwang.signing;

import io.yiwang.identity.sm.Sm2Provider;

class Sm2BuiltInTest extends Sm2Contract {
  Sm2BuiltInTest() {
    super(Sm2Provider.BUILT_IN);
  }
}
