package io.yiwang.systemtests.leaks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.net.httpserver.HttpServer;
import io.yiwang.CallListener;
import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.callbacks.CallbackDeduplicator;
import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.InMemoryDeduplicator;
import io.yiwang.callbacks.httpserver.CallbackHttpHandler;
import io.yiwang.identity.IdentityClient;
import io.yiwang.identity.SigningClient;
import io.yiwang.identity.sm.Sm2Sealer;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.journal.Journal;
import io.yiwang.messages.CategoryCache;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageFollower;
import io.yiwang.messages.MessageOutbox;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.payments.cashier.Quote;
import io.yiwang.payments.cashier.Recovery;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Signer;
import io.yiwang.systemtests.MovedClock;
import io.yiwang.value.Confidential;
import io.yiwang.value.Money;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Does everything that can be done with the SDK, with marked data, and leaves behind what {@link
 * LeakTest} searches: {@link Channels}, temporary files, journals, and two heap dumps, one while
 * its clients are idle, one after they were closed. It plants a mark in each of them, so that a
 * search without hits is known to work.
 */
final class LeakNode {
  private final Path folder;

  private final Channels channels;

  private final Parent parent = new Parent();

  private final MovedClock clock = new MovedClock();
  private final Plants plants;

  private LeakNode(Path folder) throws Exception {
    this.folder = folder;
    channels = new Channels(folder.resolve("channels"));
    plants = new Plants(this, parent, channels);
  }

  public static void main(String[] arguments) {
    try {
      live(Path.of(arguments[0]));
    } catch (Exception | Error e) {
      e.printStackTrace();
      // A server's thread would otherwise keep this process alive, and its parent waiting.
      System.exit(1);
    }
  }

  private static void live(Path folder) throws Exception {
    LeakNode node = new LeakNode(folder);
    LoggedToChannels.to(node.channels);
    node.dumpIdle();
    node.plants.plantInHeap("plant-closed");
    node.dump("closed");
    node.parent.ask("end");
  }

  /** Dumps the heap in a stack frame that is gone when the heap is dumped after the close. */
  private void dumpIdle() throws Exception {
    Kept kept = inThread(this::run);
    try {
      plants.plantInHeap("plant-idle");
      dump("idle");
      parent.ask("idle");
    } finally {
      Reference.reachabilityFence(kept);
      kept.close();
    }
  }

  /** Runs work in a thread that ends, so that objects held by the thread are freed. */
  private <T> T inThread(Callable<T> work) throws Exception {
    Object[] result = new Object[2];
    Thread thread =
        new Thread(
            () -> {
              try {
                result[0] = work.call();
              } catch (Throwable e) {
                result[1] = e;
              }
            },
            "application");
    thread.start();
    while (thread.isAlive()) {
      channels.threads();
      thread.join(1);
    }
    if (result[1] instanceof Exception failure) {
      throw failure;
    }
    if (result[1] instanceof Error failure) {
      throw failure;
    }
    @SuppressWarnings("unchecked")
    T value = (T) result[0];
    return value;
  }

  private void dump(String name) throws Exception {
    HotSpotDiagnosticMXBean hotSpot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    hotSpot.dumpHeap(folder.resolve(name + ".hprof").toString(), true);
  }

  /** The objects that an application keeps until it exits. */
  private record Kept(
      GovClient gov, Journal journal, Recovery recovery, HttpServer server, List<Object> others) {
    void close() {
      server.stop(0);
      recovery.close();
      journal.close();
      gov.close();
    }
  }

  private String value(String name) {
    return parent.value(name);
  }

  private Kept run() throws Exception {
    Signer signer =
        new Sm2Signer(value("key-id"), SmKeys.privateKey(value("key-pem").getBytes(US_ASCII)));
    Sealer sealer =
        new Sm2Sealer(
            value("seal-key-id"), SmKeys.publicKey(value("seal-key-pem").getBytes(US_ASCII)));
    KeyRing ring = keyRing();
    byte[] journalKey = value("journal-key").getBytes(US_ASCII);
    Journal journal =
        Journal.at(folder.resolve("journal/intents.db"), new AesGcmCipher("j1", journalKey));
    GovClient gov = builder(signer, ring, sealer).build();

    SwitchableGateway gateway = new SwitchableGateway(gov);
    Operations operations = new Operations(gateway, parent, clock, folder.resolve("downloads"));
    operations.all().forEach(this::attempt);

    FineCashier cashier =
        FineCashier.builder()
            .gateway(gov)
            .journal(journal)
            .payerCharge(new PayingChannel(clock))
            .channel("wallet")
            .clock(clock)
            .build();
    Recovery recovery = Recovery.of(cashier);
    recovery.start();
    MessageOutbox outbox = new MessageOutbox(gov, journal);
    MessageFollower follower =
        MessageFollower.builder(gov, journal)
            .listener(channels::printed)
            .clock(clock)
            .waits(Duration.ZERO, Duration.ZERO)
            .build();
    CategoryCache categories = new CategoryCache(gov);
    CallbackReceiver receiver =
        receiver(gov, ring, journal.callbackDeduplicator(gov.account()), follower);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/callbacks", new CallbackHttpHandler(receiver));
    server.start();
    String callbacks = "http://127.0.0.1:" + server.getAddress().getPort() + "/callbacks";
    parent.ask("callbacksTo", callbacks);

    attempt("outbox", () -> outbox(outbox, follower, operations));
    attempt("cashier", () -> cashier(cashier));
    attempt("categories", categories::get);
    attempt("erase", () -> journal.erase(value("citizen")));
    callbacks(operations);
    // Some faults keep every call waiting until its deadline.
    try (GovClient hurried =
        builder(signer, ring, sealer).callTimeout(Duration.ofMillis(1500)).build()) {
      gateway.switchTo(hurried);
      for (String fault : parent.ask("faults").split(" ")) {
        for (String operation : operations.all().keySet()) {
          fault(operations, operation, fault);
        }
      }
    }
    gateway.switchTo(gov);
    new Failures(this, parent, folder).all(signer, ring, sealer);
    // A client remembers what it learns from these faults, so that each call needs a new client.
    for (String fault : List.of("clockSkew", "keyRotated")) {
      for (String operation : operations.all().keySet()) {
        try (GovClient once = builder(signer, keyRing(), sealer).build()) {
          gateway.switchTo(once);
          fault(operations, operation, fault);
        }
      }
    }
    KeyRing newRing = keyRing();
    try (GovClient once = builder(signer, newRing, sealer).build()) {
      CallbackReceiver after = receiver(once, newRing, new InMemoryDeduplicator(10), follower);
      server.createContext("/after", new CallbackHttpHandler(after));
      parent.ask("callbacksTo", callbacks.replace("/callbacks", "/after"));
      attempt("callback events", () -> parent.ask("rotate"));
      attempt("callback events", () -> parent.ask("deliver"));
    }
    gateway.switchTo(gov);
    new Types(channels, value("part"), folder.resolve("none")).all();
    new Types(channels, value("odd-part"), folder.resolve("none")).all();
    plants.plantAll(journal);
    return new Kept(
        gov,
        journal,
        recovery,
        server,
        List.of(
            cashier,
            outbox,
            follower,
            categories,
            receiver,
            ring,
            signer,
            sealer,
            new FineClient(gov),
            new MessageClient(gov),
            new IdentityClient(gov),
            new SigningClient(gov)));
  }

  private KeyRing keyRing() throws GeneralSecurityException {
    return KeyRing.trusting(TrustAnchors.pem(value("anchor-pem")));
  }

  /** Returns a client as an application has it, except that it accepts every TLS certificate. */
  GovClient.Builder builder(Signer signer, KeyRing ring, Sealer sealer) throws Exception {
    X509TrustManager trust = new TrustEveryone();
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {trust}, null);
    return GovClient.builder()
        .account("leaks")
        .endpoint(URI.create(value("endpoint")))
        .signer(signer)
        .keyRing(ring)
        .sealer(sealer)
        .clock(clock)
        .callTimeout(Duration.ofSeconds(10))
        .maxAttempts(1)
        .tls(tls.getSocketFactory(), trust)
        .callListener(this::ended);
  }

  private void ended(CallListener.Report report) {
    channels.printed(report);
    channels.write("calls", report.operation() + " " + report.outcome());
  }

  /** Does some work, and writes its result or exception to the channels. */
  void attempt(String what, Callable<Object> work) {
    try {
      channels.printed(work.call());
      channels.write("done", what);
    } catch (Throwable e) {
      channels.write("thrown", "by " + what);
      channels.thrown(e);
      if (e instanceof NotSentException notSent) {
        channels.write("reasons", "NotSent " + notSent.reason());
      } else if (e instanceof OutcomeUnknownException unknown) {
        channels.write("reasons", "OutcomeUnknown " + unknown.reason());
      }
    }
  }

  private Object outbox(MessageOutbox outbox, MessageFollower follower, Operations operations)
      throws Exception {
    String first = outbox.submit(operations.message(), value("citizen"));
    String second = outbox.submit(operations.message(), value("citizen"));
    int sent = outbox.runOnce();
    var delivered = outbox.find(first).orElseThrow();
    follower.follow(delivered.receipt(), value("citizen"));
    parent.ask("forward", delivered.receipt().messageId());
    parent.ask("reply", delivered.receipt().messageId());
    follower.runOnce();
    // This message stays on disk, and must not be readable there.
    outbox.submit(operations.message(), value("citizen-2"));
    return List.of(sent, delivered, outbox.find(second), outbox.figures());
  }

  private Object cashier(FineCashier cashier) {
    Quote quote = cashier.quote(List.of(FineTicket.ofPlate(value("decision-3"), value("plate-3"))));
    String order = UUID.randomUUID().toString();
    var paid = cashier.pay(order, quote, Confidential.of(value("payer")));
    var refund =
        cashier.refund(order, UUID.randomUUID().toString(), Money.fen(100), "paid in error");
    Quote other = cashier.quote(List.of(FineTicket.ofPlate(value("decision-4"), value("plate-4"))));
    var held = cashier.hold(UUID.randomUUID().toString(), other);
    return List.of(quote, paid, refund, held, cashier.outcome(order));
  }

  private void callbacks(Operations operations) {
    attempt("callback events", operations.all().get("message.submit"));
    attempt("callback events", operations.all().get("message.status"));
    attempt("callback events", operations.all().get("signing.start"));
    attempt("callback events", operations.all().get("signing.status"));
    attempt("callback events", operations.all().get("fine.release"));
    attempt("callback events", () -> parent.ask("payBack", operations.refund()));
    attempt("callback events", () -> parent.ask("updateCatalog"));
    attempt("callback events", () -> parent.ask("deliverForged"));
    attempt("callback events", () -> parent.ask("deliverTwice"));
    attempt("callback events", () -> parent.ask("deliver"));
    // By then all holds have expired.
    parent.ask("anHourLater");
    clock.setOffset(Duration.ofHours(1));
    attempt("callback events", operations.all().get("fine.search"));
    attempt("callback events", () -> parent.ask("deliver"));
  }

  private CallbackReceiver receiver(
      GovClient gov, KeyRing ring, CallbackDeduplicator seen, MessageFollower follower) {
    return CallbackReceiver.builder()
        .keyRing(ring)
        .gateway(gov)
        .deduplicator(seen)
        .clock(clock)
        .handler(
            callback -> {
              channels.printed(callback);
              channels.write("callbacks", callback.type().code());
              attempt("callback", () -> callback.read(Map.class));
              attempt("callback", () -> callback.read(Message.class));
              follower.onCallback(callback);
            })
        .build();
  }

  private void fault(Operations operations, String operation, String fault) {
    if (parent.ask("fault", operation, fault).equals("yes")) {
      attempt(operation + " with " + fault, operations.all().get(operation));
      parent.ask("clear");
      channels.write("faults", operation + " " + fault);
    }
  }
}
