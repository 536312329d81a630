package io.yiwang.examples.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file for parsers that read one; it goes with the process. */
final class TempFile {
  private TempFile() {}

  static Path make() {
    try {
      Path file = Files.createTempFile("fuzz", null);
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
