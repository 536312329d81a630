package io.yiwang.identity.login;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginHttpTest {
  /** Whatever proxies the JVM is set to: what is sent to this machine by http does not leave it. */
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
