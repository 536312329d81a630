package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.payments.FineSandbox;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import io.yiwang.testkit.Treasury;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests random sequences of calls, faults, crashes, other nodes and changes of the clock. No
 * decision is paid twice, no payer is charged without a settlement or a refund, nothing is left
 * open, and treasury, wallet and journal agree to the fen.
 */
class CashierPropertiesTest {
  /** Tests other stories each day. A failure names the seed, which reproduces the story. */
  static LongStream few() {
    return seeds(25);
  }

  static LongStream many() {
    return seeds(400).skip(few().count());
  }

  private static LongStream seeds(int stories) {
    long first = Long.getLong("stories.seed", LocalDate.now(ZoneOffset.UTC).toEpochDay() * 100_000);
    return LongStream.range(first, first + Integer.getInteger("stories", stories));
  }

  @ParameterizedTest(name = "-Dstories=1 -Dstories.seed={0}")
  @MethodSource("many")
  @Tag("proof")
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void story_ofEachSeed_endsInAgreement(long seed) throws IOException {
    story_ofAnyEvents_endsInAgreement(seed);
  }

  @ParameterizedTest(name = "-Dstories=1 -Dstories.seed={0}")
  @MethodSource("few")
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void story_ofAnyEvents_endsInAgreement(long seed) throws IOException {
    List<RandomStory.Event> story = RandomStory.of(seed);
    Throwable failure = failure(story);
    if (failure == null) {
      return;
    }
    // The shortest story that still fails is the most useful.
    for (int i = story.size() - 1; i >= 0; i--) {
      List<RandomStory.Event> shorter = new ArrayList<>(story);
      shorter.remove(i);
      Throwable same = failure(shorter);
      if (same != null) {
        story = shorter;
        failure = same;
      }
    }
    throw new AssertionError(
        failure.getMessage() + "; run -Dstories=1 -Dstories.seed=" + seed + "; story " + story,
        failure);
  }

  /** Returns what is wrong at the end of a story, or null. */
  private static @Nullable Throwable failure(List<RandomStory.Event> story) throws IOException {
    if (ground.isUsedUp()) {
      ground.close();
      ground = new Ground();
    }
    List<Seed.Fine> fines = ground.fines();
    Path file = folder.resolve("journal-" + ++stories);
    try (CashierWorld world = new CashierWorld(ground.sandbox, file)) {
      for (RandomStory.Event event : story) {
        try {
          event.happens(world, fines);
        } catch (Crash e) {
          world.restart();
        }
        neverTwice(world, fines);
      }
      ends(world);
      neverTwice(world, fines);
      return null;
    } catch (AssertionError | RuntimeException e) {
      // What is left must not affect the next story.
      ground.close();
      ground = new Ground();
      return e;
    }
  }

  private static void ends(CashierWorld world) {
    world.restart();
    world.sandbox.treasury().reopen();
    world.sandbox.treasury().settlingTakes(Duration.ZERO);
    try {
      CashierCrashTest.settleAll(world);
      world.agree();
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; it went " + world.states, e);
    }
  }

  /** Checks that a decision was paid again only after it was refunded. */
  private static void neverTwice(CashierWorld world, List<Seed.Fine> fines) {
    for (Seed.Fine fine : fines) {
      long paid = 0;
      for (Treasury.Entry entry : world.sandbox.treasury().entries()) {
        if (entry.decisionNumber().equals(fine.decisionNumber())) {
          paid += entry.fen() > 0 ? 1 : -1;
          assertTrue(paid <= 1, "a decision was paid twice");
        }
      }
    }
  }

  /** Holds a sandbox, and fines that no story has used yet. */
  private static final class Ground implements AutoCloseable {
    final GovSandbox sandbox =
        GovSandbox.builder()
            .services(0)
            .clock(Clock.fixed(FineSandbox.TEN.toInstant(), ZoneOffset.UTC))
            .start();
    private final Queue<Seed.Fine> fines = new ArrayDeque<>();

    Ground() {
      sandbox.seed().districts().forEach(each -> fines.addAll(sandbox.seed().payableFines(each)));
    }

    List<Seed.Fine> fines() {
      return Stream.generate(fines::remove).limit(RandomStory.FINES).toList();
    }

    boolean isUsedUp() {
      return fines.size() < RandomStory.FINES;
    }

    @Override
    public void close() {
      sandbox.close();
    }
  }

  private static Ground ground;
  private static Path folder;
  private static int stories;

  @BeforeAll
  static void open() throws IOException {
    folder = Files.createTempDirectory("cashier");
    ground = new Ground();
  }

  @AfterAll
  static void close() throws IOException {
    ground.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
