package io.yiwang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
  record Item(String name, @Nullable Integer count) {}

  @TempDir Path folder;

  private JsonLines<Item> lines(String text) throws IOException {
    return JsonLines.open(Files.writeString(folder.resolve("f"), text), Item.class);
  }

  @Test
  void next_lines_comeInOrderAndThenNull() throws IOException {
    try (JsonLines<Item> lines =
        lines("{\"name\":\"护照\",\"new\":1}\r\n\n{\"name\":\"b\",\"count\":2}")) {
      assertEquals(new Item("护照", null), lines.next());
      assertEquals(1, lines.lineNumber());
      assertEquals(new Item("b", 2), lines.next());
      assertEquals(3, lines.lineNumber());
      assertNull(lines.next());
    }
  }

  @Test
  void next_malformedLine_isReportedOnlyByNumberAndMember() throws IOException {
    try (JsonLines<Item> lines =
        lines("{\"name\":\"a\"}\n{\"name\":\"b\",\"count\":\"SECRET\"}\n")) {
      lines.next();
      IOException e = assertThrows(MalformedLineException.class, lines::next);
      assertEquals(
          "line 2 cannot be read: it is not what the operation returns, at /count", e.getMessage());
    }
  }

  @Test
  void next_twoObjectsInALine_areRefused() throws IOException {
    try (JsonLines<Item> lines = lines("{\"name\":\"a\"}{\"name\":\"b\"}")) {
      assertThrows(MalformedLineException.class, lines::next);
    }
  }

  @Test
  void next_memberTwice_isRefused() throws IOException {
    try (JsonLines<Item> lines = lines("{\"name\":\"a\",\"count\":1,\"count\":2}")) {
      assertThrows(MalformedLineException.class, lines::next);
    }
    try (JsonLines<Item> lines = lines("{\"name\":\"a\",\"new\":{\"x\":1,\"x\":1}}")) {
      assertThrows(MalformedLineException.class, lines::next);
    }
  }

  @Test
  void next_endlessLine_failsAtTheLimit() throws IOException {
    try (JsonLines<Item> lines = lines("x".repeat((1 << 20) + 1))) {
      IOException e = assertThrows(MalformedLineException.class, lines::next);
      assertEquals("line 1 cannot be read: it is longer than 1 MiB", e.getMessage());
    }
  }
}
