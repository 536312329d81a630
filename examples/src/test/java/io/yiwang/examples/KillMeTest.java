package io.yiwang.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class KillMeTest {
  @Test
  @Tag("proof")
  void killMe_killedProcesses_allIsSettledOrRefunded() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    int exit = KillMe.run(new Screen(new PrintStream(bytes, true, UTF_8), false));

    String printed = bytes.toString(UTF_8);
    assertEquals(0, exit, printed);
    assertEquals(3, printed.split("killed with SIGKILL", -1).length - 1, printed);
    assertTrue(printed.contains("三方账目分毫不差"), printed);
  }
}
