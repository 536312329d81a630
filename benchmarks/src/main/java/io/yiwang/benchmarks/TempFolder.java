package io.yiwang.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder for one run, which is deleted at its end. It is on the disk of the working directory,
 * since the system's temporary folder may be in memory.
 */
record TempFolder(Path path) implements AutoCloseable {
  static TempFolder create(String prefix) throws IOException {
    return new TempFolder(Files.createTempDirectory(Path.of("").toAbsolutePath(), prefix));
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
