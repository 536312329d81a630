package io.yiwang.callbacks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.callbacks.servlet.CallbackServlet;
import io.yiwang.callbacks.spring.CallbackRequestHandler;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageClient;
import io.yiwang.testkit.CallbackControls;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.value.RegionCode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;

/** Delivers callbacks to Tomcat, to a servlet and to Spring MVC. */
class CallbackServletTest {
  private enum Way {
    SERVLET {
      @Override
      void mount(Context context, CallbackReceiver receiver) {
        Tomcat.addServlet(context, "callbacks", new CallbackServlet(receiver))
            .addMapping("/gov/callbacks");
      }
    },
    SPRING {
      @Override
      void mount(Context context, CallbackReceiver receiver) {
        var beans = new AnnotationConfigWebApplicationContext();
        beans.addBeanFactoryPostProcessor(
            factory ->
                factory.registerSingleton("/gov/callbacks", new CallbackRequestHandler(receiver)));
        Tomcat.addServlet(context, "spring", new DispatcherServlet(beans)).addMapping("/");
      }
    };

    abstract void mount(Context context, CallbackReceiver receiver);
  }

  @TempDir Path folder;
  private final GovSandbox sandbox = GovSandbox.start();
  private final GovClient gov = sandbox.clientBuilder().build();
  private final List<Callback> handled = new CopyOnWriteArrayList<>();
  private final Tomcat tomcat = new Tomcat();
  private URI url;

  private void serve(Way way) throws LifecycleException {
    CallbackReceiver receiver =
        CallbackReceiver.builder()
            .keyRing(KeyRing.pinned(sandbox.gatewayVerifier()))
            .clock(sandbox.clock())
            .handler(handled::add)
            .build();
    tomcat.setBaseDir(folder.toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(0);
    Context context = tomcat.addContext("/app", folder.toString());
    way.mount(context, receiver);
    tomcat.start();
    url =
        URI.create(
            "http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/app/gov/callbacks");
    sandbox.callbackControls().deliverTo(url);
  }

  @AfterEach
  void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
    gov.close();
    sandbox.close();
  }

  private int post(byte[] body) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(url).POST(BodyPublishers.ofByteArray(body)).build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  @ParameterizedTest
  @EnumSource
  void deliver_event_isHandled(Way way) throws LifecycleException {
    serve(way);
    String id =
        new MessageClient(gov)
            .submit(Message.to(new RegionCode("330106"), "人行道停满了车", "希望增加停车泊位。").build())
            .messageId();
    sandbox.messageControls().close(id);

    List<CallbackControls.Delivery> deliveries = sandbox.callbackControls().deliver();

    assertEquals(List.of(204), deliveries.stream().map(CallbackControls.Delivery::status).toList());
    assertEquals(Optional.of(id), handled.get(0).subject());
  }

  @ParameterizedTest
  @EnumSource
  void post_requestsOfOthers_areRefused(Way way) throws Exception {
    serve(way);
    assertEquals(401, post("{}".getBytes(UTF_8)));
    assertEquals(413, post(new byte[(1 << 20) + 1]));
    assertEquals(
        405,
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(url).GET().build(), BodyHandlers.discarding())
            .statusCode());
    assertEquals(List.of(), handled);
  }
}
