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
 * Calls a gateway for one platform account, and is kept for the life of the process: the entry
 * point. Thread-safe.
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

  /** Starts describing a client. */
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

  /** Closes idle connections. Calls under way continue to their end. */
  @Override
  public void close() {
    pipe.close();
  }

  @Override
  public String toString() {
    return "GovClient[" + host + ", " + signer.keyId() + "]";
  }

  /** Collects a client's settings; {@link #build} checks them. Not thread-safe. */
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
     * 1 to 64 of {@code [A-Za-z0-9._-]}. Required where anything is kept in a journal, by a
     * cashier, an outbox or a follower, which keeps it under this name. Never change it, not even
     * when the gateway's address does: what is unfinished would wait for an account that nobody
     * serves.
     */
    public Builder account(String account) {
      this.account = Id.check(account, "account");
      return this;
    }

    /**
     * Sets the platform's own key, or keys while they change ({@code RotatingSigner}). Required.
     */
    public Builder signer(Signer signer) {
      this.signer = signer;
      return this;
    }

    /** Sets the gateway's keys that are trusted. Required. */
    public Builder keyRing(KeyRing keyRing) {
      this.keyRing = keyRing;
      return this;
    }

    /**
     * Sets what seals personal data, for a key that is given by hand. Without it the gateway's
     * sealing key of the moment is taken from its key list, where {@link #keyRing} has trust
     * anchors; where it has pinned keys alone, operations that carry personal data say that a
     * sealer is missing.
     */
    public Builder sealer(Sealer sealer) {
      this.sealer = sealer;
      return this;
    }

    /** Sets the language of answers; Chinese by default. */
    public Builder language(Language language) {
      this.language = language;
      return this;
    }

    /** Sets the longest time that a call may take, attempts and waits included; 30 s by default. */
    public Builder callTimeout(Duration callTimeout) {
      this.callTimeout = callTimeout;
      return this;
    }

    /**
     * Sets how long looking up the host's name, connecting, and the TLS handshake may take, each of
     * them, and all within the call; 10 s by default.
     */
    public Builder connectTimeout(Duration connectTimeout) {
      this.connectTimeout = connectTimeout;
      return this;
    }

    /**
     * Sets how many attempts a call has; 3 by default, 1 for no repeat. A kept connection that
     * turns out dead is replaced without counting, signed afresh under the same idempotency key.
     */
    public Builder maxAttempts(int maxAttempts) {
      this.maxAttempts = maxAttempts;
      return this;
    }

    /**
     * Sets how much of an answer is read at most, before and after decompression; 16 MiB by
     * default.
     */
    public Builder maxReplyBytes(int maxReplyBytes) {
      this.maxReplyBytes = maxReplyBytes;
      return this;
    }

    /**
     * Sets how long an idle connection is kept for the next call; 30 s by default, half of what
     * common load balancers allow. Keep it below the time of whatever is between: a connection that
     * they close first costs a look and a new connection.
     */
    public Builder keepAlive(Duration keepAlive) {
      this.keepAlive = keepAlive;
      return this;
    }

    /**
     * Sets how long a connection that was used before may be silent after a request, before it is
     * taken for dead and the request is sent on a new one; 15 s by default. It is for connections
     * that die in silence, as behind a firewall that forgets them. A new connection is waited for
     * until the call's deadline, and over HTTP/2 it is pings that must be answered in this time.
     */
    public Builder firstByteTimeout(Duration firstByteTimeout) {
      this.firstByteTimeout = firstByteTimeout;
      return this;
    }

    /**
     * Sets the most idle connections that are kept; 128 by default. There are never more than there
     * were calls at one time within {@link #keepAlive}, and with HTTP/2 one is enough for all.
     */
    public Builder maxIdleConnections(int maxIdleConnections) {
      this.maxIdleConnections = maxIdleConnections;
      return this;
    }

    /**
     * Sets a proxy; the JVM's own settings by default. Not with an endpoint of plain http, which is
     * this machine and never goes through a proxy, whatever the JVM's settings are.
     */
    public Builder proxy(Proxy proxy) {
      this.proxy = proxy;
      return this;
    }

    /** Sets TLS settings, such as a client certificate; the JVM's by default. Both are needed. */
    public Builder tls(SSLSocketFactory sockets, X509TrustManager trustManager) {
      ownTls = true;
      this.sockets = sockets;
      this.trustManager = trustManager;
      return this;
    }

    /** Sets the clock whose time signatures carry; the machine's by default. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** Sets what names calls in logs, errors and metrics; 8 random characters by default. */
    public Builder requestIds(Supplier<String> requestIds) {
      this.requestIds = requestIds;
      return this;
    }

    /** Sets who is notified of every call when it ends. */
    public Builder callListener(CallListener listener) {
      this.listener = listener;
      return this;
    }

    /**
     * Sets which exchanges are written to files, to find out why a signature does not verify; none
     * by default.
     */
    public Builder capture(ExchangeCapture capture) {
      this.capture = capture;
      return this;
    }

    /**
     * Builds the client. Nothing is sent.
     *
     * @throws IllegalStateException naming what is missing, or a library that is too old
     * @throws IllegalArgumentException naming what is out of bounds
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

    /** What travels is without them, and would not be what was signed. */
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
