package io.yiwang.identity.login;

import io.yiwang.identity.login.LoginException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Sends requests to the provider, with a limit of time and size, and follows no redirect. */
final class LoginHttp {
  private static final int MAX_BYTES = 1 << 17;

  private final HttpClient client;
  private final Duration timeout;

  LoginHttp(@Nullable SSLContext tls, Duration timeout) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(new NoneForPlainHttp())
            .connectTimeout(timeout);
    client = (tls == null ? builder : builder.sslContext(tls)).build();
    this.timeout = timeout;
  }

  /**
   * Selects the JVM's proxies for https. Plain http is only allowed to this machine, without one.
   */
  static final class NoneForPlainHttp extends ProxySelector {
    @Override
    public List<Proxy> select(URI uri) {
      ProxySelector system = ProxySelector.getDefault();
      return system == null || "http".equalsIgnoreCase(uri.getScheme())
          ? List.of(Proxy.NO_PROXY)
          : system.select(uri);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
      ProxySelector system = ProxySelector.getDefault();
      if (system != null) {
        system.connectFailed(uri, address, e);
      }
    }
  }

  HttpResponse<byte[]> get(URI uri) {
    return send(HttpRequest.newBuilder(uri).GET());
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request.timeout(timeout).header("Accept", "application/json").build(),
            info -> new BoundedSubscriber());
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new LoginException(Reason.UNAVAILABLE, "the provider took longer than " + timeout);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw new LoginException(
          Reason.UNAVAILABLE,
          "the request to the provider failed ("
              + (cause == null ? "unknown" : cause.getClass().getSimpleName())
              + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoginException(Reason.UNAVAILABLE, "interrupted");
    } finally {
      answer.cancel(true);
    }
  }

  /** Collects a body, and fails when it becomes too long. */
  private static final class BoundedSubscriber implements HttpResponse.BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Flow.@Nullable Subscription subscription;

    @Override
    public CompletionStage<byte[]> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
      for (ByteBuffer part : parts) {
        byte[] copy = new byte[part.remaining()];
        part.get(copy);
        bytes.writeBytes(copy);
      }
      if (bytes.size() > MAX_BYTES && subscription != null) {
        subscription.cancel();
        body.completeExceptionally(new IllegalStateException("too long"));
      }
    }

    @Override
    public void onError(Throwable failure) {
      body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      body.complete(bytes.toByteArray());
    }
  }
}
