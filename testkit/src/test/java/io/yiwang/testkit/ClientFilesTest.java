package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClientFilesTest {
  private static final List<String> NAMES =
      List.of(
          "platform-private.pem",
          "platform-public.pem",
          "gateway-public.pem",
          "anchor.pem",
          "document-anchor.pem",
          "seal-public.pem",
          "letter.png",
          "client.properties");

  /** Another user who may write in the folder must not make us overwrite our files. */
  @Test
  void writeKeys_symbolicLinks_areReplaced(@TempDir Path folder) throws Exception {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    Path mine = Files.writeString(folder.resolve("mine"), "mine");
    Path keys = Files.createDirectory(folder.resolve("keys"));
    for (String name : NAMES) {
      Files.createSymbolicLink(keys.resolve(name), mine);
    }

    try (GovSandbox sandbox = GovSandbox.start()) {
      sandbox.writeKeys(keys);
    }

    assertEquals("mine", Files.readString(mine));
    for (String name : NAMES) {
      Path file = keys.resolve(name);
      assertTrue(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS), name);
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), name);
    }
    try (Stream<Path> all = Files.list(keys)) {
      assertEquals(NAMES.size(), all.count(), "nothing else is left");
    }
  }
}
