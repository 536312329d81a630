package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateFileFormatTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"igsSandboxState\": 1}",
        "[]",
        "{\"igsSandboxState\": 1, \"life\": \"0123abcd\", \"settings\": SETTINGS}",
        "{\"igsSandboxState\": 1, \"life\": \"0123abcd\\nendpoint=http://evil/\","
            + " \"start\": \"2026-11-30T00:00:00Z\", \"settings\": SETTINGS}",
        "{\"igsSandboxState\": 1, \"life\": \"0123abcd\", \"start\": \"2026-11-30T00:00:00Z\","
            + " \"settings\": SETTINGS}\n{\"call\": {}}",
        "{\"igsSandboxState\": 1, \"life\": \"0123abcd\", \"start\": \"2026-11-30T00:00:00Z\","
            + " \"settings\": SETTINGS}\n{\"at\": \"2026-11-30T00:00:00Z\", \"admin\": 7}"
      })
  void start_invalidStateFile_isRefusedWithItsName(String text, @TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("state");
    String settings = "{\"scheme\":\"sm2\",\"seed\":1,\"services\":3}";
    Files.writeString(file, text.replace("SETTINGS", settings) + "\n");

    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                GovSandbox.builder()
                    .scheme(SandboxScheme.SM2)
                    .services(3)
                    .keys(folder.resolve("keys"))
                    .state(file)
                    .start()
                    .close());

    assertTrue(refused.getMessage().contains(file.toString()), refused::getMessage);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void start_writableStateFile_isRestrictedToItsOwner(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("state");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-rw-r--")));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

    GovSandbox.builder()
        .scheme(SandboxScheme.SM2)
        .services(3)
        .keys(folder.resolve("k"))
        .state(file)
        .start()
        .close();

    assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(file));
  }
}
