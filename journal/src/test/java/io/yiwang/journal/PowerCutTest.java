package io.yiwang.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests power cuts, which lose what was written and not synced. Killing a process does not show
 * this, because nothing that it wrote is lost. The test watches system calls, so it needs Linux and
 * a C compiler.
 */
@Timeout(120)
class PowerCutTest {
  @TempDir private Path folder;

  private Path library() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "Linux only");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/cc")), "needs a C compiler");
    Path source = folder.resolve("power-cut.c");
    try (InputStream in = PowerCutTest.class.getResourceAsStream("/journal/power-cut.c")) {
      Files.copy(Objects.requireNonNull(in), source);
    }
    Path library = folder.resolve("power-cut.so");
    Process cc =
        new ProcessBuilder(
                "/usr/bin/cc",
                "-shared",
                "-fPIC",
                "-o",
                library.toString(),
                source.toString(),
                "-ldl")
            .inheritIO()
            .start();
    assertTrue(cc.waitFor(60, TimeUnit.SECONDS), "the compiler does not finish");
    assertEquals(0, cc.exitValue());
    return library;
  }

  @Test
  void begin_powerCutAtAnyTime_whatWasAcknowledgedIsOnDisk() throws Exception {
    Path library = library();
    Path disk = Files.createDirectory(folder.resolve("disk"));
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SqliteJournalTest.Writer.class.getName(),
                folder.resolve("journal.db").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("LD_PRELOAD", library.toString());
    builder.environment().put("POWER_CUT", disk.toString());
    List<String> acknowledged = acknowledgedUntilKilled(builder.start());

    // The file is created and synced under another name.
    if (!Files.exists(disk.resolve("journal.db"))) {
      throw new AssertionError("the journal was never synced");
    }
    try (Journal survivor = Journal.at(disk.resolve("journal.db"))) {
      var intents =
          survivor.intents(
              "zhejiang", "crash", JournalContract.Payload.class, NoSensitivePayload.class);
      for (String id : acknowledged) {
        assertTrue(intents.find(id).isPresent(), id + " of " + acknowledged.size());
      }
    }
  }

  private static List<String> acknowledgedUntilKilled(Process child)
      throws IOException, InterruptedException {
    List<String> acknowledged = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
      for (int line = 0; line < 100; line++) {
        acknowledged.add(Objects.requireNonNull(out.readLine(), "the writer ended"));
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
    return acknowledged;
  }
}
