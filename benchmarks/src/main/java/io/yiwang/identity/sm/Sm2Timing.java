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
 * Looks for time that depends on a secret, as dudect does: an operation is measured with one fixed
 * secret and with random ones, by turns drawn at random, and Welch's t says how far the two means
 * are apart, in standard errors. It is in this package because keys and nonces do not come out of
 * it.
 *
 * <p>Both classes read as many objects, made in the same way, so that a cache that knows one object
 * better than another tells nothing. The slowest measurements are the machine's, not the
 * operation's: t is taken of all measurements, and of those below each of several limits, and the
 * greatest of these counts.
 *
 * @see "O. Reparaz, J. Balasch, I. Verbauwhede: Dude, is my code constant time?, 2017"
 */
public final class Sm2Timing {
  /**
   * Beyond it a difference is taken for certain; a good experiment of no difference stays below.
   */
  static final double CERTAIN = 10;

  /** Beyond it a difference is suspected. */
  static final double SUSPECT = 4.5;

  /** Which parts of the measurements are kept, beside all of them. */
  private static final double[] KEPT = {0.5, 0.75, 0.9, 0.95, 0.99};

  private static final int OBJECTS = 64;
  private static final BigInteger N = Sm2Curve.N;
  private static final byte[] MESSAGE = new byte[300];
  private static final String REFUSED = "refused";

  /** Takes each result, so that the compiler cannot leave out what made it. */
  @SuppressWarnings("UnusedVariable")
  private static volatile @Nullable Object sink;

  private Sm2Timing() {}

  /** What is measured, prepared for one secret. */
  interface Operation {
    Object run() throws GeneralSecurityException;
  }

  /** Makes the operation for a secret from 1 to n-2. */
  interface Maker {
    Operation of(BigInteger secret) throws GeneralSecurityException;
  }

  /** One experiment; a control is known to leak, and shows that the experiment can see it. */
  record Experiment(String name, BigInteger fixed, boolean isControl, Maker maker) {}

  /** Takes {@code quick}, {@code one} or {@code full}, and the file to write the table to. */
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

  /** Decrypts with any key: C3 fails for most, in the last step and for all classes alike. */
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

  /** Returns the times of both classes in ns. */
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
   * Returns the t farthest from 0, of all measurements and of those below each limit of both
   * together.
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
