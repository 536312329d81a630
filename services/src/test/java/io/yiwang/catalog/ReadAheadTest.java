package io.yiwang.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.MalformedLineException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadAheadTest {
  @TempDir private Path folder;

  @Test
  void next_manyServices_comeInTheFilesOrderWithTheirBytes() throws IOException {
    Path file = file(lines(5_000));
    List<String> codes = new ArrayList<>();

    try (ReadAhead ahead = new ReadAhead(file)) {
      for (ReadAhead.Line line = ahead.next(); line != null; line = ahead.next()) {
        codes.add(line.service().code().value());
        assertTrue(
            new String(line.json(), UTF_8).contains("\"" + line.service().code().value() + "\""));
      }
      assertNull(ahead.next());
    }

    assertEquals(IntStream.range(0, 5_000).mapToObj(ReadAheadTest::code).toList(), codes);
  }

  @Test
  void next_emptyFile_isNull() throws IOException {
    try (ReadAhead ahead = new ReadAhead(file(""))) {
      assertNull(ahead.next());
      assertNull(ahead.next());
    }
  }

  @Test
  void next_brokenLine_failsAfterTheServicesBeforeItEveryTime() throws IOException {
    try (ReadAhead ahead = new ReadAhead(file(lines(300) + "{\"code\": 1\n" + lines(3)))) {
      for (int i = 0; i < 300; i++) {
        assertEquals(code(i), Objects.requireNonNull(ahead.next()).service().code().value());
      }
      MalformedLineException e = assertThrows(MalformedLineException.class, ahead::next);

      assertTrue(e.getMessage().contains("301"), e.getMessage());
      assertThrows(MalformedLineException.class, ahead::next);
    }
  }

  @Test
  void close_beforeTheEnd_endsTheThread() throws IOException {
    ReadAhead ahead = new ReadAhead(file(lines(20_000)));
    ahead.next();
    assertTrue(ahead.isReading());

    ahead.close();

    assertFalse(ahead.isReading());
  }

  @Test
  void next_interrupted_throwsAndStaysInterrupted() throws IOException {
    try (ReadAhead ahead = new ReadAhead(file(lines(1)))) {
      Thread.currentThread().interrupt();

      assertThrows(
          InterruptedIOException.class,
          () -> {
            while (ahead.next() != null) {
              // Until the end or the exception.
            }
          });
      assertTrue(Thread.interrupted());
    }
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("snapshot"), text);
  }

  private static String lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"code\": \"%s\", \"name\": \"护照\"}\n".formatted(code(i)))
        .collect(Collectors.joining());
  }

  private static String code(int i) {
    return "S%06d".formatted(i);
  }
}
