package io.yiwang.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.yiwang.GovClient;
import io.yiwang.identity.login.Assurance;
import io.yiwang.identity.login.CitizenLogin;
import io.yiwang.identity.login.CitizenSession;
import io.yiwang.identity.login.OpenIdProvider;
import io.yiwang.identity.login.PendingLogin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** 市民登录. Logs a citizen in, with a server on this machine to which the browser returns. */
public final class LogIn {
  private static final byte[] PAGE = "<p>登录完成，可以关闭本页。You may close this page.".getBytes(UTF_8);

  private LogIn() {}

  /**
   * Runs on its own sandbox, whose citizen needs no browser, or with {@code --config FILE} on any
   * gateway.
   */
  public static void main(String[] args) throws Exception {
    try (Arguments arguments = Arguments.of(args);
        GovClient gov = arguments.client().build()) {
      Consumer<URI> browser = arguments.sandbox() == null ? url -> {} : LogIn::goThere;
      CitizenSession session = logIn(gov, arguments.platform(), browser);
      System.out.println("已登录 logged in: " + session.acr() + ", until " + session.expiresAt());
    }
  }

  static CitizenSession logIn(GovClient gov, Platform platform, Consumer<URI> browser)
      throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    CompletableFuture<URI> called = new CompletableFuture<>();
    URI redirect = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/gov/login");
    server.createContext("/gov/login", exchange -> called.complete(cameBack(exchange, redirect)));
    server.start();
    try {
      CitizenLogin login =
          CitizenLogin.builder()
              .provider(OpenIdProvider.of(gov)) // asked at first use; the gateway signs its answer
              .clientId(platform.get("loginClient"))
              .clientSecret(platform.get("loginSecret"))
              .redirectUri(redirect)
              .build();
      // Your server keeps it in the browser's session.
      PendingLogin pending = login.begin(Assurance.VERIFIED, "igs:penalties");
      System.out.println("请在浏览器中打开 / open in a browser: " + pending.url());
      browser.accept(pending.url());
      return login.complete(pending, called.get(5, TimeUnit.MINUTES));
    } finally {
      server.stop(0);
    }
  }

  private static URI cameBack(HttpExchange exchange, URI redirect) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
    exchange.sendResponseHeaders(200, PAGE.length);
    exchange.getResponseBody().write(PAGE);
    exchange.close();
    return URI.create(redirect + "?" + exchange.getRequestURI().getRawQuery());
  }

  /** Opens an address as a browser would. */
  static void goThere(URI url) {
    try {
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.ALWAYS)
          .build()
          .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
