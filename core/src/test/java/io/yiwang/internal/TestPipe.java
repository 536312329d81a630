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

/** The whole pipe against a scripted server, on a fixed clock; its waits take no time. */
final class TestPipe implements AutoCloseable {
  /** What a command carries. */
  record Order(String orderNo, long amount) {}

  /** What comes back. */
  record Receipt(String id, @Nullable String note) {}

  static final String RECEIPT = "{\"id\":\"p-1\"}";

  static final GovRequest<Receipt> COMMAND =
      GovRequest.command("fine.hold", "payments", new Order("o-1", 15_000), Receipt.class)
          .idempotencyKey(new IdempotencyKey("key-1"));

  static final GovRequest<Receipt> QUERY =
      GovRequest.query("fine.payment", "payments/{id}", Receipt.class).segment("id", "p-1");

  final TestGateway gateway = new TestGateway("gw-1");
  final FakePause pause = new FakePause();
  final List<Report> reports = new CopyOnWriteArrayList<>();

  /** Unlike that of any other test, so that log lines of others are not taken for ours. */
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

  /** Appends to the script. */
  TestPipe then(Step... script) {
    server.then(script);
    return this;
  }

  /** A step after which nobody can connect any more. */
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

  /** Goes there instead of to the scripted server. */
  TestPipe authority(String authority) {
    this.authority = authority;
    return this;
  }

  /** Goes by https, to an authority that these trust. */
  TestPipe tls(SSLSocketFactory sockets, X509TrustManager trustManager) {
    this.sockets = sockets;
    this.trustManager = trustManager;
    return this;
  }

  /** What the client's clock shows. */
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

  /** The parameters under which a request was signed; fails unless the signature holds. */
  SignedParameters checked(int request) {
    return SignedParameters.check(server.received().get(request), keys.getPublic());
  }

  /** Makes a call; settings are taken when the first one is made. */
  <T> T call(GovRequest<T> request) {
    return pipe().call(request);
  }

  private synchronized Pipe pipe() {
    Pipe made = pipe;
    if (made == null) {
      made = new Pipe(settings(), pause);
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
