package io.yiwang.internal;

import io.yiwang.CallListener;
import io.yiwang.ExchangeCapture;
import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.internal.json.JsonCodec;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Signer;
import io.yiwang.value.Language;
import java.net.Proxy;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Assembles the stages of a call once: write, then for each attempt sign, exchange, verify and
 * read. {@link CallExecution} passes each call through them.
 */
public final class Pipe implements AutoCloseable {
  /** The settings of a client, which {@link io.yiwang.GovClient.Builder} has checked. */
  public record Settings(
      URI endpoint,
      Signer signer,
      TrustedKeys keyRing,
      @Nullable Sealer sealer,
      Language language,
      Duration callTimeout,
      Duration connectTimeout,
      Duration keepAlive,
      Duration firstByteTimeout,
      int maxAttempts,
      int maxReplyBytes,
      int maxIdleConnections,
      @Nullable Proxy proxy,
      @Nullable SSLSocketFactory sockets,
      @Nullable X509TrustManager trustManager,
      Clock clock,
      Supplier<String> requestIds,
      @Nullable CallListener listener,
      @Nullable ExchangeCapture capture) {}

  private final PipeStages stages;
  private final Supplier<String> requestIds;
  private final Duration callTimeout;
  private final int maxAttempts;
  private final @Nullable CallListener listener;
  private final Sleeper sleeper;

  /** Assembles the stages. */
  public Pipe(Settings settings) {
    this(settings, Sleeper.SYSTEM);
  }

  Pipe(Settings settings, Sleeper sleeper) {
    this.sleeper = sleeper;
    requestIds = settings.requestIds();
    callTimeout = settings.callTimeout();
    maxAttempts = settings.maxAttempts();
    listener = settings.listener();
    stages = stages(settings, sleeper);
  }

  private static PipeStages stages(Settings settings, Sleeper sleeper) {
    TrustedKeys ring = settings.keyRing();
    Signer signer = settings.signer();
    Endpoint endpoint = new Endpoint(settings.endpoint(), settings.language());
    GatewayClock clock = new GatewayClock(settings.clock());
    JsonCodec codec = new JsonCodec(settings.sealer());
    RequestSigner requestSigner = new RequestSigner(signer);
    HttpTransport transport =
        new HttpTransport(
            new HttpTransport.Settings(
                settings.connectTimeout(),
                settings.keepAlive(),
                settings.firstByteTimeout(),
                settings.maxIdleConnections(),
                settings.maxReplyBytes(),
                settings.proxy(),
                settings.sockets(),
                settings.trustManager()));
    ReplyVerifier verifier = new ReplyVerifier(signer.digest());
    ReplyReader reader = new ReplyReader(codec, settings.maxReplyBytes());
    KeyList keyList =
        new KeyList(
            endpoint.request(KeyList.REQUEST),
            endpoint.host(),
            requestSigner,
            transport,
            verifier,
            reader,
            ring,
            sleeper);
    boolean usesListedKey = settings.sealer() == null && ring.acceptsOffers();
    ExchangeCapture capture = settings.capture();
    return new PipeStages(
        new RequestWriter(endpoint, codec, signer, clock, usesListedKey ? keyList : null),
        requestSigner,
        transport,
        verifier,
        reader,
        ring,
        keyList,
        clock,
        capture == null ? null : new CaptureFiles(capture, signer.digest()));
  }

  /** Passes a request through the stages and returns its answer. */
  public <T> T call(GovRequest<T> request) {
    CallContext context = new CallContext(request, requestIds.get(), callTimeout, sleeper);
    try {
      T answer = CallExecution.execute(stages, maxAttempts, request, context);
      context.record().ended(null, listener);
      return answer;
    } catch (GovException e) {
      context.record().ended(e, listener);
      throw e;
    }
  }

  /** Updates the ring for a key that is named outside an answer, as in a callback. */
  public void refreshKeys(String keyId, Duration timeout) {
    try {
      stages.keyList().refresh(keyId, stages.clock().now(), timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stages.transport().close();
  }
}
