package io.yiwang;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {
  @TempDir Path folder;

  private Path file(long size) throws IOException {
    Path file = folder.resolve("file");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(size);
    }
    return file;
  }

  @Test
  void open_file_canBeReadAgainFromItsFirstByte() throws IOException {
    Path file = Files.writeString(folder.resolve("f.txt"), "whole");
    Content content = Content.of(file, "text/plain; charset=utf-8");

    for (int time = 0; time < 2; time++) {
      try (InputStream in = content.open()) {
        assertArrayEquals("whole".getBytes(UTF_8), in.readAllBytes());
      }
    }
    assertEquals(5, content.size());
  }

  @Test
  void of_bytesChangedAfterwards_keepsItsCopy() throws IOException {
    byte[] bytes = {1, 2};
    Content content = Content.of(bytes, "image/png");
    bytes[0] = 9;

    assertArrayEquals(new byte[] {1, 2}, content.open().readAllBytes());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Content.MAX_BYTES + 1})
  void of_fileOutOfBounds_isRefused(long size) throws IOException {
    Path file = file(size);

    assertThrows(IllegalArgumentException.class, () -> Content.of(file, "image/png"));
  }

  @Test
  void of_largestFile_isAccepted() throws IOException {
    assertEquals(Content.MAX_BYTES, Content.of(file(Content.MAX_BYTES), "image/png").size());
  }

  @Test
  void of_missingFile_isRefused() {
    assertThrows(NoSuchFileException.class, () -> Content.of(folder, "image/png"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "png", "image/", "image/png\r\nx: y", "image/png;"})
  void of_invalidMediaType_isRefused(String type) {
    assertThrows(IllegalArgumentException.class, () -> Content.of(new byte[] {1}, type));
  }

  @Test
  void toString_bytes_showsOnlyTypeAndSize() {
    assertEquals("image/png, 3 bytes", Content.of("abc".getBytes(UTF_8), "image/png").toString());
  }

  /** Checks a media type that a browser may have sent with an upload. */
  @Test
  void of_hugeMediaType_isRefusedWithoutRecursion() {
    for (String unit : List.of("; a=b", ";a=b", "a", "/")) {
      String type = "image/png" + unit.repeat(200_000);
      assertThrows(IllegalArgumentException.class, () -> Content.of(new byte[] {1}, type), unit);
    }
    assertEquals(
        "text/plain; charset=utf-8; a=b",
        Content.of(new byte[] {1}, "text/plain; charset=utf-8; a=b").mediaType());
  }
}
