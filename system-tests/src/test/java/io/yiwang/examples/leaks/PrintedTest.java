package io.yiwang.examples.leaks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is printed stays in its line and moves no cursor: every public type is made with a text that
 * would begin another line and clear the screen. Whatever it throws is looked at, and what it says
 * of itself; but for records, which are models and show their texts as they are.
 */
class PrintedTest {
  private static final String HOSTILE = "a\u001b[2Jb\r\nc";

  private static final Pattern SPOILED = Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]");

  @Test
  void message_ofEveryException_isPrintable(@TempDir Path folder) throws Exception {
    make(folder);

    assertEquals(Set.of(), spoiled(folder.resolve("thrown")));
    assertTrue(Files.readAllLines(folder.resolve("thrown"), UTF_8).size() > 100);
  }

  @Test
  void toString_ofWhatIsNoRecord_isPrintable(@TempDir Path folder) throws Exception {
    make(folder);

    Set<String> talkative = new TreeSet<>();
    for (String line : spoiled(folder.resolve("made"))) {
      String type = line.split(" ", 2)[0];
      if (type.startsWith("io.yiwang.") && !Class.forName(type).isRecord()) {
        talkative.add(line);
      }
    }
    assertEquals(Set.of(), talkative);
    assertTrue(Files.readAllLines(folder.resolve("made"), UTF_8).size() > 100);
  }

  private static void make(Path folder) throws Exception {
    new Types(new Channels(folder), HOSTILE, folder.resolve("none")).all();
  }

  private static Set<String> spoiled(Path channel) throws IOException {
    Set<String> spoiled = new TreeSet<>();
    for (String line : Files.readString(channel, UTF_8).split("\n", -1)) {
      Matcher found = SPOILED.matcher(line);
      if (found.find()) {
        spoiled.add(line.substring(0, found.start()));
      }
    }
    return spoiled;
  }
}
