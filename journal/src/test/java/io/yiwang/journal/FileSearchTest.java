package io.yiwang.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSearchTest {
  private static final String FIRST = "0123456789abcdef";
  private static final String LAST = "ghijklmnopqrstuv";

  @TempDir private Path folder;

  private boolean finds(String erased, int before, String left) throws IOException {
    byte[] content = new byte[before + left.length() + 100];
    System.arraycopy(left.getBytes(US_ASCII), 0, content, before, left.length());
    Path file = Files.write(folder.resolve("journal.db"), content);
    return new FileSearch(List.of(erased.getBytes(US_ASCII))).findsIn(file);
  }

  /** Tests pieces at any place, also where one block ends and the next begins. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, (1 << 20) - 16, (1 << 20) - 15, (1 << 20) - 1, 1 << 20, 2 << 20})
  void findsIn_anyPieceOfAnErasedText_isFound(int before) throws IOException {
    assertTrue(finds(FIRST, before, FIRST), "the whole of one piece");
    assertTrue(finds(FIRST + LAST, before, FIRST));
    assertTrue(finds(FIRST + LAST, before, LAST));
  }

  @Test
  void findsIn_otherTexts_isNotFound() throws IOException {
    assertFalse(finds(FIRST, 10, LAST));
    assertFalse(finds(FIRST, 10, FIRST.substring(1)), "fifteen bytes may be there by chance");
  }
}
