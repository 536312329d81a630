package io.yiwang.identity.x509;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fetches answers of authorities by HTTP with the JDK's own client, without following redirects.
 */
final class AnswerFetcher implements RevocationFetcher {
  private static final int MAX_BYTES = 32 << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** The time after which a fetch ends that nobody waits for any more. */
  private static final Duration WHOLE_TIMEOUT = Duration.ofSeconds(30);

  private final boolean privateToo;
  private final Duration wholeTimeout;

  /**
   * Creates a fetcher.
   *
   * @param privateToo whether addresses of this machine and of private networks are allowed
   */
  AnswerFetcher(boolean privateToo) {
    this(privateToo, WHOLE_TIMEOUT);
  }

  AnswerFetcher(boolean privateToo, Duration wholeTimeout) {
    this.privateToo = privateToo;
    this.wholeTimeout = wholeTimeout;
  }

  @Override
  public byte[] fetch(URI address, byte @Nullable [] request) throws IOException {
    long deadline = System.nanoTime() + wholeTimeout.toNanos();
    if (!privateToo && isDirect(address)) {
      checkPublic(address.getHost());
    }
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout((int) TIMEOUT.toMillis());
    connection.setReadTimeout((int) TIMEOUT.toMillis());
    connection.setInstanceFollowRedirects(false);
    connection.setAuthenticator(new ProxyAuthenticator());
    // Nothing else limits headers that arrive byte by byte, or an endless series of interim
    // answers.
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            connection::disconnect,
            CompletableFuture.delayedExecutor(wholeTimeout.toNanos(), TimeUnit.NANOSECONDS));
    try {
      if (request != null) {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/ocsp-request");
        try (OutputStream out = connection.getOutputStream()) {
          out.write(request);
        }
      }
      if (connection.getResponseCode() != 200) {
        throw new IOException("status " + connection.getResponseCode());
      }
      try (InputStream in = connection.getInputStream()) {
        return content(in, deadline);
      }
    } finally {
      end.cancel(false);
      connection.disconnect();
    }
  }

  /** Gives the application's passwords to its proxy, and not to hosts that a certificate names. */
  private static final class ProxyAuthenticator extends Authenticator {
    @Override
    protected @Nullable PasswordAuthentication getPasswordAuthentication() {
      Authenticator shared = Authenticator.getDefault();
      return getRequestorType() != RequestorType.PROXY || shared == null
          ? null
          : shared.requestPasswordAuthenticationInstance(
              getRequestingHost(),
              getRequestingSite(),
              getRequestingPort(),
              getRequestingProtocol(),
              getRequestingPrompt(),
              getRequestingScheme(),
              getRequestingURL(),
              getRequestorType());
    }
  }

  private static byte[] content(InputStream in, long deadline) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    byte[] piece = new byte[16 << 10];
    for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
      content.write(piece, 0, length);
      if (content.size() > MAX_BYTES || System.nanoTime() - deadline > 0) {
        throw new IOException("an answer that is too large or too slow");
      }
    }
    return content.toByteArray();
  }

  /**
   * Returns whether there is no proxy in between. A proxy is the application's own choice, looks up
   * the host itself, and decides for itself.
   */
  private static boolean isDirect(URI address) {
    ProxySelector proxies = ProxySelector.getDefault();
    return proxies == null || proxies.select(address).stream().allMatch(Proxy.NO_PROXY::equals);
  }

  /**
   * Checks the addresses of a host before connecting to it. The JDK caches them for some seconds,
   * so the connection goes to an address that was checked.
   */
  private static void checkPublic(String host) throws UnknownHostException {
    if (!Arrays.stream(InetAddress.getAllByName(host)).allMatch(PublicAddresses::isPublic)) {
      throw new UnknownHostException("the host is not on the public internet");
    }
  }
}
