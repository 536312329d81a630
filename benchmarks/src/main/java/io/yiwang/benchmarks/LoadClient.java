package io.yiwang.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.UnixOperatingSystemMXBean;
import com.sun.net.httpserver.HttpServer;
import io.yiwang.GovClient;
import io.yiwang.GovException;
import io.yiwang.KeyRing;
import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.httpserver.CallbackHttpHandler;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.ServiceQuery;
import io.yiwang.identity.DocumentToSign;
import io.yiwang.identity.IdentityCheck;
import io.yiwang.identity.IdentityClient;
import io.yiwang.identity.Signing;
import io.yiwang.identity.SigningClient;
import io.yiwang.identity.SigningRequest;
import io.yiwang.journal.Journal;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageOutbox;
import io.yiwang.messages.MessageReceipt;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.ContentDigest;
import io.yiwang.value.AccessToken;
import io.yiwang.value.CitizenId;
import io.yiwang.value.IdempotencyKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;

/**
 * Calls the gateway of a {@link LoadRun} from four threads without a pause, receives its callbacks,
 * processes an outbox, and samples its own resources thirty times. The arguments are the folder of
 * the client's files and the number of minutes. The exit status is 1 if it keeps using more
 * resources, or an unexpected exception occurred.
 */
final class LoadClient implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int SAMPLES = 30;

  private final GovClient gov;
  private final CatalogClient catalog;
  private final FineClient fines;
  private final IdentityClient identity;
  private final MessageClient messages;
  private final SigningClient signings;
  private final MessageOutbox outbox;
  private final Journal journal;
  private final HttpServer server;
  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final List<FineTicket> tickets = new ArrayList<>();
  private final IdentityCheck check;
  private final AccessToken citizen;
  private final Path snapshot;
  private final byte[] photo = new byte[50_000];
  private final AtomicReference<MessageReceipt> lastMessage = new AtomicReference<>();
  private final AtomicLong numbers = new AtomicLong();
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder calledBack = new LongAdder();
  private final Map<String, LongAdder> kinds = new ConcurrentSkipListMap<>();
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  /** The resources that this process uses. */
  private record Sample(long heap, int threads, long files, long resident) {
    static Sample now() throws IOException {
      for (int i = 0; i < 3; i++) {
        System.gc();
      }
      long files =
          ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
              ? unix.getOpenFileDescriptorCount()
              : 0;
      return new Sample(
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          ManagementFactory.getThreadMXBean().getThreadCount(),
          files,
          residentNow());
    }

    /** Returns the resident memory in KiB, or 0 if the system does not show it. */
    private static long residentNow() throws IOException {
      Path status = Path.of("/proc/self/status");
      if (!Files.exists(status)) {
        return 0;
      }
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    }
  }

  private LoadClient(Path folder) throws Exception {
    Account account = new Account(folder);
    KeyRing ring = account.keyRing();
    gov = account.client().keyRing(ring).callTimeout(Duration.ofSeconds(3)).build();
    catalog = new CatalogClient(gov);
    fines = new FineClient(gov);
    identity = new IdentityClient(gov);
    messages = new MessageClient(gov);
    signings = new SigningClient(gov, Duration.ofSeconds(1));
    journal = Journal.at(folder.resolve("load.journal"), new AesGcmCipher("k1", new byte[32]));
    outbox = new MessageOutbox(gov, journal);
    String[] decisions = account.get("decisionNumbers").split(",");
    String[] plates = account.get("plates").split(",");
    for (int i = 0; i < decisions.length; i++) {
      tickets.add(FineTicket.ofPlate(decisions[i], plates[i]));
    }
    check =
        IdentityCheck.of(account.get("citizenName"), new CitizenId(account.get("citizenIdNumber")));
    citizen = new AccessToken(account.get("accessToken"));
    snapshot = folder.resolve("snapshot.jsonl");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    CallbackReceiver receiver =
        CallbackReceiver.builder()
            .keyRing(ring)
            .gateway(gov)
            .executor(executor)
            .handler(callback -> calledBack.increment())
            .build();
    server.createContext("/callbacks", new CallbackHttpHandler(receiver));
    server.start();
    System.out.println("http://127.0.0.1:" + server.getAddress().getPort() + "/callbacks");
  }

  /** Runs the client for a time. */
  public static void main(String[] arguments) throws Exception {
    Sample before = Sample.now();
    boolean well;
    try (LoadClient client = new LoadClient(Path.of(arguments[0]))) {
      well = client.run(Double.parseDouble(arguments[1]));
    }
    Sample after = Sample.now();
    System.out.printf(
        "Closed: %d threads and %d files, before the start %d and %d.%n",
        after.threads, after.files, before.threads, before.files);
    System.exit(well ? 0 : 1);
  }

  private boolean run(double minutes) throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(new Thread(this::callOn, "caller"));
    }
    threads.add(new Thread(this::send, "sender"));
    threads.forEach(Thread::start);
    System.out.println(
        "| minute | calls answered | failed | called back | heap kB | resident kB | threads | files |");
    System.out.println("|---:|---:|---:|---:|---:|---:|---:|---:|");
    List<Sample> samples = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 1; i <= SAMPLES; i++) {
      long due = start + (long) (minutes * 60e9 * i / SAMPLES);
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      Sample sample = Sample.now();
      samples.add(sample);
      System.out.printf(
          "| %.1f | %,d | %,d | %,d | %,d | %,d | %d | %d |%n",
          minutes * i / SAMPLES,
          answered.sum(),
          failed.sum(),
          calledBack.sum(),
          sample.heap >> 10,
          sample.resident,
          sample.threads,
          sample.files);
    }
    over = true;
    for (Thread thread : threads) {
      thread.join(Duration.ofSeconds(30).toMillis());
    }
    System.out.println("Failed as: " + kinds);
    grown(samples);
    wrong.stream().distinct().limit(20).forEach(each -> System.out.println("WRONG: " + each));
    return wrong.isEmpty();
  }

  /**
   * Compares the medians of the first and the last third, since calls are in progress during each
   * garbage collection.
   */
  private void grown(List<Sample> samples) {
    List<Sample> first = samples.subList(SAMPLES / 10, SAMPLES / 3);
    List<Sample> last = samples.subList(2 * SAMPLES / 3, SAMPLES);
    long heap = median(last, Sample::heap) - median(first, Sample::heap);
    long threads = median(last, Sample::threads) - median(first, Sample::threads);
    long files = median(last, Sample::files) - median(first, Sample::files);
    System.out.printf(
        "From the first third to the last: heap %+,d kB, threads %+d, files %+d.%n",
        heap >> 10, threads, files);
    if (heap > 4 << 20 || threads > 2 || files > 4) {
      wrong.add("it keeps more and more");
    }
    if (answered.sum() == 0 || failed.sum() == 0 || calledBack.sum() == 0) {
      wrong.add("it has shown nothing");
    }
  }

  private static long median(List<Sample> samples, ToLongFunction<Sample> of) {
    return samples.stream()
        .mapToLong(of)
        .sorted()
        .skip(samples.size() / 2)
        .findFirst()
        .orElseThrow();
  }

  private void callOn() {
    while (!over) {
      try {
        call(ThreadLocalRandom.current().nextInt(100));
        answered.increment();
      } catch (GovException e) {
        failed.increment();
        kinds.computeIfAbsent(kind(e), each -> new LongAdder()).increment();
      } catch (IOException | RuntimeException | Error e) {
        wrong.add(e.toString());
      }
    }
  }

  private static String kind(GovException e) {
    if (e instanceof NotSentException notSent) {
      return "not sent, " + notSent.reason();
    }
    if (e instanceof OutcomeUnknownException unknown) {
      return "unknown, " + unknown.reason();
    }
    return e instanceof RejectedException rejected ? rejected.code() : e.toString();
  }

  private void call(int kind) throws IOException {
    if (kind < 45) {
      catalog.search(ServiceQuery.text(kind % 2 == 0 ? "停车" : "护照").pageSize(10)).first();
    } else if (kind < 70) {
      lookup();
    } else if (kind < 80) {
      identity.check(check);
    } else if (kind < 85) {
      MessageReceipt last = lastMessage.get();
      if (last != null) {
        messages.status(last.messageId(), last.queryCode());
      }
    } else if (kind < 90) {
      lastMessage.set(messages.submit(CampaignTexts.message((int) numbers.incrementAndGet())));
    } else if (kind < 93) {
      long number = numbers.incrementAndGet();
      outbox.submit("load-" + number, CampaignTexts.message((int) number), "citizen-" + number);
    } else if (kind < 96) {
      holdAndRelease();
    } else if (kind < 98) {
      sign();
    } else if (kind < 99) {
      messages.attach(
          new ByteArrayInputStream(photo), "image/jpeg", "井盖.jpg", IdempotencyKey.random());
    } else if (numbers.incrementAndGet() % 20 == 0) {
      catalog.snapshot(snapshot.resolveSibling("snapshot-" + numbers.get() % 4), null);
    }
  }

  private Penalty lookup() {
    FineTicket ticket = tickets.get(ThreadLocalRandom.current().nextInt(tickets.size()));
    return fines.lookup(ticket.decisionNumber(), ticket.proof());
  }

  private void holdAndRelease() {
    Payment held =
        fines.hold(PaymentOrder.of("L-" + numbers.incrementAndGet(), "wallet", lookup()));
    fines.release(held.paymentId(), "演练");
  }

  private void sign() {
    SigningRequest request =
        new SigningRequest(
            "本人承诺所提交的材料真实有效。",
            List.of(
                DocumentToSign.of(
                    "申请表.txt",
                    "text/plain",
                    ("申请 " + numbers.incrementAndGet()).getBytes(UTF_8),
                    ContentDigest.SHA_256)),
            null,
            600);
    Signing signing = signings.start(request, citizen, IdempotencyKey.random());
    signings.status(signing.signingId());
  }

  private void send() {
    while (!over) {
      try {
        if (outbox.runOnce() == 0) {
          LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
      } catch (RuntimeException | Error e) {
        wrong.add(e.toString());
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
    journal.close();
    gov.close();
  }
}
