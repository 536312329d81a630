package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {
  @Test
  void write_targetThatCannotBeReplaced_leavesNoDraft(@TempDir Path folder) throws Exception {
    Path occupied = Files.createDirectories(folder.resolve("key.pem").resolve("inside"));

    assertThrows(
        IOException.class, () -> PrivateFile.write(folder.resolve("key.pem"), new byte[1]));

    assertTrue(Files.isDirectory(occupied));
    try (Stream<Path> all = Files.list(folder)) {
      assertEquals(List.of("key.pem"), all.map(file -> file.getFileName().toString()).toList());
    }
  }
}
