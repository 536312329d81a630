package io.yiwang;

import io.yiwang.internal.LibraryVersions;
import io.yiwang.internal.Pipe;
import io.yiwang.internal.shared.Id;
import io.yiwang.internal.shared.RequiredSetting;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Signer;
import io.yiwang.value.Language;
import java.net.Proxy;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Calls a gateway for one platform account. This is the entry point of the library; keep one client
 * for the life of the process. Thread-safe.
 *
 * <pre>{@code
 * GovClient gov =
 *     GovClient.builder()
 *         .endpoint(URI.create("https://gw.example.gov.cn/igs/v1/"))
 *         .signer(new Sm2Signer("wallet-2026", platformKey))
 *         .keyRing(KeyRing.trusting(TrustAnchors.of(anchor)))
 *         .build();
 * Penalty penalty = new FineClient(gov).lookup(decision, Proof.plate("浙A12345"));
 * }</pre>
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 */
public class GovClient implements Gateway, AutoCloseable {
  private final Pipe pipe;
  private final String host;
  private final Signer signer;
  private final @Nullable String account;

  GovClient(Pipe.Settings settings, @Nullable String account) {
    this.account = account;
    pipe = new Pipe(settings);
    host = settings.endpoint().getHost();
    signer = settings.signer();
  }

  /** Returns a builder for a client. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public <T> T call(GovRequest<T> request) {
    return pipe.call(request);
  }

  /**
   * Returns the name given by {@link Builder#account}.
   *
   * @throws IllegalStateException if none was given
   */
  @Override
  public String account() {
    return account == null ? Gateway.super.account() : account;
  }

  @Override
  public void refreshKeys(String keyId, Duration timeout) {
    pipe.refreshKeys(keyId, timeout);
  }

  /** Closes idle connections. Calls in progress run to their end. */
  @Override
  public void close() {
    pipe.close();
  }

  @Override
  public String toString() {
    return "GovClient[" + host + ", " + signer.keyId() + "]";
  }

  /** Collects the settings of a client, which {@link #build} checks. Not thread-safe. */
  public static final class Builder {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private @Nullable String account;
    private @Nullable URI endpoint;
    private @Nullable Signer signer;
    private @Nullable KeyRing keyRing;
    private @Nullable Sealer sealer;
    private Language language = Language.ZH_CN;
    private Duration callTimeout = Duration.ofSeconds(30);
    private Duration connectTimeout = Duration.ofSeconds(10);
    private int maxAttempts = 3;
    private int maxReplyBytes = 16 << 20;
    private Duration keepAlive = Duration.ofSeconds(30);
    private Duration firstByteTimeout = Duration.ofSeconds(15);
    private int maxIdleConnections = 128;
    private @Nullable Proxy proxy;
    private boolean ownTls;
    private @Nullable SSLSocketFactory sockets;
    private @Nullable X509TrustManager trustManager;
    private Clock clock = Clock.systemUTC();
    private Supplier<String> requestIds =
        () -> HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private @Nullable CallListener listener;
    private @Nullable ExchangeCapture capture;

    private Builder() {}

    /** Sets the gateway's base, such as {@code https://gw.example.gov.cn/igs/v1/}. Required. */
    public Builder endpoint(URI endpoint) {
      this.endpoint = endpoint;
      return this;
    }

    /**
     * Sets the application's own name for its account with this gateway, such as {@code zhejiang}:
     * 1 to 64 of {@code [A-Za-z0-9._-]}. Required with a journal: a cashier, an outbox or a
     * follower keeps its entries under this name. Never change it, not even when the gateway's
     * address changes: unfinished work would wait for an account that nobody serves.
     */
    public Builder account(String account) {
      this.account = Id.check(account, "account");
      return this;
    }

    /** Sets the platform's own key, or a {@code RotatingSigner} while keys change. Required. */
    public Builder signer(Signer signer) {
      this.signer = signer;
      return this;
    }

    /** Sets the gateway keys to trust. Required. */
    public Builder keyRing(KeyRing keyRing) {
      this.keyRing = keyRing;
      return this;
    }

    /**
     * Sets a sealer for personal data, if its key is configured by hand. Without one, the gateway's
     * current sealing key is taken from its key list, provided that {@link #keyRing} has trust
     * anchors; with pinned keys only, operations that carry personal data fail because no sealer is
     * set.
     */
    public Builder sealer(Sealer sealer) {
      this.sealer = sealer;
      return this;
    }

    /** Sets the language of the gateway's answers; Chinese by default. */
    public Builder language(Language language) {
      this.language = language;
      return this;
    }

    /**
     * Sets the longest time that a call may take, including all attempts and waits; 30 s by
     * default.
     */
    public Builder callTimeout(Duration callTimeout) {
      this.callTimeout = callTimeout;
      return this;
    }

    /**
     * Sets how long each of these steps may take, all within the call's timeout: looking up the
     * host name, connecting, and the TLS handshake; 10 s by default.
     */
    public Builder connectTimeout(Duration connectTimeout) {
      this.connectTimeout = connectTimeout;
      return this;
    }

    /**
     * Sets how many attempts a call may make; 3 by default, 1 for no retry. A pooled connection
     * that turns out to be dead is replaced without counting as an attempt; the request is signed
     * again under the same idempotency key.
     */
    public Builder maxAttempts(int maxAttempts) {
      this.maxAttempts = maxAttempts;
      return this;
    }

    /** Sets the largest answer that is read, before and after decompression; 16 MiB by default. */
    public Builder maxReplyBytes(int maxReplyBytes) {
      this.maxReplyBytes = maxReplyBytes;
      return this;
    }

    /**
     * Sets how long an idle connection is kept for the next call; 30 s by default, half of what
     * common load balancers allow. Keep it below the idle timeout of every proxy and load balancer
     * in between: a connection that they close first has to be detected and replaced.
     */
    public Builder keepAlive(Duration keepAlive) {
      this.keepAlive = keepAlive;
      return this;
    }

    /**
     * Sets how long a reused connection may stay silent after a request before it is considered
     * dead and the request is sent on a new one; 15 s by default. This catches connections that die
     * without notice, as behind a firewall that drops idle ones. On a new connection the client
     * waits until the call's deadline, and with HTTP/2 the peer must answer pings within this time
     * instead.
     */
    public Builder firstByteTimeout(Duration firstByteTimeout) {
      this.firstByteTimeout = firstByteTimeout;
      return this;
    }

    /**
     * Sets the maximum number of idle connections; 128 by default. There are never more of them
     * than there were concurrent calls within {@link #keepAlive}, and with HTTP/2 one serves all
     * calls.
     */
    public Builder maxIdleConnections(int maxIdleConnections) {
      this.maxIdleConnections = maxIdleConnections;
      return this;
    }

    /**
     * Sets a proxy; the JVM's own settings by default. Not allowed with a plain http endpoint,
     * which is this machine and is never reached through a proxy, whatever the JVM's settings are.
     */
    public Builder proxy(Proxy proxy) {
      this.proxy = proxy;
      return this;
    }

    /**
     * Sets the TLS settings, for example with a client certificate; the JVM's by default. Both
     * parameters are required.
     */
    public Builder tls(SSLSocketFactory sockets, X509TrustManager trustManager) {
      ownTls = true;
      this.sockets = sockets;
      this.trustManager = trustManager;
      return this;
    }

    /** Sets the clock that dates signatures; the system clock by default. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /**
     * Sets the source of the ids that identify calls in logs, errors and metrics; 8 random
     * characters each by default.
     */
    public Builder requestIds(Supplier<String> requestIds) {
      this.requestIds = requestIds;
      return this;
    }

    /** Sets the listener that receives a report of every call when it ends. */
    public Builder callListener(CallListener listener) {
      this.listener = listener;
      return this;
    }

    /**
     * Sets which exchanges are written to files, to find out why a signature does not verify; by
     * default none.
     */
    public Builder capture(ExchangeCapture capture) {
      this.capture = capture;
      return this;
    }

    /**
     * Builds the client, without sending anything.
     *
     * @throws IllegalStateException if a required setting is missing or a library is too old; the
     *     message names it
     * @throws IllegalArgumentException if a setting is out of bounds; the message names it
     */
    public GovClient build() {
      LibraryVersions.check();
      URI checked = checked(RequiredSetting.of("GovClient", "endpoint", endpoint));
      positive(callTimeout, "callTimeout");
      positive(connectTimeout, "connectTimeout");
      positive(keepAlive, "keepAlive");
      positive(firstByteTimeout, "firstByteTimeout");
      atLeastOne(maxAttempts, "maxAttempts");
      atLeastOne(maxReplyBytes, "maxReplyBytes");
      if (maxIdleConnections < 0) {
        throw new IllegalArgumentException(
            "maxIdleConnections must be 0 or more, got " + maxIdleConnections);
      }
      if (ownTls && (sockets == null || trustManager == null)) {
        throw new IllegalStateException(
            "GovClient needs both parts of its TLS settings; call .tls(sockets, trustManager) with"
                + " neither of them null");
      }
      if (proxy != null
          && proxy.type() != Proxy.Type.DIRECT
          && "http".equals(checked.getScheme())) {
        throw new IllegalArgumentException(
            "a plain http endpoint is this machine itself and is not reached through a proxy;"
                + " remove .proxy(...), or use https");
      }
      return new GovClient(
          new Pipe.Settings(
              checked,
              RequiredSetting.of("GovClient", "signer", signer),
              RequiredSetting.of("GovClient", "keyRing", keyRing).keys(),
              sealer,
              language,
              callTimeout,
              connectTimeout,
              keepAlive,
              firstByteTimeout,
              maxAttempts,
              maxReplyBytes,
              maxIdleConnections,
              proxy,
              sockets,
              trustManager,
              clock,
              requestIds,
              listener,
              capture),
          account);
    }

    private static URI checked(URI endpoint) {
      String host = Objects.requireNonNullElse(endpoint.getHost(), "").toLowerCase(Locale.ROOT);
      String scheme = Objects.requireNonNullElse(endpoint.getScheme(), "");
      if (host.isEmpty()
          || endpoint.getRawQuery() != null
          || endpoint.getRawFragment() != null
          || endpoint.getRawUserInfo() != null
          || hasDotSegment(endpoint)) {
        throw new IllegalArgumentException(
            "endpoint must be https://host[:port]/prefix, without user, query, fragment or dot"
                + " segment");
      }
      if (!scheme.equals("https") && !(scheme.equals("http") && LOOPBACK.contains(host))) {
        throw new IllegalArgumentException(
            "endpoint must be https (http is allowed only to this machine), got scheme " + scheme);
      }
      return endpoint;
    }

    /**
     * Returns whether a path has dot segments. They are removed before a request is sent, so the
     * path sent would differ from the path signed.
     */
    private static boolean hasDotSegment(URI endpoint) {
      String path = (endpoint.getRawPath() + "/").replaceAll("(?i)%2e", ".");
      return path.contains("/./") || path.contains("/../");
    }

    private static void positive(Duration duration, String name) {
      if (duration.isZero() || duration.isNegative()) {
        throw new IllegalArgumentException(name + " must be positive, got " + duration);
      }
    }

    private static void atLeastOne(int number, String name) {
      if (number < 1) {
        throw new IllegalArgumentException(name + " must be 1 or more, got " + number);
      }
    }
  }
}
