package io.yiwang.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TourTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Screen screen = new Screen(new PrintStream(bytes, true, UTF_8), false);

  @Test
  void tour_ownSandbox_passesItsChecks() {
    int exit = Tour.run(screen);

    String printed = bytes.toString(UTF_8);
    assertEquals(0, exit, printed);
    assertTrue(printed.contains("| \"@method\": "), printed);
    assertTrue(printed.contains("alg=\"sm2-sm3\""), printed);
    assertTrue(printed.contains("伪造的应答被拒"), printed);
    assertTrue(printed.contains("账本金额与付款分毫不差"), printed);
    assertTrue(printed.contains("jiangsu 有一笔无人接手"), printed);
    assertFalse(printed.contains("✗"), printed);
    assertFalse(printed.contains("\033"), "colours where there is no terminal");
  }

  @Test
  @Tag("proof")
  void tour_sandboxInAnotherProcess_skipsFailuresAndReportsItsEnd(@TempDir Path keys)
      throws Exception {
    Path config;
    try (SandboxProcess sandbox = SandboxProcess.start(keys)) {
      config = sandbox.config();
      int exit = Tour.run(screen, "--config", config.toString());

      String printed = bytes.toString(UTF_8);
      assertEquals(0, exit, printed);
      assertTrue(printed.contains("failures and ledger skipped"), printed);
    }
    bytes.reset();

    assertEquals(1, Tour.run(screen, "--config", config.toString()));

    assertTrue(
        bytes.toString(UTF_8).contains("NotSentException: catalog.search: not sent"),
        bytes.toString(UTF_8));
  }

  @Test
  void tour_wrongArguments_printsTheUsage() {
    assertEquals(2, Tour.run(screen, "--gatway", "x"));
    assertTrue(bytes.toString(UTF_8).contains("cannot use --gatway; arguments: none, or --config"));
  }

  @Test
  void tour_missingConfiguration_printsHowToMakeOne() {
    assertEquals(2, Tour.run(screen, "--config", "nowhere.properties"));
    assertTrue(bytes.toString(UTF_8).contains("cannot read nowhere.properties; the sandbox"));
  }
}
