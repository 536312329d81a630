package io.yiwang.internal;

import io.yiwang.internal.ConnectionFault.Phase;
import io.yiwang.internal.ExchangeFailedException.Kind;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.Handshake;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.AsyncTimeout;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/** Bytes out, bytes in. The only room that knows OkHttp; it repeats nothing and follows nothing. */
final class HttpTransport implements AutoCloseable {

  /**
   * Settings of the connection. Absent ones are the platform's own.
   *
   * @param keepAlive how long an idle connection is kept
   * @param firstByteTimeout how long a kept connection may be silent before it is called dead
   */
  record Settings(
      Duration connectTimeout,
      Duration keepAlive,
      Duration firstByteTimeout,
      int maxIdleConnections,
      int maxReplyBytes,
      @Nullable Proxy proxy,
      @Nullable SSLSocketFactory sockets,
      @Nullable X509TrustManager trustManager) {}

  /**
   * What became of one attempt: OkHttp reports it here, and is stopped here from repeating it by
   * itself.
   */
  final class Progress extends EventListener {
    private final long deadline;
    private final Duration silence;
    private volatile Phase phase = Phase.START;
    private volatile boolean sent;
    private volatile boolean passed;
    private volatile boolean proxied;
    private volatile boolean answered;
    private volatile boolean calledDead;
    private @Nullable Long idleSince;
    private boolean multiplexed;
    private @Nullable String proxyAnswer;
    private @Nullable AsyncTimeout watch;
    private int status;
    private Map<String, String> headers = Map.of();

    /**
     * Begins an attempt.
     *
     * @param silence how long a kept connection may be silent once the request is out
     */
    Progress(long deadline, Duration silence) {
      this.deadline = deadline;
      this.silence = silence;
    }

    private long nanosLeft() {
      return deadline - System.nanoTime();
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
      // OkHttp limits the connection alone; a silent port would hold the handshake for ever.
      watch(call, connectTimeout);
    }

    @Override
    public void secureConnectEnd(Call call, @Nullable Handshake handshake) {
      unwatch();
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
      // Over HTTP/2 others may be using it at this moment, which makes it no new one either.
      idleSince = lastUsed.putIfAbsent(connection, System.nanoTime());
      multiplexed = connection.protocol() == Protocol.HTTP_2;
    }

    @Override
    public void connectionReleased(Call call, Connection connection) {
      lastUsed.put(connection, System.nanoTime());
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
      // Of many streams on one connection a silent one condemns none: there it is pings that count.
      if (idleSince != null && !multiplexed) {
        watch(call, silence);
      }
    }

    @Override
    public void responseHeadersEnd(Call call, Response response) {
      unwatch();
      answered = true;
    }

    private void watch(Call call, Duration most) {
      AsyncTimeout timeout =
          new AsyncTimeout() {
            @Override
            protected void timedOut() {
              calledDead = true;
              call.cancel();
            }
          };
      timeout.timeout(most.toNanos(), TimeUnit.NANOSECONDS);
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
     * Stops the repeats that OkHttp makes even when asked not to: a 503 with {@code Retry-After: 0}
     * (the header is hidden from it), and whatever else a version may think of (a second pass
     * fails). The gateway refuses a nonce it has seen. A 407 of somebody on the way is hidden too,
     * which OkHttp would not hand over.
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
      headers = headers(response.headers());
      boolean noProxyKnown = status == HttpURLConnection.HTTP_PROXY_AUTH;
      return noProxyKnown || headers.containsKey("retry-after")
          ? response
              .newBuilder()
              .code(noProxyKnown ? HttpURLConnection.HTTP_BAD_GATEWAY : status)
              .removeHeader("retry-after")
              .build()
          : response;
    }

    /**
     * Looks at what the other side did while the connection was idle, before anything is sent on
     * it: then nothing has been sent, which later nobody could say. HTTP/2 has a reader that looks
     * all the time.
     */
    private boolean wasClosedWhileIdle(@Nullable Connection connection) {
      Long since = idleSince;
      return connection != null
          && since != null
          && System.nanoTime() - since >= shortIdle.toNanos()
          && !multiplexed
          && isEnded(connection.socket());
    }

    private ExchangeFailedException failure(IOException e, boolean canceled) {
      unwatch();
      if (Thread.currentThread().isInterrupted()) {
        return failed(Kind.INTERRUPTED, "interrupted", e);
      }
      if (nanosLeft() <= 0 || (canceled && !calledDead)) {
        return failed(Kind.TIMED_OUT, "the deadline has passed" + phase.text(), e);
      }
      boolean kept =
          idleSince != null
              && !answered
              && !ConnectionFault.answerBegan(e)
              // The file to send, and no connection.
              && !(e instanceof FileSystemException);
      if (e instanceof ClosedWhileIdleException || kept || isRefusedUnread(e)) {
        client.connectionPool().evictAll();
        return failed(Kind.STALE, "a connection that was kept open had died", plain(e, sent));
      }
      String text =
          sent
              ? ConnectionFault.afterSending(e)
              : proxyAnswer != null
                  ? proxyAnswer + "; it asks for credentials"
                  : ConnectionFault.beforeSending(e, phase, proxied);
      return failed(Kind.BROKEN, text, plain(e, sent));
    }

    private ExchangeFailedException failed(Kind kind, String text, @Nullable IOException cause) {
      return new ExchangeFailedException(kind, sent, text, cause);
    }
  }

  /** Hardly anybody closes a connection sooner, and a look at it costs a millisecond. */
  private static final Duration SHORT_IDLE = Duration.ofMillis(250);

  /** The attempt of this thread: OkHttp runs a call on the thread that makes it. */
  private final ThreadLocal<Progress> underWay =
      ThreadLocal.withInitial(() -> new Progress(System.nanoTime(), Duration.ZERO));

  /** When each connection was last taken or given back; one that is missing here is a new one. */
  private final Map<Connection, Long> lastUsed = Collections.synchronizedMap(new WeakHashMap<>());

  /** Where requests go, parsed once. */
  private record Origin(String scheme, String authority, HttpUrl root) {
    boolean isOf(UnsignedRequest outgoing) {
      return scheme.equals(outgoing.scheme()) && authority.equals(outgoing.authority());
    }
  }

  private final OkHttpClient client;
  private final Duration connectTimeout;
  private final Duration firstByteTimeout;
  private final Duration shortIdle;
  private final int maxReplyBytes;

  /** A client asks one gateway. */
  private volatile @Nullable Origin gateway;

  HttpTransport(Settings settings) {
    this(settings, InetAddress::getAllByName, SHORT_IDLE);
  }

  HttpTransport(Settings settings, BoundedDns.Lookup names, Duration shortIdle) {
    this.shortIdle = shortIdle;
    maxReplyBytes = settings.maxReplyBytes();
    connectTimeout = settings.connectTimeout();
    firstByteTimeout = settings.firstByteTimeout();
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .authenticator(Authenticator.NONE)
            .proxyAuthenticator((route, response) -> refusedByProxy(response))
            .proxySelector(new GatewayProxies(settings.proxy()))
            .dns(new BoundedDns(names, this::nanosToConnect))
            // One deadline a call covers these; each exchange sets it on its own call.
            .readTimeout(Duration.ZERO)
            .callTimeout(Duration.ZERO)
            .connectTimeout(connectTimeout)
            // Of 64 KiB, not of a body: what takes longer is not moving.
            .writeTimeout(atLeastOneMillisecond(firstByteTimeout))
            // A ping that the next one finds unanswered ends the connection.
            .pingInterval(atLeastOneMillisecond(firstByteTimeout.dividedBy(2)))
            .connectionPool(
                new ConnectionPool(
                    settings.maxIdleConnections(),
                    settings.keepAlive().toNanos(),
                    TimeUnit.NANOSECONDS))
            .eventListenerFactory(call -> underWay.get())
            .addNetworkInterceptor(chain -> underWay.get().intercept(chain));
    if (settings.sockets() != null && settings.trustManager() != null) {
      builder.sslSocketFactory(settings.sockets(), settings.trustManager());
    }
    client = builder.build();
  }

  private static Duration atLeastOneMillisecond(Duration duration) {
    return duration.toMillis() > 0 ? duration : Duration.ofMillis(1);
  }

  private long nanosToConnect() {
    return Math.min(underWay.get().nanosLeft(), connectTimeout.toNanos());
  }

  private @Nullable Request refusedByProxy(Response response) {
    // OkHttp asks with its own answer before it has sent anything.
    if (!"OkHttp-Preemptive".equals(response.header("proxy-authenticate"))) {
      underWay.get().proxyAnswer =
          ConnectionFault.intermediary(response.code(), response.header("content-type"));
    }
    return null;
  }

  /** Through which proxy to go: never where the endpoint is this very machine, by plain http. */
  private final class GatewayProxies extends ProxySelector {
    private final @Nullable Proxy configured;

    GatewayProxies(@Nullable Proxy configured) {
      this.configured = configured;
    }

    @Override
    public List<Proxy> select(URI uri) {
      List<Proxy> proxies = proxies(uri);
      underWay.get().proxied = proxies.stream().anyMatch(p -> p.type() != Proxy.Type.DIRECT);
      return proxies;
    }

    private List<Proxy> proxies(URI uri) {
      if (uri.getScheme().equals("http")) {
        return List.of(Proxy.NO_PROXY);
      }
      if (configured != null) {
        return List.of(configured);
      }
      ProxySelector system = ProxySelector.getDefault();
      List<Proxy> chosen = system == null ? null : system.select(origin(uri));
      return chosen == null ? List.of(Proxy.NO_PROXY) : chosen;
    }

    /**
     * Returns the address without its path, which tells which citizen's business it is: the JVM's
     * selector can be anybody's.
     */
    private static URI origin(URI uri) {
      return URI.create(uri.getScheme() + "://" + uri.getRawAuthority() + "/");
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
      ProxySelector system = ProxySelector.getDefault();
      if (configured == null && system != null) {
        system.connectFailed(origin(uri), address, e);
      }
    }
  }

  /**
   * Returns whether there is something to read where nothing was asked for: an end, or a stray
   * answer.
   */
  private static boolean isEnded(Socket socket) {
    try {
      int timeout = socket.getSoTimeout();
      socket.setSoTimeout(1);
      try {
        socket.getInputStream().read();
        return true;
      } catch (SocketTimeoutException e) {
        return false;
      } finally {
        socket.setSoTimeout(timeout);
      }
    } catch (IOException e) {
      return true;
    }
  }

  RawReply exchange(Signed signed, Duration timeout) throws ExchangeFailedException {
    return exchange(signed, timeout, Duration.ZERO, null);
  }

  /**
   * Sends a request and takes the answer.
   *
   * @param heldBack how long the gateway was asked to wait before it answers
   * @param into takes the body of a successful answer, where one is given
   */
  RawReply exchange(Signed signed, Duration timeout, Duration heldBack, @Nullable TempDownload into)
      throws ExchangeFailedException {
    Progress progress =
        new Progress(System.nanoTime() + timeout.toNanos(), firstByteTimeout.plus(heldBack));
    if (Thread.currentThread().isInterrupted()) {
      // OkHttp 4 would connect all the same, and nobody could say then that nothing was sent.
      throw progress.failed(Kind.INTERRUPTED, "interrupted", null);
    }
    underWay.set(progress);
    Call call = client.newCall(request(signed));
    call.timeout().timeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
    try (Response response = call.execute()) {
      return reply(progress, response.body(), into);
    } catch (OversizedException e) {
      throw new ExchangeFailedException(
          Kind.OVERSIZED, true, "the answer is larger than the limit", null);
    } catch (UnsavedException e) {
      throw new ExchangeFailedException(Kind.UNSAVED, true, "the file could not be saved", e);
    } catch (IOException e) {
      throw progress.failure(e, call.isCanceled());
    } catch (Exception e) {
      // What waits for a connection throws InterruptedException, which Kotlin does not declare.
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw progress.failure(plain(e, progress.sent), call.isCanceled());
    } finally {
      underWay.remove();
    }
  }

  /**
   * Returns whether the gateway refused the stream before it read it (RFC 9113, section 8.7), by
   * OkHttp's text for that.
   */
  private static boolean isRefusedUnread(IOException e) {
    return "stream was reset: REFUSED_STREAM".equals(e.getMessage())
        || e.getClass().getSimpleName().equals("ConnectionShutdownException");
  }

  /**
   * Returns what the network itself says. OkHttp's own words quote what came in place of an answer,
   * be it the rest of another's.
   */
  private static IOException plain(Exception e, boolean sent) {
    boolean proxy = !sent && e.getClass() == IOException.class && e.getCause() == null;
    if (proxy || e instanceof SocketException || e instanceof UnknownHostException) {
      return (IOException) e;
    }
    if (e instanceof SSLException tls) {
      return tls;
    }
    IOException plain =
        new IOException("the exchange failed (" + e.getClass().getSimpleName() + ")");
    plain.setStackTrace(e.getStackTrace());
    return plain;
  }

  private Request request(Signed signed) {
    UnsignedRequest outgoing = signed.request();
    Request.Builder request = new Request.Builder().url(url(outgoing));
    // Ours, so that OkHttp does not decompress: the digest is over the bytes that travel.
    request.header("accept-encoding", "gzip");
    signed.forEachHeader(request::header);
    boolean posts = outgoing.method().equals("POST");
    return request.method(outgoing.method(), posts ? new OnceBody(outgoing) : null).build();
  }

  private HttpUrl url(UnsignedRequest outgoing) {
    Origin known = gateway;
    if (known == null || !known.isOf(outgoing)) {
      String root = outgoing.scheme() + "://" + outgoing.authority();
      known = new Origin(outgoing.scheme(), outgoing.authority(), HttpUrl.get(root));
      gateway = known;
    }
    HttpUrl.Builder url = known.root.newBuilder().encodedPath(outgoing.path());
    if (!outgoing.query().isEmpty()) {
      url.encodedQuery(outgoing.query().substring(1));
    }
    return url.build();
  }

  /**
   * Lines of one name joined by a comma, and a line that begins with a blank joined to the one
   * before it.
   *
   * @see "RFC 9110 section 5.2; RFC 9112 section 5.2"
   */
  private static Map<String, String> headers(Headers lines) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    String last = null;
    for (int i = 0; i < lines.size(); i++) {
      String name = lines.name(i);
      String value = lines.value(i).strip();
      boolean folded = name.isEmpty() || name.charAt(0) == ' ' || name.charAt(0) == '\t';
      if (!folded) {
        headers.merge(name, value, HttpTransport::joined);
        last = name;
      } else if (last != null) {
        // OkHttp divides every line at its first colon, be it one of a byte sequence.
        String rest = name.isEmpty() ? value : name.strip() + ":" + value;
        headers.merge(last, rest, (before, more) -> (before + " " + more).strip());
      }
    }
    return headers;
  }

  private static String joined(String before, String next) {
    return before.isEmpty() ? next : next.isEmpty() ? before : before + ", " + next;
  }

  private RawReply reply(Progress answer, @Nullable ResponseBody body, @Nullable TempDownload into)
      throws IOException, OversizedException {
    if (into != null && body != null && answer.status == HttpURLConnection.HTTP_OK) {
      into.fill(body.byteStream());
      return new RawReply(answer.status, answer.headers, new byte[0], into.path());
    }
    return new RawReply(answer.status, answer.headers, body == null ? new byte[0] : bytes(body));
  }

  private byte[] bytes(ResponseBody body) throws IOException, OversizedException {
    if (body.contentLength() > maxReplyBytes) {
      throw new OversizedException();
    }
    BufferedSource source = body.source();
    if (source.request(maxReplyBytes + 1L)) {
      throw new OversizedException();
    }
    return source.readByteArray();
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  /**
   * One-shot: OkHttp repeats a POST on a dropped connection, a 408, and a 503 with Retry-After: 0.
   * retryOnConnectionFailure(false) does not stop the last.
   */
  private static final class OnceBody extends RequestBody {
    private final UnsignedRequest outgoing;

    OnceBody(UnsignedRequest outgoing) {
      this.outgoing = outgoing;
    }

    /** Returns none: the header is set as signed, and OkHttp would write its own over it. */
    @Override
    public @Nullable MediaType contentType() {
      return null;
    }

    @Override
    public long contentLength() {
      return outgoing.length();
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      if (outgoing.file() == null) {
        sink.write(outgoing.body());
        return;
      }
      try (Source file = Okio.source(outgoing.file().open())) {
        sink.writeAll(file);
      }
    }
  }
}
