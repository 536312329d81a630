package io.yiwang.internal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LibraryVersionsTest {
  @Test
  void own_version_isThatOfThePom() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));

    assertTrue(
        pom.contains("<version>" + LibraryVersions.OWN + "</version>"),
        "LibraryVersions.OWN and the version in core/pom.xml differ; .ci/version sets both");
  }

  @Test
  void check_versionsOfThisBuild_pass() {
    assertDoesNotThrow(() -> LibraryVersions.check());
  }

  @ParameterizedTest
  @CsvSource({"2.16", "2.16.0", "2.21.8", "2.100.0", "3.0.0-rc1", "2.16-SNAPSHOT"})
  void check_newEnough_passes(String found) {
    assertDoesNotThrow(() -> LibraryVersions.check("Jackson", found, "2.16", "jackson-bom"));
  }

  @ParameterizedTest
  @CsvSource({"2.15.4", "2.9.10", "1.99", "2", "one before 4.0", "0.0.0", "2.x"})
  void check_tooOldOrWithoutNumbers_saysWhatToDo(String found) {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> LibraryVersions.check("Jackson", found, "2.16", "jackson-bom"));

    assertEquals(
        "Yiwang needs Jackson 2.16 or newer, and found "
            + found
            + "; import jackson-bom into your dependency management, or raise the version",
        e.getMessage());
  }
}
