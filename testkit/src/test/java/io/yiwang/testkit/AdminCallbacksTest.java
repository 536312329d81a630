package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GovSandboxExtension.class)
@Timeout(60)
class AdminCallbacksTest {
  @Test
  void callbacks_deliveredInEachWay_reachThePlatform(GovSandbox sandbox) throws Exception {
    Queue<String> signatures = new ConcurrentLinkedQueue<>();
    AtomicInteger status = new AtomicInteger(500);
    HttpServer platform =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    platform.createContext(
        "/",
        exchange -> {
          signatures.add(exchange.getRequestHeaders().getFirst("Signature"));
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    platform.start();
    try {
      AdminClient admin = new AdminClient(sandbox);
      String deliver = "POST /callbacks/deliver";
      admin.call(409, deliver, "/callbacks/deliver", "");
      admin.call(
          200,
          "PATCH /callbacks",
          "/callbacks",
          "{'url': 'http://127.0.0.1:" + platform.getAddress().getPort() + "/'}");
      RawPayments.settle(sandbox, "order-3");

      JsonNode waiting = admin.call(200, "GET /callbacks", "/callbacks", "");
      assertEquals(2, waiting.get("waiting").size());
      JsonNode failed = admin.call(200, deliver, "/callbacks/deliver", "{'how': 'TWICE'}");
      assertEquals(4, failed.get("deliveries").size());
      assertEquals(500, failed.at("/deliveries/0/status").intValue());
      status.set(204);
      JsonNode forged = admin.call(200, deliver, "/callbacks/deliver", "{'how': 'FORGED'}");
      assertEquals(204, forged.at("/deliveries/0/status").intValue());
      assertEquals(2, sandbox.callbackControls().unacknowledged());
      JsonNode shuffled =
          admin.call(200, deliver, "/callbacks/deliver", "{'how': 'SHUFFLED', 'seed': 2}");
      assertEquals(2, shuffled.get("deliveries").size());
      assertEquals(0, sandbox.callbackControls().unacknowledged());
      assertEquals(8, signatures.size());
    } finally {
      platform.stop(0);
    }
  }

  @Test
  void callbacks_automatic_areDelivered(GovSandbox sandbox) throws Exception {
    java.util.concurrent.CountDownLatch came = new java.util.concurrent.CountDownLatch(2);
    HttpServer platform =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    platform.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
          came.countDown();
        });
    platform.start();
    try {
      JsonNode on =
          new AdminClient(sandbox)
              .call(
                  200,
                  "PATCH /callbacks",
                  "/callbacks",
                  "{'automatic': true, 'url': 'http://127.0.0.1:"
                      + platform.getAddress().getPort()
                      + "/'}");
      assertTrue(on.get("automatic").booleanValue());
      RawPayments.settle(sandbox, "order-4");

      assertTrue(came.await(30, java.util.concurrent.TimeUnit.SECONDS));
    } finally {
      platform.stop(0);
    }
  }
}
