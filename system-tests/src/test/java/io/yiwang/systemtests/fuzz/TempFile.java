package io.yiwang.systemtests.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes files for parsers that read one; they are deleted when the process exits. */
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
