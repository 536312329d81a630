package io.yiwang.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class OpensslTest {
  @Test
  void perSecond_machineReadableOutput_isRead() {
    String output =
        """
        +DTP:256:sign:CurveSM2:1
        +R10:2043:256:CurveSM2:0.67
        +DTP:256:verify:CurveSM2:1
        +R11:1618:256:CurveSM2:0.47
        +F7:0:256:CurveSM2:3049.253731:3442.553191
        """;

    assertArrayEquals(new double[] {3049.253731, 3442.553191}, Openssl.perSecond(output));
    assertThrows(IllegalStateException.class, () -> Openssl.perSecond("sign/s verify/s"));
  }
}
