package io.yiwang.testkit;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.Options;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.AdminRequestHandler;
import com.github.tomakehurst.wiremock.http.StubRequestHandler;
import com.github.tomakehurst.wiremock.jetty11.Jetty11HttpServer;
import com.github.tomakehurst.wiremock.standalone.MappingsSource;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import com.github.tomakehurst.wiremock.stubbing.StubMappings;
import java.util.List;
import java.util.UUID;

/**
 * Runs WireMock on the gateway's server, so that a test's stubs take precedence over the gateway.
 */
final class Stubs {
  private final WireMockServer wireMock;
  private final StubMapping lastResort;

  /** Makes WireMock handle every request of the server from now on. */
  Stubs(
      GatewayServer server,
      GatewayHandler handler,
      String host,
      boolean tls,
      Dispatcher dispatcher) {
    WireMockConfiguration configuration =
        WireMockConfiguration.wireMockConfig()
            .bindAddress(host)
            .httpServerFactory(
                (options, admin, stubs) -> new Shared(server, handler, options, admin, stubs))
            .gzipDisabled(true)
            .mappingSource(new NoMappings())
            .disableRequestJournal()
            .stubRequestLoggingDisabled(true)
            // Off: it would let pages of other sites change the gateway.
            .adminAuthenticator(request -> false)
            .extensions(new WireMockTransformer(dispatcher));
    wireMock =
        new WireMockServer(
            tls
                ? configuration.httpDisabled(true).httpsPort(server.port())
                : configuration.port(server.port()));
    lastResort =
        wireMock.stubFor(
            WireMock.any(WireMock.anyUrl())
                .atPriority(Integer.MAX_VALUE)
                .willReturn(WireMock.aResponse().withTransformers(WireMockTransformer.NAME)));
    wireMock.start();
  }

  WireMockServer wireMock() {
    return wireMock;
  }

  /** Removes all stubs but the one that forwards to the gateway. */
  void reset() {
    wireMock.listAllStubMappings().getMappings().stream()
        .filter(stub -> !stub.getId().equals(lastResort.getId()))
        .forEach(wireMock::removeStubMapping);
  }

  /** Puts WireMock's handlers on the gateway's server; its own server is never started. */
  private static final class Shared extends Jetty11HttpServer {
    private final GatewayServer server;
    private final GatewayHandler gateway;

    Shared(
        GatewayServer server,
        GatewayHandler gateway,
        Options options,
        AdminRequestHandler admin,
        StubRequestHandler stubs) {
      super(options, admin, stubs);
      this.server = server;
      this.gateway = gateway;
    }

    @Override
    public void start() {
      gateway.stubs(jettyServer.getHandler());
    }

    @Override
    public void stop() {
      server.stop();
    }

    @Override
    public boolean isRunning() {
      return server.isRunning();
    }

    @Override
    public int port() {
      return server.port();
    }

    @Override
    public int httpsPort() {
      return server.port();
    }
  }

  /** Keeps WireMock from reading mappings from the project that uses it. */
  private static final class NoMappings implements MappingsSource {
    @Override
    public void loadMappingsInto(StubMappings mappings) {}

    @Override
    public void save(List<StubMapping> mappings) {}

    @Override
    public void save(StubMapping mapping) {}

    @Override
    public void remove(UUID id) {}

    @Override
    @Deprecated
    @SuppressWarnings("removal")
    public void remove(StubMapping mapping) {}

    @Override
    public void removeAll() {}
  }
}
