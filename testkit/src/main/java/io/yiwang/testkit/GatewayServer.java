package io.yiwang.testkit;

import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import org.jspecify.annotations.Nullable;
import wiremock.org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import wiremock.org.eclipse.jetty.http2.HTTP2Cipher;
import wiremock.org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import wiremock.org.eclipse.jetty.io.EndPoint;
import wiremock.org.eclipse.jetty.server.ConnectionFactory;
import wiremock.org.eclipse.jetty.server.HttpConfiguration;
import wiremock.org.eclipse.jetty.server.HttpConnectionFactory;
import wiremock.org.eclipse.jetty.server.SecureRequestCustomizer;
import wiremock.org.eclipse.jetty.server.Server;
import wiremock.org.eclipse.jetty.server.ServerConnector;
import wiremock.org.eclipse.jetty.server.SslConnectionFactory;
import wiremock.org.eclipse.jetty.util.ssl.SslContextFactory;
import wiremock.org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The HTTP server of a sandbox: the Jetty inside WireMock without WireMock itself, which would take
 * more time of each request and of each start than the gateway does.
 */
final class GatewayServer {
  private static final int MOST_THREADS = 64;
  private static final int HEADER_BYTES = 32 << 10;

  private final Server server = new Server(threads());
  private final ServerConnector connector;

  /**
   * Binds the port; no request is answered before {@link #start}.
   *
   * @param port 0 for a free one
   * @param tls absent for plain HTTP
   * @throws IllegalStateException if the port cannot be bound
   */
  GatewayServer(String host, int port, @Nullable TlsIdentity tls) {
    connector =
        new ServerConnector(server, null, null, null, 0, 1, tls == null ? plain() : encrypted(tls));
    connector.setHost(host);
    connector.setPort(port);
    server.addConnector(connector);
    try {
      connector.open();
    } catch (IOException | UnresolvedAddressException e) {
      throw new IllegalStateException(
          "cannot listen on port %d of %s; the port may be in use, or the address not one of this machine"
              .formatted(port, host),
          e);
    }
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 1);
    threads.setName("igs-sandbox");
    return threads;
  }

  private static HttpConfiguration settings() {
    HttpConfiguration settings = new HttpConfiguration();
    settings.setRequestHeaderSize(HEADER_BYTES);
    settings.setResponseHeaderSize(HEADER_BYTES);
    settings.setSendDateHeader(false);
    settings.setSendServerVersion(false);
    // Without it Jetty respells known values, such as charset=utf-8 as charset=UTF-8, and a
    // signature that covers them fails.
    settings.setHeaderCacheCaseSensitive(true);
    return settings;
  }

  private static ConnectionFactory[] plain() {
    return new ConnectionFactory[] {new HttpConnectionFactory(settings())};
  }

  private static ConnectionFactory[] encrypted(TlsIdentity tls) {
    HttpConfiguration settings = settings();
    settings.addCustomizer(new SecureRequestCustomizer(false));
    HttpConnectionFactory http = new HttpConnectionFactory(settings);
    ALPNServerConnectionFactory choice = new ALPNServerConnectionFactory();
    choice.setDefaultProtocol(http.getProtocol());
    SslContextFactory.Server context = new SslContextFactory.Server();
    context.setSslContext(tls.context());
    context.setCipherComparator(HTTP2Cipher.COMPARATOR);
    return new ConnectionFactory[] {
      new SslConnectionFactory(context, choice.getProtocol()),
      choice,
      new HTTP2ServerConnectionFactory(settings),
      http
    };
  }

  int port() {
    return connector.getLocalPort();
  }

  boolean isRunning() {
    return server.isRunning();
  }

  /** Starts to answer requests. */
  void start(GatewayHandler handler) {
    server.setHandler(handler);
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException("cannot start the server", e);
    }
  }

  /** Closes all connections and releases the port. */
  void stop() {
    // Jetty would wait for connections that are open.
    connector.getConnectedEndPoints().forEach(EndPoint::close);
    try {
      server.stop();
      connector.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot stop the server", e);
    }
  }
}
