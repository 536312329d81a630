package io.yiwang.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/** Writes files that only their owner can read, completely or not at all. */
final class PrivateFile {
  private PrivateFile() {}

  /**
   * Writes a file, which only its owner can read from its first byte on. A link in its place is
   * replaced and not followed: others may be allowed to write to the folder.
   */
  static void write(Path file, byte[] content) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "folder");
    // Temporary files are created with the permissions of their owner.
    Path draft = Files.createTempFile(folder, "new", ".tmp");
    try {
      Files.write(draft, content);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
