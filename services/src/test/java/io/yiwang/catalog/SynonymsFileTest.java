package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SynonymsFileTest extends LocalCatalogFixture {
  @Test
  void open_synonymsInEveryEncodingOfEditors_areRead() throws Exception {
    String words = "# ours\n狗本子 = 养犬登记\n- 劳驾\n~ 办理\n";
    List<byte[]> files =
        List.of(
            words.getBytes(StandardCharsets.UTF_8),
            ("\ufeff" + words).getBytes(StandardCharsets.UTF_8),
            words.replace("\n", "\r\n").getBytes(Charset.forName("GBK")),
            ("\ufeff" + words).getBytes(StandardCharsets.UTF_16LE),
            words.replace('=', '＝').replace("养犬登记", "养犬登记、犬证，").getBytes(StandardCharsets.UTF_8),
            (words + "词 = " + "长".repeat(400) + ", 尾").getBytes(StandardCharsets.UTF_8));
    for (byte[] each : files) {
      Path file = Files.write(other.resolve("words.txt"), each);
      try (LocalCatalog catalog = LocalCatalog.open(folder, file)) {
        fill(catalog, snapshot(service("A1", "养犬登记"), service("A2", "护照")));
        assertEquals(List.of("养犬登记"), found(catalog, "劳驾，狗本子"));
      }
    }
    Path neither =
        Files.write(other.resolve("words.txt"), new byte[] {'a', (byte) 0xff, (byte) 0xff});
    IOException refused = assertThrows(IOException.class, () -> LocalCatalog.open(folder, neither));
    assertTrue(refused.getMessage().contains("neither UTF-8 nor GBK"), refused::getMessage);
  }

  @Test
  void open_synonymsOfThePlatform_replaceThoseOfTheLibrary() throws Exception {
    Path words = Files.writeString(other.resolve("words.txt"), "# ours\n狗本子 = 养犬登记\n- 请问\n");
    Path broken = Files.writeString(other.resolve("broken.txt"), "狗本子 养犬登记\n");
    Path snapshot = LocalCatalogTest.snapshot(other.resolve("s.ndjson"), 5_000);
    try (LocalCatalog catalog = LocalCatalog.open(folder, words)) {
      fill(catalog, snapshot);
      assertEquals(
          "养犬登记",
          catalog
              .search(LocalSearchQuery.text("请问狗本子").region(new RegionCode("330106")))
              .hits()
              .get(0)
              .service()
              .name());
    }
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> LocalCatalog.open(folder, broken).close());
    assertTrue(refused.getMessage().contains("line 1 of the synonyms"), refused::getMessage);
  }
}
