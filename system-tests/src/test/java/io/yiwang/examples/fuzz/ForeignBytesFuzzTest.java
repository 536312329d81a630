package io.yiwang.examples.fuzz;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every parser of bytes that others send, under Jazzer: for a moment with each run of the proofs,
 * from another seed each day, and for as long as you like by {@code -Dfuzz.parser}, {@code
 * -Dfuzz.executions} and {@code -Dfuzz.duration} (CONTRIBUTING.md). What it finds is kept beside
 * the corpus and stays a test.
 */
class ForeignBytesFuzzTest {
  /** Set in the process that Jazzer fuzzes; without it, the inputs that are kept are repeated. */
  private static final boolean FUZZING = System.getenv("JAZZER_FUZZ") != null;

  private static final String SEED = System.getProperty("fuzz.seed", "none");
  private static final long EXECUTIONS = Long.getLong("fuzz.executions", 0);
  private static final long LEAST = Long.getLong("fuzz.least", 0);
  private static final long START = System.nanoTime();

  /** All of them, or the one named. */
  private static final List<Parser> PARSERS =
      System.getProperty("fuzz.parser", "").isEmpty()
          ? List.of(Parser.values())
          : List.of(Parser.valueOf(System.getProperty("fuzz.parser")));

  private static final Map<Parser, FuzzTarget> TARGETS =
      PARSERS.stream().collect(toMap(Function.identity(), Parser::target));

  private static final Map<Parser, Integer> FED = new EnumMap<>(Parser.class);

  static Stream<byte[]> seeds() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    for (Map.Entry<Parser, FuzzTarget> each : TARGETS.entrySet()) {
      FuzzTarget target = each.getValue();
      Stream.concat(target.good(), target.others())
          .map(seed -> withLetter(each.getKey().letter(), seed))
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
    Parser parser = parser(bytes.length == 0 ? 0 : bytes[0]);
    FED.merge(parser, 1, Integer::sum);
    try {
      TARGETS.get(parser).read(Arrays.copyOfRange(bytes, Math.min(1, bytes.length), bytes.length));
    } catch (Exception | Error e) {
      System.out.println("Fuzzing found something in " + parser + ", seed " + SEED);
      throw e;
    }
  }

  /** The one whose letter it is. Any other byte is shared out, so that no input is for nobody. */
  private static Parser parser(byte first) {
    return PARSERS.stream()
        .filter(parser -> parser.letter() == first)
        .findFirst()
        .orElseGet(() -> PARSERS.get(Math.floorMod(first, PARSERS.size())));
  }

  /** Reports what was fed to whom, and fails if that is less than the figures say. */
  @AfterAll
  static void count() {
    if (FUZZING) {
      System.out.println("Fuzzing: seed " + SEED + ", inputs " + FED);
      int all = FED.values().stream().mapToInt(Integer::intValue).sum();
      if (EXECUTIONS > 0) {
        assertTrue(all >= EXECUTIONS, () -> all + " inputs, not the " + EXECUTIONS + " asked for");
        assertEquals(
            List.of(),
            PARSERS.stream().filter(parser -> FED.getOrDefault(parser, 0) < LEAST).toList(),
            () -> "fewer than " + LEAST + " inputs; of all: " + FED);
      } else {
        Duration asked = duration(System.getProperty("fuzz.duration", "0s"));
        Duration took = Duration.ofNanos(System.nanoTime() - START);
        assertTrue(took.compareTo(asked) >= 0, () -> took + " of fuzzing, not " + asked);
      }
    }
  }

  /** As Jazzer writes them: 90s, 10m, 2h, 1h30m. */
  private static Duration duration(String text) {
    return Duration.parse("PT" + text);
  }
}
