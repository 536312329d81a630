package io.yiwang.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.callbacks.Callback;
import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.httpserver.CallbackHttpHandler;
import io.yiwang.journal.Journal;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Starts a sandbox and a follower, and collects events and callbacks. */
abstract class FollowerFixture {
  static final RegionCode XIHU = new RegionCode("330106");

  static final Instant NOON = Instant.parse("2026-11-02T04:00:00Z");

  @TempDir Path folder;

  final GovSandbox sandbox = GovSandbox.start();

  final GovClient gov =
      // No repeats: the faults of the tests must reach the follower.
      sandbox.clientBuilder().clock(sandbox.clock()).maxAttempts(1).maxIdleConnections(0).build();

  final MessageClient client = new MessageClient(gov);

  final List<MessageEvent> events = new ArrayList<>();

  final AtomicInteger failures = new AtomicInteger();

  final List<Callback> callbacks = new ArrayList<>();

  Journal journal;

  MessageFollower follower;

  @Nullable HttpServer server;

  @BeforeEach
  void open() {
    sandbox.clock().set(NOON);
    journal =
        Journal.at(
            folder.resolve("followed.db"),
            new AesGcmCipher("k1", "0123456789abcdef0123456789abcdef".getBytes(UTF_8)));
    follower = follower();
  }

  MessageFollower follower() {
    return builder(gov, sandbox).build();
  }

  MessageFollower.Builder builder(GovClient client, GovSandbox gateway) {
    return MessageFollower.builder(client, journal)
        .listener(this::onEvent)
        .clock(gateway.clock())
        // Waits are by the database's clock, which tests cannot set.
        .waits(Duration.ZERO, Duration.ZERO);
  }

  void onEvent(MessageEvent each) {
    if (failures.getAndDecrement() > 0) {
      throw new IllegalStateException("not now");
    }
    events.add(each);
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.stop(0);
    }
    journal.close();
    gov.close();
    sandbox.close();
  }

  MessageReceipt submitted() {
    return client.submit(Message.to(XIHU, "人行道停满了车", "希望增加停车泊位。").mayPublish().build());
  }

  List<String> reported() {
    List<String> reported = new ArrayList<>();
    for (MessageEvent each : events) {
      reported.add(
          each instanceof MessageEvent.Changed changed
              ? changed.status().status().code()
              : each.getClass().getSimpleName());
    }
    return reported;
  }

  void listen() throws IOException {
    listen(sandbox, builder -> builder);
  }

  void listen(GovSandbox to, UnaryOperator<CallbackReceiver.Builder> settings) throws IOException {
    HttpServer listening = server;
    if (listening == null) {
      listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      listening.start();
      server = listening;
    }
    CallbackReceiver receiver =
        settings
            .apply(
                CallbackReceiver.builder()
                    .keyRing(KeyRing.pinned(to.gatewayVerifier()))
                    .clock(to.clock())
                    .handler(callbacks::add))
            .build();
    String path = "/" + to.account();
    listening.createContext(path, new CallbackHttpHandler(receiver));
    to.callbackControls()
        .deliverTo(URI.create("http://127.0.0.1:" + listening.getAddress().getPort() + path));
  }
}
