package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SynonymsTest {
  @TempDir Path folder;
  private Synonyms synonyms;

  @BeforeEach
  void read() throws IOException {
    Path file = folder.resolve("words.txt");
    Files.writeString(file, "公司, 店 + 注销, 不开 = 公司注销登记\ncar, vehicle + sell, sold = 机动车转让登记\n- 怎么\n");
    synonyms = Synonyms.of(file);
  }

  @ParameterizedTest
  @CsvSource({
    "公司注销, 1",
    "注销公司, 1",
    "公司今年实在是不想再做下去了要注销, 0",
    "公司今年不想做下去要注销, 1",
    "把店关了不开, 1",
    "店不想开, 0",
    "sell my car, 1",
    "i sold an old car, 1",
    "sell my card, 0",
    "oversold a car, 0",
    "把car sell掉, 1"
  })
  void combinedMeanings_wordsOfBothSides_countOnlyNearEachOther(String text, int found) {
    assertEquals(found, synonyms.combinedMeanings(text).size());
  }

  @Test
  void combinedMeanings_severalWordsOfALine_areOneMeaningOfTheLongest() {
    assertEquals(
        List.of(new Synonyms.Meaning(4, List.of("公司注销登记"))), synonyms.combinedMeanings("公司不开店注销"));
  }

  @ParameterizedTest
  @CsvSource({"除了营业执照以外还要许可证, 还要许可证", "除了营业执照还需要许可证, 还需要许可证", "除了这个, 除了这个", "除夕放假, 除夕放假"})
  void withoutExclusions_excludedPart_isBlank(String text, String rest) {
    assertEquals(rest, synonyms.withoutExclusions(text).strip());
    assertEquals(text.length(), synonyms.withoutExclusions(text).length());
  }
}
