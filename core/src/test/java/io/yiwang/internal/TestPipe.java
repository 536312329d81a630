package io.yiwang.internal;

import io.yiwang.CallListener;
import io.yiwang.CallListener.Report;
import io.yiwang.ExchangeCapture;
import io.yiwang.GovRequest;
import io.yiwang.internal.ScriptedServer.Received;
import io.yiwang.internal.ScriptedServer.Step;
import io.yiwang.signing.Ed25519Signer;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Signer;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Language;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Runs the whole pipe against a scripted server with a fixed clock; its waits take no time. */
final class TestPipe implements AutoCloseable {
  /** The body of a command. */
  record Order(String orderNo, long amount) {}

  /** The answer to a command. */
  record Receipt(String id, @Nullable String note) {}

  static final String RECEIPT = "{\"id\":\"p-1\"}";

  static final GovRequest<Receipt> COMMAND =
      GovRequest.command("fine.hold", "payments", new Order("o-1", 15_000), Receipt.class)
          .idempotencyKey(new IdempotencyKey("key-1"));

  static final GovRequest<Receipt> QUERY =
      GovRequest.query("fine.payment", "payments/{id}", Receipt.class).segment("id", "p-1");

  final TestGateway gateway = new TestGateway("gw-1");
  final FakeSleeper sleeper = new FakeSleeper();
  final List<Report> reports = new CopyOnWriteArrayList<>();

  /** The request id, unlike that of any other test, to recognise this test's log lines. */
  final String requestId = UUID.randomUUID().toString().substring(0, 8);

  private final KeyPair keys;
  private final ScriptedServer server;
  private Signer signer;
  private TrustedKeys ring = TrustedKeys.pinned(gateway.verifier());
  private @Nullable Sealer sealer;
  private Language language = Language.ZH_CN;
  private Duration callTimeout = Duration.ofSeconds(30);
  private Duration firstByteTimeout = Duration.ofSeconds(10);
  private int maxAttempts = 3;
  private int maxReplyBytes = 1 << 16;
  private String prefix = "/igs/v1/";
  private @Nullable String authority;
  private @Nullable SSLSocketFactory sockets;
  private @Nullable X509TrustManager trustManager;
  private Instant now = TestGateway.NOW;
  private CallListener listener = reports::add;
  private @Nullable ExchangeCapture capture;
  private @Nullable Pipe pipe;

  TestPipe(Step... script) {
    try {
      keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    signer = new Ed25519Signer("wallet-2026", keys.getPrivate());
    server = new ScriptedServer(script);
  }

  /** Appends a step to the script. */
  TestPipe then(Step... script) {
    server.then(script);
    return this;
  }

  /** Appends a step after which nobody can connect any more. */
  Step hangUpForGood() {
    return server.hangUpForGood();
  }

  TestPipe signer(Signer signer) {
    this.signer = signer;
    return this;
  }

  TestPipe ring(TrustedKeys ring) {
    this.ring = ring;
    return this;
  }

  TestPipe sealer(Sealer sealer) {
    this.sealer = sealer;
    return this;
  }

  TestPipe language(Language language) {
    this.language = language;
    return this;
  }

  TestPipe callTimeout(Duration callTimeout) {
    this.callTimeout = callTimeout;
    return this;
  }

  TestPipe firstByteTimeout(Duration firstByteTimeout) {
    this.firstByteTimeout = firstByteTimeout;
    return this;
  }

  TestPipe maxAttempts(int maxAttempts) {
    this.maxAttempts = maxAttempts;
    return this;
  }

  TestPipe maxReplyBytes(int maxReplyBytes) {
    this.maxReplyBytes = maxReplyBytes;
    return this;
  }

  TestPipe prefix(String prefix) {
    this.prefix = prefix;
    return this;
  }

  /** Calls this authority instead of the scripted server. */
  TestPipe authority(String authority) {
    this.authority = authority;
    return this;
  }

  /** Uses https with these TLS settings. */
  TestPipe tls(SSLSocketFactory sockets, X509TrustManager trustManager) {
    this.sockets = sockets;
    this.trustManager = trustManager;
    return this;
  }

  /** Sets the time of the client's clock. */
  TestPipe now(Instant now) {
    this.now = now;
    return this;
  }

  TestPipe listener(CallListener listener) {
    this.listener = listener;
    return this;
  }

  TestPipe capture(ExchangeCapture capture) {
    this.capture = capture;
    return this;
  }

  KeyPair keys() {
    return keys;
  }

  String authority() {
    return server.authority();
  }

  List<Received> received() {
    return server.received();
  }

  /** Returns the signature parameters of a request; fails unless the signature verifies. */
  SignedParameters checked(int request) {
    return SignedParameters.check(server.received().get(request), keys.getPublic());
  }

  /** Makes a call; the first one fixes the settings. */
  <T> T call(GovRequest<T> request) {
    return pipe().call(request);
  }

  private synchronized Pipe pipe() {
    Pipe made = pipe;
    if (made == null) {
      made = new Pipe(settings(), sleeper);
      pipe = made;
    }
    return made;
  }

  private Pipe.Settings settings() {
    String host = authority == null ? server.authority() : authority;
    return new Pipe.Settings(
        URI.create((sockets == null ? "http://" : "https://") + host + prefix),
        signer,
        ring,
        sealer,
        language,
        callTimeout,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        firstByteTimeout,
        maxAttempts,
        maxReplyBytes,
        16,
        null,
        sockets,
        trustManager,
        Clock.fixed(now, ZoneOffset.UTC),
        () -> requestId,
        listener,
        capture);
  }

  @Override
  public synchronized void close() throws IOException {
    if (pipe != null) {
      pipe.close();
    }
    server.close();
  }
}
