package io.yiwang.identity.sm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Sm2TimingTest {
  /** Returns times around 1000 ns, of which one in twenty has a long interruption. */
  private static double[] times(long seed, double more) {
    Random random = new Random(seed);
    return random
        .doubles(20_000)
        .map(any -> 1000 + more + 20 * any + (random.nextInt(20) == 0 ? 1e6 * any : 0))
        .toArray();
  }

  /** Compares three numbers with mean 2 and variance 1 with three of mean 4 and variance 4. */
  @Test
  void t_ofSixNumbers_equalsTheManualResult() {
    double t = Sm2Timing.t(new double[] {1, 2, 3}, new double[] {2, 4, 6});

    assertEquals(-2 / Math.sqrt(1 / 3.0 + 4 / 3.0), t, 1e-12);
  }

  @Test
  void greatestT_sameOperation_isNoDifference() {
    double t = Sm2Timing.greatestT(new double[][] {times(1, 0), times(2, 0)});

    assertEquals("no difference seen", Sm2Timing.verdict(Math.abs(t)));
  }

  /** Checks a difference that the mean of all times does not show. */
  @Test
  void greatestT_aFewNanosecondsUnderMuchNoise_differs() {
    double[][] times = {times(1, 0), times(2, 3)};

    assertTrue(Math.abs(Sm2Timing.t(times[0], times[1])) < Sm2Timing.SUSPECT);
    assertEquals("differs", Sm2Timing.verdict(Math.abs(Sm2Timing.greatestT(times))));
  }

  @Test
  void experiments_eachSecret_runs() throws Exception {
    for (Sm2Timing.Experiment experiment : Sm2Timing.experiments()) {
      for (BigInteger secret : new BigInteger[] {experiment.fixed(), BigInteger.valueOf(99)}) {
        assertNotNull(experiment.maker().of(secret).run(), experiment.name());
      }
    }
  }
}
