package io.yiwang.internal;

import io.yiwang.internal.PartFile.UnsavedException;
import io.yiwang.internal.ReplyReader.OversizedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.EventListener;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/** Bytes out, bytes in. The only room that knows OkHttp; it repeats nothing and follows nothing. */
final class HttpTransport implements AutoCloseable {

  /** Settings of the connection. Absent ones are the platform's own. */
  record Settings(
      Duration connectTimeout,
      int maxIdleConnections,
      int maxReplyBytes,
      @Nullable Proxy proxy,
      @Nullable SSLSocketFactory sockets,
      @Nullable X509TrustManager trustManager) {}

  /** An exchange that gave no answer. */
  static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** How it failed. */
    enum Kind {
      BROKEN,
      TIMED_OUT,
      INTERRUPTED,
      OVERSIZED,
      UNSAVED
    }

    private final Kind kind;
    private final boolean sent;

    FailedException(Kind kind, boolean sent, @Nullable IOException cause) {
      super(cause);
      this.kind = kind;
      this.sent = sent;
    }

    Kind kind() {
      return kind;
    }

    /** Whether bytes of the request may have left this machine. */
    boolean sent() {
      return sent;
    }
  }

  /**
   * What became of one attempt: OkHttp tells it here, and is stopped here from repeating it by
   * itself.
   */
  private static final class Progress extends EventListener {
    private volatile boolean sent;
    private volatile boolean passed;

    @Override
    public void requestHeadersStart(Call call) {
      sent = true;
    }

    /**
     * Stops the repeats that OkHttp makes even when told not to: a 503 with {@code Retry-After: 0}
     * (the header is hidden from it), and whatever else a version may think of (a second pass
     * fails). The gateway refuses a nonce it has seen.
     */
    Response intercept(Interceptor.Chain chain) throws IOException {
      if (passed) {
        throw new IOException("a signed request must not be sent twice");
      }
      passed = true;
      Response response = chain.proceed(chain.request());
      String retryAfter = response.header("retry-after");
      if (retryAfter == null) {
        return response;
      }
      // Unsafe: it can be anybody's bytes, and OkHttp would throw on those beyond ASCII.
      Headers hidden =
          response
              .headers()
              .newBuilder()
              .removeAll("retry-after")
              .addUnsafeNonAscii(HIDDEN_RETRY_AFTER, retryAfter)
              .build();
      return response.newBuilder().headers(hidden).build();
    }
  }

  private static final String HIDDEN_RETRY_AFTER = "igs-hidden-retry-after";

  /**
   * OkHttp runs a call on the thread that makes it, so the thread tells whose progress it is. A tag
   * on the request would too, but loads Kotlin's reflection at the first call.
   */
  private final ThreadLocal<Progress> underWay = ThreadLocal.withInitial(Progress::new);

  /** Where requests go, parsed once. */
  private record Origin(String scheme, String authority, HttpUrl root) {
    boolean isOf(Outgoing outgoing) {
      return scheme.equals(outgoing.scheme()) && authority.equals(outgoing.authority());
    }
  }

  private final OkHttpClient client;
  private final int maxReplyBytes;

  /** A client asks one gateway. */
  private volatile @Nullable Origin gateway;

  HttpTransport(Settings settings) {
    maxReplyBytes = settings.maxReplyBytes();
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .authenticator(Authenticator.NONE)
            // One deadline a call covers these; each exchange sets it on its own call.
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .callTimeout(Duration.ZERO)
            .connectTimeout(settings.connectTimeout())
            .connectionPool(new ConnectionPool(settings.maxIdleConnections(), 5, TimeUnit.MINUTES))
            .eventListenerFactory(call -> underWay.get())
            .addNetworkInterceptor(chain -> underWay.get().intercept(chain));
    if (settings.proxy() != null) {
      builder.proxy(settings.proxy());
    }
    if (settings.sockets() != null && settings.trustManager() != null) {
      builder.sslSocketFactory(settings.sockets(), settings.trustManager());
    }
    client = builder.build();
  }

  RawReply exchange(Signed signed, Duration timeout) throws FailedException {
    return exchange(signed, timeout, null);
  }

  /** Lets the body of a successful answer run into a file, where one is given. */
  RawReply exchange(Signed signed, Duration timeout, @Nullable PartFile into)
      throws FailedException {
    Progress progress = underWay.get();
    Call call = client.newCall(request(signed));
    call.timeout().timeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
    try (Response response = call.execute()) {
      return reply(response, into);
    } catch (OversizedException e) {
      throw new FailedException(FailedException.Kind.OVERSIZED, true, null);
    } catch (UnsavedException e) {
      throw new FailedException(FailedException.Kind.UNSAVED, true, e);
    } catch (InterruptedIOException e) {
      // OkHttp reports an interrupt and a timeout by the same type.
      boolean interrupted = Thread.currentThread().isInterrupted();
      boolean timedOut = !interrupted && call.isCanceled();
      throw new FailedException(
          interrupted
              ? FailedException.Kind.INTERRUPTED
              : timedOut ? FailedException.Kind.TIMED_OUT : FailedException.Kind.BROKEN,
          progress.sent,
          e);
    } catch (Exception e) {
      // What waits for a connection throws InterruptedException, which Kotlin does not declare.
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw new FailedException(FailedException.Kind.INTERRUPTED, progress.sent, null);
      }
      throw new FailedException(FailedException.Kind.BROKEN, progress.sent, told(e, progress.sent));
    } finally {
      underWay.remove();
    }
  }

  /**
   * What the network itself says. OkHttp's own words quote what came in place of an answer, be it
   * the rest of another's.
   */
  private static IOException told(Exception e, boolean sent) {
    boolean proxy = !sent && e.getClass() == IOException.class && e.getCause() == null;
    if (proxy || e instanceof SocketException || e instanceof UnknownHostException) {
      return (IOException) e;
    }
    if (e instanceof SSLException tls) {
      return tls;
    }
    IOException told =
        new IOException("the exchange failed (" + e.getClass().getSimpleName() + ")");
    told.setStackTrace(e.getStackTrace());
    return told;
  }

  private Request request(Signed signed) {
    Outgoing outgoing = signed.request();
    Request.Builder request = new Request.Builder().url(url(outgoing));
    // Ours, so that OkHttp does not decompress: the digest is over the bytes that travel.
    request.header("accept-encoding", "gzip");
    signed.forEachHeader(request::header);
    boolean posts = outgoing.method().equals("POST");
    return request.method(outgoing.method(), posts ? new OnceBody(outgoing) : null).build();
  }

  private HttpUrl url(Outgoing outgoing) {
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

  private RawReply reply(Response response, @Nullable PartFile into)
      throws IOException, OversizedException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < response.headers().size(); i++) {
      headers.merge(
          response.headers().name(i),
          response.headers().value(i).trim(),
          (first, next) -> first + ", " + next);
    }
    String hidden = headers.remove(HIDDEN_RETRY_AFTER);
    if (hidden != null) {
      headers.put("retry-after", hidden);
    }
    ResponseBody body = response.body();
    if (into != null && body != null && response.code() == 200) {
      into.fill(body.byteStream());
      return new RawReply(200, headers, new byte[0], into.path());
    }
    return new RawReply(response.code(), headers, body == null ? new byte[0] : bytes(body));
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
    private final Outgoing outgoing;

    OnceBody(Outgoing outgoing) {
      this.outgoing = outgoing;
    }

    /** None: the header is set as signed, and OkHttp would write its own over it. */
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
