package io.yiwang.systemtests.fuzz;

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
 * Fuzzes every parser of bytes that others send with Jazzer: shortly in each run of the proofs,
 * with a new seed each day, and for as long as you like with {@code -Dfuzz.parser}, {@code
 * -Dfuzz.executions} and {@code -Dfuzz.duration} (CONTRIBUTING.md). Inputs that fail are kept with
 * the corpus as tests.
 */
class ForeignBytesFuzzTest {
  /** Is true in the process in which Jazzer fuzzes; elsewhere, only the kept inputs are read. */
  private static final boolean FUZZING = System.getenv("JAZZER_FUZZ") != null;

  private static final String SEED = System.getProperty("fuzz.seed", "none");
  private static final long EXECUTIONS = Long.getLong("fuzz.executions", 0);
  private static final long MIN_INPUTS = Long.getLong("fuzz.least", 0);
  private static final long START = System.nanoTime();

  /** All parsers, or the one named by a property. */
  private static final List<Parser> PARSERS =
      System.getProperty("fuzz.parser", "").isEmpty()
          ? List.of(Parser.values())
          : List.of(Parser.valueOf(System.getProperty("fuzz.parser")));

  private static final Map<Parser, FuzzTarget> TARGETS =
      PARSERS.stream().collect(toMap(Function.identity(), Parser::target));

  private static final Map<Parser, Integer> INPUTS = new EnumMap<>(Parser.class);

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
    INPUTS.merge(parser, 1, Integer::sum);
    try {
      TARGETS.get(parser).read(Arrays.copyOfRange(bytes, Math.min(1, bytes.length), bytes.length));
    } catch (Exception | Error e) {
      System.out.println("Fuzzing found something in " + parser + ", seed " + SEED);
      throw e;
    }
  }

  /** Returns the parser of a letter; other bytes are shared out, so that no input is wasted. */
  private static Parser parser(byte first) {
    return PARSERS.stream()
        .filter(parser -> parser.letter() == first)
        .findFirst()
        .orElseGet(() -> PARSERS.get(Math.floorMod(first, PARSERS.size())));
  }

  /** Reports how many inputs each parser got, and fails if these are too few. */
  @AfterAll
  static void checkInputs() {
    if (FUZZING) {
      System.out.println("Fuzzing: seed " + SEED + ", inputs " + INPUTS);
      int all = INPUTS.values().stream().mapToInt(Integer::intValue).sum();
      if (EXECUTIONS > 0) {
        assertTrue(all >= EXECUTIONS, () -> all + " inputs, not the " + EXECUTIONS + " asked for");
        assertEquals(
            List.of(),
            PARSERS.stream().filter(parser -> INPUTS.getOrDefault(parser, 0) < MIN_INPUTS).toList(),
            () -> "fewer than " + MIN_INPUTS + " inputs; of all: " + INPUTS);
      } else {
        Duration asked = duration(System.getProperty("fuzz.duration", "0s"));
        Duration took = Duration.ofNanos(System.nanoTime() - START);
        assertTrue(took.compareTo(asked) >= 0, () -> took + " of fuzzing, not " + asked);
      }
    }
  }

  /** Parses a duration as Jazzer writes it: 90s, 10m, 2h, 1h30m. */
  private static Duration duration(String text) {
    return Duration.parse("PT" + text);
  }
}
