package io.yiwang.benchmarks;

import io.yiwang.GovClient;
import io.yiwang.identity.sm.Sm2Sealer;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.journal.Journal;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageOutbox;
import io.yiwang.signing.AesGcmCipher;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Submits a campaign's messages to an outbox, from which they are sent at the same time, as in
 * production, in a JVM with a limited heap. The arguments are the folder of the client's files, the
 * journal, the number of messages and the number of threads. The last line of the output is a
 * {@link Result}.
 */
final class CampaignSender {
  /** The threads that send; one waits for the gateway while the other works. */
  private static final int SENDERS = 2;

  private static final long IDLE_NANOS = Duration.ofMillis(20).toNanos();

  private CampaignSender() {}

  /**
   * The figures of a campaign, with times in seconds and microseconds and sizes in bytes.
   *
   * @param taken the seconds until the last message was durable
   * @param whole the seconds until the last message was sent
   */
  record Result(
      double taken, double whole, double p50, double p99, long heap, long disk, String texts) {
    static Result of(String line) {
      String[] fields = line.split(" ", -1);
      return new Result(
          Double.parseDouble(fields[0]),
          Double.parseDouble(fields[1]),
          Double.parseDouble(fields[2]),
          Double.parseDouble(fields[3]),
          Long.parseLong(fields[4]),
          Long.parseLong(fields[5]),
          fields[6]);
    }

    String line() {
      return String.format(
          Locale.ROOT, "%.3f %.3f %.1f %.1f %d %d %s", taken, whole, p50, p99, heap, disk, texts);
    }
  }

  /** Runs a campaign and prints its figures. */
  public static void main(String[] arguments) throws Exception {
    Path journalFile = Path.of(arguments[1]);
    int messages = Integer.parseInt(arguments[2]);
    int threads = Integer.parseInt(arguments[3]);
    try (Journal journal = Journal.at(journalFile, new AesGcmCipher("k1", new byte[32]))) {
      Account account = new Account(Path.of(arguments[0]));
      byte[] sealKey = account.file("sealPublicKey");
      GovClient client =
          account
              .client()
              .sealer(new Sm2Sealer(account.get("sealKeyId"), SmKeys.publicKey(sealKey)))
              .build();
      System.out.println(run(client, journal, journalFile, messages, threads).line());
    }
  }

  private static Result run(GovClient client, Journal journal, Path file, int messages, int threads)
      throws Exception {
    MessageOutbox outbox = new MessageOutbox(client, journal);
    AtomicInteger next = new AtomicInteger();
    int[] nanos = new int[messages];
    TextDigest texts = new TextDigest();
    ExecutorService pool = Executors.newCachedThreadPool();
    AtomicBoolean allTaken = new AtomicBoolean();
    long start = System.nanoTime();
    List<Future<Void>> senders = start(pool, SENDERS, () -> send(outbox, allTaken));
    await(start(pool, threads, () -> take(outbox, next, nanos)));
    double taken = (System.nanoTime() - start) / 1e9;
    allTaken.set(true);
    await(senders);
    double whole = (System.nanoTime() - start) / 1e9;
    pool.shutdown();
    for (int i = 0; i < messages; i++) {
      Message message = CampaignTexts.message(i);
      texts.add(message.title(), message.body());
    }
    Arrays.sort(nanos);
    return new Result(
        taken,
        whole,
        nanos[messages / 2] / 1000.0,
        nanos[(int) (messages * 0.99)] / 1000.0,
        heapPeak(),
        disk(file),
        texts.sum());
  }

  private static List<Future<Void>> start(ExecutorService pool, int threads, Callable<Void> work) {
    return Stream.generate(() -> pool.submit(work)).limit(threads).toList();
  }

  private static void await(List<Future<Void>> works) throws Exception {
    for (Future<Void> each : works) {
      each.get();
    }
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

  private static @Nullable Void send(MessageOutbox outbox, AtomicBoolean allTaken) {
    boolean last;
    do {
      last = allTaken.get() && outbox.figures().unfinished() == 0;
      if (outbox.runOnce() == 0) {
        // Messages that are being submitted, or that another thread is sending, follow in a moment.
        LockSupport.parkNanos(IDLE_NANOS);
      }
    } while (!last);
    return null;
  }

  private static long heapPeak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }

  /** Returns the size of the journal with its log, in bytes. */
  private static long disk(Path journal) throws IOException {
    long bytes = 0;
    for (String ending : List.of("", "-wal", "-shm")) {
      Path file = journal.resolveSibling(journal.getFileName() + ending);
      bytes += Files.exists(file) ? Files.size(file) : 0;
    }
    return bytes;
  }
}
