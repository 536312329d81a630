package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.CallListener;
import io.yiwang.Content;
import io.yiwang.ExchangeCapture;
import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.NotSentException;
import io.yiwang.internal.JsonCodec.SealingNeededException;
import io.yiwang.internal.JsonCodec.UnwritableException;
import io.yiwang.internal.KeyList.NoSealingKeyException;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.KeyRing;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Signer;
import io.yiwang.value.AccessToken;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Language;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The rooms of a call, put together once. */
public final class Pipe implements AutoCloseable {
  /** The largest JSON body that the interface allows (IGS/1 section 1). */
  private static final int MAX_BODY_BYTES = 1 << 20;

  /** What a client is made of; {@link io.yiwang.GovClient.Builder} checks it. */
  public record Settings(
      URI endpoint,
      Signer signer,
      KeyRing keyRing,
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

  private final JsonCodec codec;
  private final Signer signer;
  private final KeyList keyList;

  /** Whether sealing keys come from the gateway's list, none being given. */
  private final boolean sealsAsListed;

  private final Attempts attempts;
  private final HttpTransport transport;
  private final String scheme;
  private final String authority;
  private final String basePath;
  private final Language language;
  private final Supplier<String> requestIds;
  private final @Nullable CallListener listener;
  private final Sleeper pause;

  /** Puts the rooms together. */
  public Pipe(Settings settings) {
    this(settings, Sleeper.SYSTEM);
  }

  Pipe(Settings settings, Sleeper pause) {
    this.pause = pause;
    // Escaped as it will travel, which is what is signed.
    URI endpoint = URI.create(settings.endpoint().toASCIIString());
    scheme = endpoint.getScheme();
    authority = UnsignedRequest.authority(scheme, endpoint.getHost(), endpoint.getPort());
    String path = endpoint.getRawPath();
    basePath = path.endsWith("/") ? path : path + "/";
    language = settings.language();
    requestIds = settings.requestIds();
    listener = settings.listener();
    codec = new JsonCodec(settings.sealer());
    signer = settings.signer();
    sealsAsListed = settings.sealer() == null && settings.keyRing().takesOffers();
    transport =
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
    RequestSigner requestSigner = new RequestSigner(signer);
    ReplyVerifier verifier = new ReplyVerifier(signer.digest());
    ReplyReader reader = new ReplyReader(codec, settings.maxReplyBytes());
    keyList =
        new KeyList(
            outgoing(KeyList.REQUEST, new byte[0], null, null),
            endpoint.getHost(),
            requestSigner,
            transport,
            verifier,
            reader,
            settings.keyRing(),
            pause);
    ExchangeCapture capture = settings.capture();
    attempts =
        new Attempts(
            requestSigner,
            transport,
            verifier,
            reader,
            settings.keyRing(),
            keyList,
            new Attempts.Limits(settings.callTimeout(), settings.maxAttempts()),
            new GatewayClock(settings.clock()),
            capture == null ? null : new CaptureFiles(capture, signer.digest()),
            pause);
  }

  /** Sends a request through the rooms. */
  public <T> T call(GovRequest<T> request) {
    CallRecord record = new CallRecord(request.operation(), requestIds.get(), pause);
    try {
      long deadline = attempts.deadline(request);
      T answer = attempts.run(request, () -> outgoing(request, record, deadline), record, deadline);
      record.ends(null, listener);
      return answer;
    } catch (GovException e) {
      record.ends(e, listener);
      throw e;
    }
  }

  private UnsignedRequest outgoing(GovRequest<?> request, CallRecord record, long deadline) {
    Object body = request.body();
    if (body == null) {
      return outgoing(request, new byte[0], null, null);
    }
    // The same on every attempt: should the key change between two, a verifier knows either digest.
    ContentDigest digest = signer.activeAt(attempts.now()).digest();
    if (body instanceof Content file) {
      try {
        return outgoing(request, new byte[0], file, RequestSigner.contentDigest(digest, file));
      } catch (IOException e) {
        throw new NotSentException(
            record.call(),
            NotSentException.Reason.UNWRITABLE_BODY,
            "the file to send cannot be read",
            e);
      }
    }
    byte[] json = json(body, record, deadline);
    return outgoing(request, json, null, RequestSigner.contentDigest(digest, json));
  }

  private byte[] json(Object body, CallRecord record, long deadline) {
    try {
      byte[] json = sealsAsListed ? sealedAsListed(body, deadline) : codec.write(body);
      if (json.length > MAX_BODY_BYTES) {
        throw new UnwritableException(
            "the body must be at most 1 MiB of JSON, got " + json.length + " bytes", false);
      }
      return json;
    } catch (UnwritableException e) {
      throw new NotSentException(
          record.call(),
          e.sealing()
              ? NotSentException.Reason.SEALING_FAILED
              : NotSentException.Reason.UNWRITABLE_BODY,
          e.text(),
          null);
    }
  }

  /** The sealing key is known before the body is written, and looked for where it needs one. */
  private byte[] sealedAsListed(Object body, long deadline) throws UnwritableException {
    Instant now = attempts.now();
    Sealer sealer = keyList.sealerAtHand(now);
    try {
      return sealer == null ? codec.writeOpen(body) : codec.write(body, sealer);
    } catch (SealingNeededException needed) {
      try {
        sealer = keyList.sealer(now, left(deadline));
      } catch (NoSealingKeyException e) {
        throw new UnwritableException(
            needed.getMessage() + " must be sealed: " + e.getMessage(), true);
      }
      return codec.write(body, sealer);
    }
  }

  /** Brings the ring up to date for a key that something else than an answer names. */
  public void refreshKeys(String keyId, Duration timeout) {
    try {
      keyList.refresh(keyId, attempts.now(), timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration left(long deadline) {
    Duration left = Duration.ofNanos(deadline - pause.nanos());
    return left.isNegative() ? Duration.ZERO : left;
  }

  private UnsignedRequest outgoing(
      GovRequest<?> request, byte[] body, @Nullable Content file, @Nullable String digest) {
    Map<String, String> headers = new LinkedHashMap<>(8);
    headers.put("accept", "application/json, application/problem+json");
    Language asked = request.language();
    headers.put("accept-language", (asked == null ? language : asked).tag());
    headers.put("user-agent", "yiwang");
    IdempotencyKey key = request.idempotencyKey();
    if (key != null) {
      headers.put("idempotency-key", key.value());
    }
    AccessToken bearer = request.bearer();
    if (bearer != null) {
      headers.put("authorization", "Bearer " + bearer.value());
    }
    if (digest != null) {
      headers.put("content-type", file == null ? "application/json" : file.mediaType());
      headers.put("content-digest", digest);
    }
    headers.putAll(request.headers());
    return new UnsignedRequest(
        request.method(),
        scheme,
        authority,
        basePath.concat(request.path()),
        query(request.parameters()),
        headers,
        body,
        file);
  }

  private static String query(List<GovRequest.Parameter> parameters) {
    StringBuilder query = new StringBuilder();
    for (GovRequest.Parameter parameter : parameters) {
      query.append(query.isEmpty() ? '?' : '&');
      escape(parameter.name(), query);
      query.append('=');
      escape(parameter.value(), query);
    }
    return query.toString();
  }

  /**
   * Escapes all but RFC 3986's unreserved characters, so that nobody on the way has a reason to
   * write the query another way than it was signed.
   */
  private static void escape(String text, StringBuilder into) {
    for (byte b : text.getBytes(UTF_8)) {
      char c = (char) (b & 0xff);
      if ((c >= 'A' && c <= 'Z')
          || (c >= 'a' && c <= 'z')
          || (c >= '0' && c <= '9')
          || "-._~".indexOf(c) >= 0) {
        into.append(c);
      } else {
        into.append('%')
            .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
            .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
      }
    }
  }

  @Override
  public void close() {
    transport.close();
  }
}
