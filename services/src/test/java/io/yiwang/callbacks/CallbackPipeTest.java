package io.yiwang.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.callbacks.httpserver.CallbackHttpHandler;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageReceipt;
import io.yiwang.messages.MessageState;
import io.yiwang.messages.MessageStatus;
import io.yiwang.signing.Ed25519Signer;
import io.yiwang.testkit.CallbackControls.Delivery;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Delivers callbacks of the sandbox to the JDK's HTTP server. */
class CallbackPipeTest {
  private final GovSandbox sandbox = GovSandbox.start();
  private final KeyRing ring = KeyRing.pinned(sandbox.gatewayVerifier());
  private final GovClient gov = sandbox.clientBuilder().build();
  private final List<Callback> handled = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private HttpServer server;
  private URI url;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    CallbackReceiver receiver =
        CallbackReceiver.builder()
            .keyRing(ring)
            .clock(sandbox.clock())
            .handler(
                callback -> {
                  if (failures.getAndDecrement() > 0) {
                    throw new IllegalStateException("not now");
                  }
                  handled.add(callback);
                })
            .build();
    server.createContext("/gov/callbacks", new CallbackHttpHandler(receiver));
    server.start();
    url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/gov/callbacks");
    sandbox.callbackControls().deliverTo(url);
  }

  @AfterEach
  void close() {
    server.stop(0);
    gov.close();
    sandbox.close();
  }

  private MessageReceipt message() {
    return new MessageClient(gov)
        .submit(Message.to(new RegionCode("330106"), "人行道停满了车", "希望增加停车泊位。").build());
  }

  private static List<Integer> statuses(List<Delivery> deliveries) {
    return deliveries.stream().map(Delivery::status).toList();
  }

  @Test
  void deliver_newStatus_isTheStatusThatAskingReturns() {
    MessageReceipt receipt = message();
    sandbox.messageControls().reply(receipt.messageId(), "已安排。");

    List<Delivery> deliveries = sandbox.callbackControls().deliver();

    assertEquals(List.of(204, 204, 204), statuses(deliveries));
    assertEquals(List.of(1L, 2L, 3L), handled.stream().map(Callback::revision).toList());
    Callback last = handled.get(2);
    assertEquals(CallbackType.MESSAGE_UPDATED, last.type());
    assertEquals(Optional.of(receipt.messageId()), last.subject());
    assertEquals(MessageState.REPLIED, last.read(MessageStatus.class).status());
    assertEquals(
        new MessageClient(gov).status(receipt.messageId(), receipt.queryCode()).reply(),
        last.read(MessageStatus.class).reply());
    assertEquals(0, sandbox.callbackControls().unacknowledged());
  }

  @Test
  void deliver_afterARestartOfTheSandbox_isOfAnotherGateway() throws Exception {
    message();
    sandbox.messageControls().close(message().messageId());
    sandbox.callbackControls().deliver();
    int before = handled.size();
    Callback first = handled.get(0);
    assertEquals(Optional.of(GovSandbox.PLATFORM), first.platform());
    assertTrue(
        (first.source() + "/").startsWith(sandbox.endpoint().toString().replaceAll("/$", "")));
    int port = sandbox.endpoint().getPort();
    sandbox.close();

    try (GovSandbox again = GovSandbox.builder().port(port).start();
        GovClient client = again.clientBuilder().build()) {
      assertEquals(sandbox.endpoint(), again.endpoint());
      again.callbackControls().deliverTo(url);
      MessageReceipt receipt =
          new MessageClient(client)
              .submit(Message.to(new RegionCode("330106"), "又一条", "重启之后。").build());
      again.messageControls().close(receipt.messageId());
      again.callbackControls().deliver();
    }

    assertTrue(handled.size() > before, "none is taken for one of before the restart");
    Callback after = handled.get(before);
    assertEquals(first.id(), after.id());
    assertTrue(!first.source().equals(after.source()));
  }

  @Test
  void deliver_catalogChange_hasNoDetails() {
    String code = sandbox.seed().serviceCode("普通护照签发", "330106");
    sandbox.catalogControls().update(code);
    sandbox.catalogControls().withdraw(code, null);

    sandbox.callbackControls().deliver();

    assertEquals(
        List.of(CallbackType.CATALOG_CHANGED, CallbackType.CATALOG_CHANGED),
        handled.stream().map(Callback::type).toList());
    assertEquals(List.of(1L, 2L), handled.stream().map(Callback::revision).toList());
  }

  @Test
  void deliver_repeatedAndOutOfOrder_isHandledOnceAndNeverBackwards() {
    for (int i = 0; i < 5; i++) {
      sandbox.messageControls().reply(message().messageId(), "已安排。");
    }

    assertTrue(
        statuses(sandbox.callbackControls().deliverTwice()).stream().allMatch(s -> s == 204));
    for (int i = 0; i < 5; i++) {
      sandbox.messageControls().close(message().messageId());
    }
    assertTrue(
        statuses(sandbox.callbackControls().deliverShuffled(7)).stream().allMatch(s -> s == 204));

    assertEquals(handled.size(), handled.stream().map(Callback::id).distinct().count());
    for (Callback one : handled) {
      List<Long> ofOne =
          handled.stream()
              .filter(each -> each.subject().equals(one.subject()))
              .map(Callback::revision)
              .toList();
      assertEquals(ofOne.stream().sorted().toList(), ofOne);
    }
  }

  @Test
  void deliver_handlerFails_isRepeatedUntilItSucceeds() {
    sandbox.messageControls().close(message().messageId());
    failures.set(2);

    assertEquals(List.of(503), statuses(sandbox.callbackControls().deliver()));
    assertEquals(List.of(503), statuses(sandbox.callbackControls().deliver()));
    assertEquals(List.of(204), statuses(sandbox.callbackControls().deliver()));
    assertEquals(1, handled.size());
  }

  @Test
  void deliver_afterThreeDays_isGivenUp() {
    sandbox.messageControls().close(message().messageId());
    failures.set(1);
    sandbox.callbackControls().deliver();

    sandbox.clock().advance(Duration.ofHours(73));

    assertTrue(
        sandbox.callbackControls().deliver().stream()
            .noneMatch(each -> each.type().equals("igs.message.updated")));
  }

  @Test
  void deliver_forged_isRefused() throws Exception {
    sandbox.messageControls().close(message().messageId());
    Ed25519Signer somebody =
        new Ed25519Signer(
            "gw-1", KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate());

    assertEquals(List.of(401), statuses(sandbox.callbackControls().deliverForged(somebody)));
    assertEquals(List.of(), handled);
    assertEquals(List.of(204), statuses(sandbox.callbackControls().deliver()));
  }

  @Test
  void handle_otherMethodsAndUnsignedRequests_areRefused() throws Exception {
    HttpClient http = HttpClient.newHttpClient();

    assertEquals(
        405,
        http.send(HttpRequest.newBuilder(url).GET().build(), BodyHandlers.discarding())
            .statusCode());
    assertEquals(
        401,
        http.send(
                HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofString("{}")).build(),
                BodyHandlers.discarding())
            .statusCode());
  }
}
