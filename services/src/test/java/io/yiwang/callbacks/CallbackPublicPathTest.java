package io.yiwang.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.callbacks.httpserver.CallbackHttpHandler;
import io.yiwang.callbacks.servlet.CallbackServlet;
import io.yiwang.callbacks.spring.CallbackRequestHandler;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageClient;
import io.yiwang.testkit.CallbackControls;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

/** Tests the adapters behind a proxy that rewrites the path that the gateway has signed. */
class CallbackPublicPathTest {
  private static final String PUBLIC = "/city/%E4%B8%80/callbacks";
  private static final String INNER = "/gov/callbacks";

  private enum Way {
    HTTP_SERVER,
    SERVLET,
    SPRING
  }

  @TempDir Path folder;
  private final GovSandbox sandbox = GovSandbox.start();
  private final GovClient gov = sandbox.clientBuilder().build();
  private final List<Callback> handled = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> servers = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable server : servers) {
      server.close();
    }
    gov.close();
    sandbox.close();
  }

  private CallbackReceiver receiver() {
    return CallbackReceiver.builder()
        .keyRing(KeyRing.pinned(sandbox.gatewayVerifier()))
        .clock(sandbox.clock())
        .handler(handled::add)
        .build();
  }

  private HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    servers.add(() -> server.stop(0));
    return server;
  }

  /** Starts the application's server. */
  private URI serve(Way way, @Nullable String publicPath) throws Exception {
    if (way == Way.HTTP_SERVER) {
      HttpServer server = server();
      server.createContext(INNER, new CallbackHttpHandler(receiver(), publicPath));
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + INNER);
    }
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    Context context = tomcat.addContext("", folder.toString());
    if (way == Way.SERVLET) {
      Tomcat.addServlet(context, "callbacks", new CallbackServlet(receiver(), publicPath))
          .addMapping(INNER);
    } else {
      var beans = new AnnotationConfigWebApplicationContext();
      beans.addBeanFactoryPostProcessor(
          factory ->
              factory.registerSingleton(INNER, new CallbackRequestHandler(receiver(), publicPath)));
      Tomcat.addServlet(context, "spring", new DispatcherServlet(beans)).addMapping("/");
    }
    tomcat.start();
    servers.add(
        () -> {
          tomcat.stop();
          tomcat.destroy();
        });
    return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + INNER);
  }

  /** Starts a proxy that forwards everything with another path. */
  private URI proxy(URI inner) throws IOException {
    HttpServer proxy = server();
    HttpClient client = HttpClient.newHttpClient();
    proxy.createContext("/", exchange -> pass(client, exchange, inner));
    return URI.create("http://127.0.0.1:" + proxy.getAddress().getPort() + PUBLIC);
  }

  private static void pass(HttpClient client, HttpExchange exchange, URI inner) throws IOException {
    try (exchange) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(inner)
              .POST(BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) -> {
                String lower = name.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-digest")
                    || lower.equals("content-type")
                    || lower.startsWith("signature")) {
                  values.forEach(value -> request.header(name, value));
                }
              });
      int status = client.send(request.build(), BodyHandlers.discarding()).statusCode();
      exchange.sendResponseHeaders(status, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int delivered() {
    String id =
        new MessageClient(gov)
            .submit(Message.to(new RegionCode("330106"), "人行道停满了车", "希望增加停车泊位。").build())
            .messageId();
    sandbox.messageControls().close(id);
    List<CallbackControls.Delivery> deliveries = sandbox.callbackControls().deliver();
    return deliveries.get(0).status();
  }

  @ParameterizedTest
  @EnumSource
  void deliver_withPublicPath_isHandled(Way way) throws Exception {
    sandbox.callbackControls().deliverTo(proxy(serve(way, PUBLIC)));

    assertEquals(204, delivered());
    assertEquals(1, handled.size());
  }

  @ParameterizedTest
  @EnumSource
  void deliver_withoutPublicPath_isRefused(Way way) throws Exception {
    sandbox.callbackControls().deliverTo(proxy(serve(way, null)));

    assertEquals(401, delivered());
    assertEquals(List.of(), handled);
  }

  @Test
  void publicPath_invalidPaths_areRefused() {
    for (String wrong :
        List.of(
            "", "gov/callbacks", "https://app.example/gov", "/gov?x=1", "/gov#x", "/a b", "/一")) {
      assertThrows(
          IllegalArgumentException.class, () -> new CallbackHttpHandler(receiver(), wrong));
      assertThrows(IllegalArgumentException.class, () -> new CallbackServlet(receiver(), wrong));
      assertThrows(
          IllegalArgumentException.class, () -> new CallbackRequestHandler(receiver(), wrong));
    }
  }
}
