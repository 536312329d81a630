package io.yiwang.examples.fuzz;

import static java.util.stream.Collectors.toMap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every parser of bytes that others send, under Jazzer: for a moment with each run of the tests,
 * and for as long as you like by {@code -Dfuzz.parser}, {@code -Dfuzz.executions} and {@code
 * -Dfuzz.duration} (CONTRIBUTING.md). What it finds is kept beside the corpus and stays a test.
 */
class ForeignBytesFuzzTest {
  /** All of them, or the one named. */
  private static final List<Parser> PARSERS =
      System.getProperty("fuzz.parser", "").isEmpty()
          ? List.of(Parser.values())
          : List.of(Parser.valueOf(System.getProperty("fuzz.parser")));

  private static final Map<Character, FuzzTarget> TARGETS =
      PARSERS.stream().collect(toMap(Parser::letter, Parser::target));

  static Stream<byte[]> seeds() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    for (Map.Entry<Character, FuzzTarget> each : TARGETS.entrySet()) {
      FuzzTarget target = each.getValue();
      Stream.concat(target.good(), target.others())
          .map(seed -> withLetter(each.getKey(), seed))
          .forEach(seeds::add);
    }
    return seeds.stream();
  }

  private static byte[] withLetter(char letter, byte[] seed) {
    byte[] input = new byte[1 + seed.length];
    input[0] = (byte) letter;
    System.arraycopy(seed, 0, input, 1, seed.length);
    return input;
  }

  @MethodSource("seeds")
  @FuzzTest
  void read_anyBytes_doesWhatItMay(byte[] bytes) throws Exception {
    if (bytes.length > 0) {
      FuzzTarget target = TARGETS.get((char) bytes[0]);
      if (target != null) {
        target.read(Arrays.copyOfRange(bytes, 1, bytes.length));
      }
    }
  }
}
