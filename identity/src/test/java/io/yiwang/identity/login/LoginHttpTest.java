package io.yiwang.identity.login;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginHttpTest {
  /** Plain http is only allowed to this machine, so it must not go through a proxy. */
  @Test
  void select_plainHttp_isDirect() {
    ProxySelector proxies = new LoginHttp.NoneForPlainHttp();

    assertEquals(List.of(Proxy.NO_PROXY), proxies.select(URI.create("http://localhost:8080/a")));
    assertEquals(List.of(Proxy.NO_PROXY), proxies.select(URI.create("HTTP://127.0.0.1/")));
    assertEquals(
        ProxySelector.getDefault().select(URI.create("https://id.example/")),
        proxies.select(URI.create("https://id.example/")));
  }
}
