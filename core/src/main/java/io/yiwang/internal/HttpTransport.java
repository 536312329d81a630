package io.yiwang.internal;

import io.yiwang.internal.ExchangeFailedException.Kind;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Sends the bytes of a request and returns the bytes of its answer. It repeats nothing and follows
 * no redirect. Only this class and its helpers know OkHttp.
 */
final class HttpTransport implements AutoCloseable {
  /**
   * Holds the settings of the connection; null means the platform's default.
   *
   * @param keepAlive how long an idle connection is kept
   * @param firstByteTimeout how long a reused connection may be silent before it counts as dead
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

  /** The gateway's address, parsed once. */
  private record Origin(String scheme, String authority, HttpUrl root) {
    boolean isOf(UnsignedRequest request) {
      return scheme.equals(request.scheme()) && authority.equals(request.authority());
    }
  }

  /** The exchange of each thread: OkHttp runs a call on the thread that makes it. */
  private final ThreadLocal<ExchangeProgress> current =
      ThreadLocal.withInitial(() -> progress(Duration.ZERO, Duration.ZERO));

  private final OkHttpClient client;
  private final Duration connectTimeout;
  private final Duration firstByteTimeout;
  private final int maxReplyBytes;
  private final KeptConnections connections;

  /** The address of the last request; a client calls one gateway. */
  private volatile @Nullable Origin gateway;

  HttpTransport(Settings settings) {
    this(settings, InetAddress::getAllByName, KeptConnections.SHORT_IDLE);
  }

  HttpTransport(Settings settings, BoundedDns.Lookup names, Duration shortIdle) {
    maxReplyBytes = settings.maxReplyBytes();
    connectTimeout = settings.connectTimeout();
    firstByteTimeout = settings.firstByteTimeout();
    connections = new KeptConnections(shortIdle);
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .authenticator(Authenticator.NONE)
            .proxyAuthenticator((route, response) -> refusedByProxy(response))
            .proxySelector(new GatewayProxySelector(settings.proxy(), current::get))
            .dns(new BoundedDns(names, () -> current.get().nanosToConnect()))
            // One deadline per call covers these; each exchange sets it on its own call.
            .readTimeout(Duration.ZERO)
            .callTimeout(Duration.ZERO)
            .connectTimeout(connectTimeout)
            // For 64 KiB, not for a whole body: a write that takes longer makes no progress.
            .writeTimeout(atLeastOneMillisecond(firstByteTimeout))
            // A ping that is still unanswered when the next is due ends the connection.
            .pingInterval(atLeastOneMillisecond(firstByteTimeout.dividedBy(2)))
            .connectionPool(
                new ConnectionPool(
                    settings.maxIdleConnections(),
                    settings.keepAlive().toNanos(),
                    TimeUnit.NANOSECONDS))
            .eventListenerFactory(call -> current.get())
            .addNetworkInterceptor(chain -> current.get().intercept(chain));
    if (settings.sockets() != null && settings.trustManager() != null) {
      builder.sslSocketFactory(settings.sockets(), settings.trustManager());
    }
    client = builder.build();
  }

  private static Duration atLeastOneMillisecond(Duration duration) {
    return duration.toMillis() > 0 ? duration : Duration.ofMillis(1);
  }

  private ExchangeProgress progress(Duration timeout, Duration silence) {
    return new ExchangeProgress(
        System.nanoTime() + timeout.toNanos(), connectTimeout, silence, connections);
  }

  private @Nullable Request refusedByProxy(Response response) {
    // Before anything is sent, OkHttp asks with an answer that it made up itself.
    if (!"OkHttp-Preemptive".equals(response.header("proxy-authenticate"))) {
      current
          .get()
          .proxyRefused(
              ConnectionFault.intermediary(response.code(), response.header("content-type")));
    }
    return null;
  }

  RawReply exchange(Signed signed, Duration timeout) throws ExchangeFailedException {
    return exchange(signed, timeout, Duration.ZERO, null);
  }

  /**
   * Sends a request and returns its answer.
   *
   * @param longPoll how long the gateway was asked to hold back its answer
   * @param into receives the body of a successful answer; null to keep it in memory
   */
  RawReply exchange(Signed signed, Duration timeout, Duration longPoll, @Nullable TempDownload into)
      throws ExchangeFailedException {
    if (Thread.currentThread().isInterrupted()) {
      // OkHttp 4 would connect all the same, and then nobody could say that nothing was sent.
      throw new ExchangeFailedException(Kind.INTERRUPTED, false, "interrupted", null);
    }
    ExchangeProgress progress = progress(timeout, firstByteTimeout.plus(longPoll));
    current.set(progress);
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
      throw failure(progress, e, call);
    } catch (Exception e) {
      // Waiting for a connection throws InterruptedException, which Kotlin does not declare.
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw failure(progress, ConnectionFault.withoutQuotes(e, progress.isSent()), call);
    } finally {
      current.remove();
    }
  }

  private ExchangeFailedException failure(ExchangeProgress progress, IOException e, Call call) {
    ExchangeFailedException failure = progress.failure(e, call.isCanceled());
    if (failure.kind() == Kind.STALE) {
      client.connectionPool().evictAll();
    }
    return failure;
  }

  private Request request(Signed signed) {
    UnsignedRequest unsigned = signed.request();
    Request.Builder request = new Request.Builder().url(url(unsigned));
    // Set here, so that OkHttp does not decompress: the digest is over the bytes transmitted.
    request.header("accept-encoding", "gzip");
    signed.forEachHeader(request::header);
    boolean isPost = unsigned.method().equals("POST");
    return request.method(unsigned.method(), isPost ? new OneShotBody(unsigned) : null).build();
  }

  private HttpUrl url(UnsignedRequest request) {
    Origin known = gateway;
    if (known == null || !known.isOf(request)) {
      String root = request.scheme() + "://" + request.authority();
      known = new Origin(request.scheme(), request.authority(), HttpUrl.get(root));
      gateway = known;
    }
    HttpUrl.Builder url = known.root.newBuilder().encodedPath(request.path());
    if (!request.query().isEmpty()) {
      url.encodedQuery(request.query().substring(1));
    }
    return url.build();
  }

  private RawReply reply(
      ExchangeProgress progress, @Nullable ResponseBody body, @Nullable TempDownload into)
      throws IOException, OversizedException {
    int status = progress.status();
    if (into != null && body != null && status == HttpURLConnection.HTTP_OK) {
      into.fill(body.byteStream());
      return new RawReply(status, progress.headers(), new byte[0], into.path());
    }
    return new RawReply(status, progress.headers(), body == null ? new byte[0] : bytes(body));
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
}
