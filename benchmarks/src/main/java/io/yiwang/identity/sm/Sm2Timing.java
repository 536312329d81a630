package io.yiwang.identity.sm;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.jspecify.annotations.Nullable;

/**
 * Detects running times that depend on a secret, as dudect does. An operation is measured with one
 * fixed secret and with random ones, in random order, and Welch's t says how many standard errors
 * the two means are apart. The class is in this package because keys and nonces are not accessible
 * outside it.
 *
 * <p>Both classes use the same number of objects, created in the same way, so that caching of
 * single objects has no influence. The slowest measurements are caused by the machine, not by the
 * operation. So t is computed for all measurements and for those below several limits, and the
 * greatest value counts.
 *
 * @see "O. Reparaz, J. Balasch, I. Verbauwhede: Dude, is my code constant time?, 2017"
 */
public final class Sm2Timing {
  /**
   * The t beyond which a difference is certain; a good experiment without a difference stays below
   * it.
   */
  static final double CERTAIN = 10;

  /** The t beyond which a difference is suspected. */
  static final double SUSPECT = 4.5;

  /** The parts of the fastest measurements for which t is computed, in addition to all of them. */
  private static final double[] KEPT = {0.5, 0.75, 0.9, 0.95, 0.99};

  private static final int OBJECTS = 64;
  private static final BigInteger N = Sm2Curve.N;
  private static final byte[] MESSAGE = new byte[300];
  private static final String REFUSED = "refused";

  /** Receives each result, so that the compiler cannot eliminate the operation. */
  @SuppressWarnings("UnusedVariable")
  private static volatile @Nullable Object sink;

  private Sm2Timing() {}

  /** The operation to measure, prepared for one secret. */
  interface Operation {
    Object run() throws GeneralSecurityException;
  }

  /** Prepares the operation for a secret from 1 to n-2. */
  interface Maker {
    Operation of(BigInteger secret) throws GeneralSecurityException;
  }

  /** One experiment. A control is known to leak, and shows that the experiment can detect it. */
  record Experiment(String name, BigInteger fixed, boolean isControl, Maker maker) {}

  /**
   * Runs the experiments. The arguments are {@code quick}, {@code one} or {@code full}, and the
   * file for the table.
   */
  public static void main(String[] arguments) throws GeneralSecurityException, IOException {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("give quick, one or full, and the file to write");
    }
    int samples =
        switch (arguments[0]) {
          case "quick" -> 2_000;
          case "one" -> 40_000;
          default -> 200_000;
        };
    long seed = Long.getLong("sm2.seed", System.nanoTime());
    StringBuilder table =
        new StringBuilder("seed " + seed + ", " + samples + " measurements each\n\n")
            .append(
                "| Operation | fixed secret | fixed µs | random µs | t of all | greatest t | |\n")
            .append("|---|---|---:|---:|---:|---:|---|\n");
    Random random = new Random(seed);
    for (Experiment experiment : experiments()) {
      String row = row(experiment, samples, random);
      System.out.println(row);
      table.append(row).append('\n');
    }
    Path file = Path.of(arguments[1]).toAbsolutePath();
    Files.createDirectories(file.getParent());
    Files.writeString(file, table);
    System.out.println(table);
  }

  static List<Experiment> experiments() throws GeneralSecurityException {
    BigInteger one = BigInteger.ONE;
    BigInteger last = N.subtract(BigInteger.TWO);
    Sm2PrivateKey key = SmKeys.generate();
    byte[] wrapped =
        Sm2Sealing.wrap(new Sm2Multiples(key.publicKey().point()), new byte[16], new Sm2Nonces());
    Sm2Nonces nonces = new Sm2Nonces();
    Maker byKey = d -> signs(Sm2PrivateKey.of(d), nonces.get());
    Maker byNonce = k -> signs(key, Sm2Scalar.of(k));
    Maker opens =
        d -> {
          int[] secret = Sm2Scalar.of(d);
          return () -> opened(secret, wrapped);
        };
    return List.of(
        new Experiment("sign, by key", one, false, byKey),
        new Experiment("sign, by key", last, false, byKey),
        new Experiment("sign, by nonce", one, false, byNonce),
        new Experiment("sign, by nonce", last, false, byNonce),
        new Experiment("open a sealed key, by key", one, false, opens),
        new Experiment(
            "(1+d)^-1",
            one,
            false,
            d -> {
              int[] secret = Sm2Scalar.of(d);
              return () -> Sm2Scalar.inverse(secret);
            }),
        new Experiment(
            "control: (1+d)^-1 in big integers",
            one,
            true,
            d -> () -> d.add(BigInteger.ONE).modInverse(N)),
        new Experiment(
            "control: a multiple of G by Bouncy Castle",
            BigInteger.ONE.shiftLeft(200),
            true,
            k -> () -> LibraryCurve.DOMAIN.getG().multiply(k)));
  }

  private static Operation signs(Sm2PrivateKey key, int[] nonce) {
    Sm2Signer signer = new Sm2Signer(Sm2Signer.builder("key", key), nonce::clone);
    return () -> signer.sign(MESSAGE);
  }

  /**
   * Decrypts with any key. For most keys C3 does not match, in the last step and for both classes
   * alike.
   */
  private static Object opened(int[] secret, byte[] wrapped) {
    try {
      return Sm2Sealing.unwrap(secret, wrapped);
    } catch (GeneralSecurityException | InvalidCipherTextException e) {
      return REFUSED;
    }
  }

  private static String row(Experiment experiment, int samples, Random random)
      throws GeneralSecurityException {
    Operation[][] operations = new Operation[2][OBJECTS];
    for (int i = 0; i < OBJECTS; i++) {
      BigInteger any = new BigInteger(320, random).mod(N.subtract(BigInteger.TWO));
      operations[0][i] = experiment.maker.of(experiment.fixed);
      operations[1][i] = experiment.maker.of(any.add(BigInteger.ONE));
    }
    int warmUp = Math.max(2_000, samples / 10);
    measure(operations, warmUp, random);
    double[][] times = measure(operations, samples, random);
    double all = t(times[0], times[1]);
    double greatest = greatestT(times);
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.2f | %.2f | %.1f | %.1f | %s |",
        experiment.name,
        name(experiment.fixed),
        median(times[0]) / 1000,
        median(times[1]) / 1000,
        all,
        greatest,
        verdict(Math.abs(greatest)) + (experiment.isControl ? ", as it should be seen" : ""));
  }

  private static String name(BigInteger fixed) {
    return fixed.equals(BigInteger.ONE) ? "1" : fixed.bitLength() < 256 ? "2^200" : "n-2";
  }

  static String verdict(double t) {
    return t > CERTAIN ? "differs" : t > SUSPECT ? "suspect" : "no difference seen";
  }

  /** Returns the times of both classes in nanoseconds. */
  private static double[][] measure(Operation[][] operations, int samples, Random random)
      throws GeneralSecurityException {
    double[][] times = {new double[samples], new double[samples]};
    int[] taken = new int[2];
    while (taken[0] + taken[1] < samples) {
      int which = random.nextInt(2);
      Operation operation = operations[which][random.nextInt(OBJECTS)];
      long before = System.nanoTime();
      sink = operation.run();
      times[which][taken[which]++] = System.nanoTime() - before;
    }
    return new double[][] {Arrays.copyOf(times[0], taken[0]), Arrays.copyOf(times[1], taken[1])};
  }

  /**
   * Returns the t farthest from 0, of all measurements and of those below each limit; the limits
   * are common to both classes.
   */
  static double greatestT(double[][] times) {
    double[] both = Arrays.copyOf(times[0], times[0].length + times[1].length);
    System.arraycopy(times[1], 0, both, times[0].length, times[1].length);
    Arrays.sort(both);
    double greatest = t(times[0], times[1]);
    for (double kept : KEPT) {
      double limit = both[(int) (kept * (both.length - 1))];
      double t = t(below(times[0], limit), below(times[1], limit));
      greatest = Math.abs(t) > Math.abs(greatest) ? t : greatest;
    }
    return greatest;
  }

  private static double[] below(double[] times, double limit) {
    return Arrays.stream(times).filter(time -> time <= limit).toArray();
  }

  /** Returns Welch's t: the difference of the means over its standard error. */
  static double t(double[] a, double[] b) {
    double meanA = Arrays.stream(a).average().orElse(0);
    double meanB = Arrays.stream(b).average().orElse(0);
    double error = squares(a, meanA) + squares(b, meanB);
    return error == 0 ? 0 : (meanA - meanB) / Math.sqrt(error);
  }

  /** Returns the variance of the mean. */
  private static double squares(double[] times, double mean) {
    double sum = Arrays.stream(times).map(time -> (time - mean) * (time - mean)).sum();
    return sum / (times.length - 1.0) / times.length;
  }

  private static double median(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
