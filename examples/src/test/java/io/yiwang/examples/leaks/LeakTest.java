package io.yiwang.examples.leaks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keys, ids, names, phones and texts stay where they belong: a process calls everything, meets
 * every fault, and is then searched.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeakTest {
  /** What was found: channel to marks. */
  private final Map<String, Set<String>> found = new TreeMap<>();

  private Path folder;
  private LeakRun run;

  @BeforeAll
  void run(@TempDir Path temp) throws Exception {
    folder = temp;
    run = new LeakRun(temp);
    run.toTheEnd();
    search("channels");
    search("temp");
    search("downloads");
    search("journal-idle");
    search("idle.hprof");
    search("closed.hprof");
  }

  private void search(String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve(name))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String channel = name.equals("channels") ? file.getFileName().toString() : name;
        Set<String> here = found.computeIfAbsent(channel, key -> new TreeSet<>());
        run.marks().find(file, hit -> here.add(hit.toString()));
      }
    }
  }

  private List<String> lines(String channel) throws IOException {
    return Files.readAllLines(folder.resolve("channels").resolve(channel), UTF_8);
  }

  @Test
  void show() throws IOException {
    found.forEach((channel, hits) -> System.out.println(channel + " " + hits));
    assertEquals(1, 2);
  }
}
