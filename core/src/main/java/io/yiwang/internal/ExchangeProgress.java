package io.yiwang.internal;

import io.yiwang.internal.ConnectionFault.Phase;
import io.yiwang.internal.ExchangeFailedException.Kind;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Handshake;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.AsyncTimeout;
import org.jspecify.annotations.Nullable;

/**
 * Follows one exchange: OkHttp reports its events here, and is kept here from repeating a request
 * on its own. Afterwards it says how far the exchange got, which decides what a failure means.
 */
final class ExchangeProgress extends EventListener {
  private final long deadline;
  private final Duration connectTimeout;
  private final Duration silence;
  private final KeptConnections connections;
  private volatile Phase phase = Phase.START;
  private volatile boolean sent;
  private volatile boolean passed;
  private volatile boolean proxied;
  private volatile boolean answered;
  private volatile boolean watchExpired;
  private @Nullable Long idleSince;
  private boolean multiplexed;
  private @Nullable String proxyAnswer;
  private @Nullable AsyncTimeout watch;
  private int status;
  private Map<String, String> headers = Map.of();

  /**
   * Starts an exchange.
   *
   * @param deadline the {@link System#nanoTime} at which it must end
   * @param silence how long a reused connection may be silent once the request has been sent
   */
  ExchangeProgress(
      long deadline, Duration connectTimeout, Duration silence, KeptConnections connections) {
    this.deadline = deadline;
    this.connectTimeout = connectTimeout;
    this.silence = silence;
    this.connections = connections;
  }

  /** Returns how long the host's name may be looked up. */
  long nanosToConnect() {
    return Math.min(nanosLeft(), connectTimeout.toNanos());
  }

  private long nanosLeft() {
    return deadline - System.nanoTime();
  }

  /** Returns whether bytes of the request may have left this machine. */
  boolean isSent() {
    return sent;
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  void proxySelected(boolean isProxied) {
    proxied = isProxied;
  }

  /** Notes what a proxy answered that asks for credentials. */
  void proxyRefused(String answer) {
    proxyAnswer = answer;
  }

  @Override
  public void dnsStart(Call call, String domainName) {
    phase = Phase.NAME;
  }

  @Override
  public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
    phase = Phase.CONNECTING;
    proxied = proxy.type() != Proxy.Type.DIRECT;
  }

  @Override
  public void secureConnectStart(Call call) {
    phase = Phase.HANDSHAKE;
    // OkHttp limits connecting only; a silent port would hold up the handshake for ever.
    watch(call, connectTimeout);
  }

  @Override
  public void secureConnectEnd(Call call, @Nullable Handshake handshake) {
    unwatch();
  }

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    idleSince = connections.acquired(connection);
    multiplexed = connection.protocol() == Protocol.HTTP_2;
  }

  @Override
  public void connectionReleased(Call call, Connection connection) {
    connections.released(connection);
  }

  @Override
  public void requestHeadersStart(Call call) {
    sent = true;
    phase = Phase.SENT;
  }

  @Override
  public void requestHeadersEnd(Call call, Request request) {
    if (request.body() == null) {
      awaitFirstByte(call);
    }
  }

  @Override
  public void requestBodyEnd(Call call, long byteCount) {
    awaitFirstByte(call);
  }

  private void awaitFirstByte(Call call) {
    // One silent stream among many does not condemn an HTTP/2 connection; its pings do.
    if (idleSince != null && !multiplexed) {
      watch(call, silence);
    }
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    unwatch();
    answered = true;
  }

  private void watch(Call call, Duration longest) {
    AsyncTimeout timeout =
        new AsyncTimeout() {
          @Override
          protected void timedOut() {
            watchExpired = true;
            call.cancel();
          }
        };
    timeout.timeout(longest.toNanos(), TimeUnit.NANOSECONDS);
    timeout.enter();
    watch = timeout;
  }

  private void unwatch() {
    if (watch != null) {
      watch.exit();
      watch = null;
    }
  }

  /**
   * Stops the repeats that OkHttp makes even when configured not to: a 503 with {@code Retry-After:
   * 0} (the header is hidden from it), and whatever else a version may introduce (a second pass
   * fails). The gateway refuses a nonce that it has seen. A 407 that did not come from a known
   * proxy is hidden too, because OkHttp would not return it.
   */
  Response intercept(Interceptor.Chain chain) throws IOException {
    if (passed) {
      throw new IOException("a signed request must not be sent twice");
    }
    passed = true;
    if (wasClosedWhileIdle(chain.connection())) {
      throw new ClosedWhileIdleException();
    }
    Response response = chain.proceed(chain.request());
    status = response.code();
    headers = HeaderLines.combined(response.headers());
    boolean isStrayProxyAuth = status == HttpURLConnection.HTTP_PROXY_AUTH;
    return isStrayProxyAuth || headers.containsKey("retry-after")
        ? response
            .newBuilder()
            .code(isStrayProxyAuth ? HttpURLConnection.HTTP_BAD_GATEWAY : status)
            .removeHeader("retry-after")
            .build()
        : response;
  }

  /**
   * Checks a reused connection before anything is sent on it: at this point it is certain that
   * nothing was sent, which nobody could say later. HTTP/2 has a reader that checks all the time.
   */
  private boolean wasClosedWhileIdle(@Nullable Connection connection) {
    Long since = idleSince;
    return connection != null
        && since != null
        && !multiplexed
        && connections.isClosed(connection, since);
  }

  /**
   * Returns what an exception means at the point that the exchange has reached.
   *
   * @param canceled whether the call was canceled, by its deadline or by a watch of this object
   */
  ExchangeFailedException failure(IOException e, boolean canceled) {
    unwatch();
    if (Thread.currentThread().isInterrupted()) {
      return failed(Kind.INTERRUPTED, "interrupted", e);
    }
    if (nanosLeft() <= 0 || (canceled && !watchExpired)) {
      return failed(Kind.TIMED_OUT, "the deadline has passed" + phase.text(), e);
    }
    IOException cause = ConnectionFault.withoutQuotes(e, sent);
    boolean isStale =
        idleSince != null
            && !answered
            && !ConnectionFault.answerBegan(e)
            // It is about the file to send, not the connection.
            && !(e instanceof FileSystemException);
    if (isStale || e instanceof ClosedWhileIdleException || ConnectionFault.isRefusedUnread(e)) {
      return failed(Kind.STALE, "a connection that was kept open had died", cause);
    }
    if (sent) {
      return failed(Kind.BROKEN, ConnectionFault.afterSending(e), cause);
    }
    return failed(
        Kind.BROKEN,
        proxyAnswer != null
            ? proxyAnswer + "; it asks for credentials"
            : ConnectionFault.beforeSending(e, phase, proxied),
        cause);
  }

  private ExchangeFailedException failed(Kind kind, String text, IOException cause) {
    return new ExchangeFailedException(kind, sent, text, cause);
  }
}
