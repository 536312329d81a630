package io.yiwang.systemtests.leaks;

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
 * Checks that no text breaks out of its line or moves the cursor when it is printed. It creates
 * every public type with a text that would clear the screen and begin another line, and searches
 * the exceptions and the results of {@code toString}, except for those of records, which are models
 * and show their texts unchanged.
 */
class PrintedTest {
  private static final String HOSTILE = "a\u001b[2Jb\r\nc";

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]");

  @Test
  void message_ofEveryException_isPrintable(@TempDir Path folder) throws Exception {
    create(folder);

    assertEquals(Set.of(), unprintable(folder.resolve("thrown")));
    assertTrue(Files.readAllLines(folder.resolve("thrown"), UTF_8).size() > 100);
  }

  @Test
  void toString_ofEveryTypeButRecords_isPrintable(@TempDir Path folder) throws Exception {
    create(folder);

    Set<String> unsafe = new TreeSet<>();
    for (String line : unprintable(folder.resolve("made"))) {
      String type = line.split(" ", 2)[0];
      if (type.startsWith("io.yiwang.") && !Class.forName(type).isRecord()) {
        unsafe.add(line);
      }
    }
    assertEquals(Set.of(), unsafe);
    assertTrue(Files.readAllLines(folder.resolve("made"), UTF_8).size() > 100);
  }

  private static void create(Path folder) throws Exception {
    new Types(new Channels(folder), HOSTILE, folder.resolve("none")).all();
  }

  /** Returns the beginnings of a channel's lines that have control characters. */
  private static Set<String> unprintable(Path channel) throws IOException {
    Set<String> unprintable = new TreeSet<>();
    for (String line : Files.readString(channel, UTF_8).split("\n", -1)) {
      Matcher found = UNPRINTABLE.matcher(line);
      if (found.find()) {
        unprintable.add(line.substring(0, found.start()));
      }
    }
    return unprintable;
  }
}
