package io.yiwang.internal;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Selects the proxy for a gateway; never one for plain http, where the endpoint is this machine.
 */
final class GatewayProxySelector extends ProxySelector {
  private final @Nullable Proxy configured;
  private final Supplier<ExchangeProgress> current;

  /**
   * Creates a selector.
   *
   * @param configured the proxy for all calls; null for the JVM's settings
   * @param current returns the exchange of the calling thread, which learns whether it has a proxy
   */
  GatewayProxySelector(@Nullable Proxy configured, Supplier<ExchangeProgress> current) {
    this.configured = configured;
    this.current = current;
  }

  @Override
  public List<Proxy> select(URI uri) {
    List<Proxy> proxies = proxies(uri);
    current.get().proxySelected(proxies.stream().anyMatch(p -> p.type() != Proxy.Type.DIRECT));
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
   * Returns the address without its path, which shows what a citizen is doing: the JVM's selector
   * may be anybody's.
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
