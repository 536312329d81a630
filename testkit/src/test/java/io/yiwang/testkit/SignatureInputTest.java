package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class SignatureInputTest {
  /** A regular expression that comes back for each repetition needs the stack for each. */
  @Test
  void read_hundredThousandParameters_isNoStackOverflow() {
    String header = "igs=(\"@status\")" + ";a".repeat(100_000);

    assertNull(SignatureInput.read(header));
    assertNull(SignedParts.read(header));
  }
}
