package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class SignatureInputTest {
  /** A regular expression with a capturing repetition would need stack for each parameter. */
  @Test
  void read_hundredThousandParameters_isRefused() {
    String header = "igs=(\"@status\")" + ";a".repeat(100_000);

    assertNull(SignatureInput.read(header));
    assertNull(SignedParts.read(header));
  }
}
