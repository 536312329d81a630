package io.yiwang.testkit;

import com.github.tomakehurst.wiremock.common.HttpsSettings;
import com.github.tomakehurst.wiremock.common.JettySettings;
import com.github.tomakehurst.wiremock.core.Options;
import com.github.tomakehurst.wiremock.http.AdminRequestHandler;
import com.github.tomakehurst.wiremock.http.StubRequestHandler;
import com.github.tomakehurst.wiremock.jetty11.Jetty11HttpServer;
import wiremock.org.eclipse.jetty.io.NetworkTrafficListener;
import wiremock.org.eclipse.jetty.server.Handler;
import wiremock.org.eclipse.jetty.server.HttpConfiguration;
import wiremock.org.eclipse.jetty.server.ServerConnector;

/**
 * WireMock's server, which hands on headers as they came. By default it takes well-known values in
 * any case for its own spelling of them: {@code charset=utf-8} became {@code charset=UTF-8}, and a
 * signature that covers it did not hold.
 */
final class GatewayHttpServer extends Jetty11HttpServer {
  GatewayHttpServer(Options options, AdminRequestHandler admin, StubRequestHandler stubs) {
    super(options, admin, stubs);
  }

  @Override
  protected ServerConnector createHttpConnector(
      String bindAddress, int port, JettySettings settings, NetworkTrafficListener listener) {
    return exact(super.createHttpConnector(bindAddress, port, settings, listener));
  }

  @Override
  protected ServerConnector createHttpsConnector(
      String bindAddress,
      HttpsSettings https,
      JettySettings settings,
      NetworkTrafficListener listener) {
    return exact(super.createHttpsConnector(bindAddress, https, settings, listener));
  }

  @Override
  protected Handler createHandler(
      Options options, AdminRequestHandler admin, StubRequestHandler stubs) {
    BodyLimit limit = new BodyLimit();
    limit.setHandler(super.createHandler(options, admin, stubs));
    return limit;
  }

  private static ServerConnector exact(ServerConnector connector) {
    connector.getConnectionFactories().stream()
        .filter(HttpConfiguration.ConnectionFactory.class::isInstance)
        .map(HttpConfiguration.ConnectionFactory.class::cast)
        .forEach(each -> each.getHttpConfiguration().setHeaderCacheCaseSensitive(true));
    return connector;
  }
}
