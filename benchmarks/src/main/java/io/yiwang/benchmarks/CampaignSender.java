package io.yiwang.benchmarks;

import io.yiwang.GovClient;
import io.yiwang.identity.sm.Sm2Sealer;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.journal.AesGcmCipher;
import io.yiwang.journal.Journal;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageOutbox;
import io.yiwang.signing.KeyRing;
import java.io.IOException;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Takes a campaign's messages into an outbox and hands them over, in a JVM whose heap is bounded.
 * Arguments: the folder with the client's files, the journal, how many messages, by how many
 * threads. Its last line is a {@link Result}.
 */
final class CampaignSender {
  /** Threads that hand over; one waits for the gateway while the other works. */
  private static final int SENDERS = 2;

  private CampaignSender() {}

  /** What was measured; times in seconds and microseconds, sizes in bytes. */
  record Result(
      double taken, double sent, double p50, double p99, long heap, long disk, String texts) {
    static Result of(String line) {
      String[] told = line.split(" ", -1);
      return new Result(
          Double.parseDouble(told[0]),
          Double.parseDouble(told[1]),
          Double.parseDouble(told[2]),
          Double.parseDouble(told[3]),
          Long.parseLong(told[4]),
          Long.parseLong(told[5]),
          told[6]);
    }

    String line() {
      return String.format(
          Locale.ROOT, "%.3f %.3f %.1f %.1f %d %d %s", taken, sent, p50, p99, heap, disk, texts);
    }
  }

  /** Runs. */
  public static void main(String[] arguments) throws Exception {
    Path journalFile = Path.of(arguments[1]);
    int messages = Integer.parseInt(arguments[2]);
    int threads = Integer.parseInt(arguments[3]);
    try (Journal journal = Journal.at(journalFile, new AesGcmCipher("k1", new byte[32]))) {
      GovClient client = client(Path.of(arguments[0]));
      System.out.println(run(client, journal, journalFile, messages, threads).line());
    }
  }

  private static GovClient client(Path folder) throws IOException, GeneralSecurityException {
    Properties given = new Properties();
    try (Reader reader = Files.newBufferedReader(folder.resolve("client.properties"))) {
      given.load(reader);
    }
    byte[] key = Files.readAllBytes(folder.resolve(given.getProperty("privateKey")));
    byte[] sealKey = Files.readAllBytes(folder.resolve(given.getProperty("sealPublicKey")));
    return GovClient.builder()
        .endpoint(URI.create(given.getProperty("endpoint")))
        .signer(new Sm2Signer(given.getProperty("keyId"), SmKeys.privateKey(key)))
        .keyRing(KeyRing.trusting(TrustAnchors.pem(folder.resolve("anchor.pem"))))
        .sealer(new Sm2Sealer(given.getProperty("sealKeyId"), SmKeys.publicKey(sealKey)))
        .build();
  }

  private static Result run(GovClient client, Journal journal, Path file, int messages, int threads)
      throws Exception {
    MessageOutbox outbox = new MessageOutbox(client, journal);
    AtomicInteger next = new AtomicInteger();
    int[] nanos = new int[messages];
    TextDigest texts = new TextDigest();
    ExecutorService pool = Executors.newCachedThreadPool();
    double taken = seconds(pool, threads, () -> take(outbox, next, nanos));
    double sent = seconds(pool, SENDERS, () -> send(outbox));
    pool.shutdown();
    for (int i = 0; i < messages; i++) {
      Message message = CampaignTexts.message(i);
      texts.add(message.title(), message.body());
    }
    Arrays.sort(nanos);
    return new Result(
        taken,
        sent,
        nanos[messages / 2] / 1000.0,
        nanos[(int) (messages * 0.99)] / 1000.0,
        heapPeak(),
        disk(file),
        texts.sum());
  }

  private static double seconds(ExecutorService pool, int threads, Callable<Void> work)
      throws Exception {
    long start = System.nanoTime();
    for (Future<Void> each : pool.invokeAll(Collections.nCopies(threads, work))) {
      each.get();
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static @Nullable Void take(MessageOutbox outbox, AtomicInteger next, int[] nanos) {
    for (int i = next.getAndIncrement(); i < nanos.length; i = next.getAndIncrement()) {
      Message message = CampaignTexts.message(i);
      long before = System.nanoTime();
      outbox.submit("c-" + (1_000_000 + i), message, "citizen-" + i);
      nanos[i] = (int) Math.min(Integer.MAX_VALUE, System.nanoTime() - before);
    }
    return null;
  }

  private static @Nullable Void send(MessageOutbox outbox) {
    while (outbox.sendDue() > 0 || outbox.backlog().unfinished() > 0) {
      // What another has in hand, or is to wait, comes in a moment.
      Thread.onSpinWait();
    }
    return null;
  }

  private static long heapPeak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }

  /** The journal with its log. */
  private static long disk(Path journal) throws IOException {
    long bytes = 0;
    for (String ending : List.of("", "-wal", "-shm")) {
      Path file = journal.resolveSibling(journal.getFileName() + ending);
      bytes += Files.exists(file) ? Files.size(file) : 0;
    }
    return bytes;
  }
}
