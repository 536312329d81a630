package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.yiwang.GovClient;
import io.yiwang.GovException;
import io.yiwang.callbacks.Callback;
import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.httpserver.CallbackHttpHandler;
import io.yiwang.journal.AesGcmCipher;
import io.yiwang.journal.Journal;
import io.yiwang.messages.CategoryCache;
import io.yiwang.messages.CategoryTree;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageFollower;
import io.yiwang.messages.MessageNews;
import io.yiwang.messages.MessageReceipt;
import io.yiwang.signing.KeyRing;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Followed to the end, never backwards, and not past midnight. */
class MessageFollowerTest {
  private static final RegionCode XIHU = new RegionCode("330106");
  private static final Instant NOON = Instant.parse("2026-11-02T04:00:00Z");

  @TempDir Path folder;
  private final GovSandbox sandbox = GovSandbox.start();
  private final GovClient gov =
      sandbox.clientBuilder().clock(sandbox.clock()).maxAttempts(1).build();
  private final MessageClient client = new MessageClient(gov);
  private final List<MessageNews> news = new ArrayList<>();
  private Journal journal;
  private MessageFollower follower;

  @BeforeEach
  void open() {
    sandbox.clock().set(NOON);
    journal =
        Journal.at(
            folder.resolve("followed.db"),
            new AesGcmCipher("k1", "0123456789abcdef0123456789abcdef".getBytes(UTF_8)));
    follower = follower();
  }

  /** Asks whenever told to: waits are the database's, which no test moves. */
  private MessageFollower follower() {
    return new MessageFollower(
        gov, journal, news::add, sandbox.clock(), Duration.ofDays(-9), Duration.ofDays(-9));
  }

  @AfterEach
  void close() {
    journal.close();
    gov.close();
    sandbox.close();
  }

  private MessageReceipt submitted() {
    return client.submit(Message.to(XIHU, "人行道停满了车", "希望增加停车泊位。").build());
  }

  private List<String> told() {
    List<String> told = new ArrayList<>();
    for (MessageNews each : news) {
      told.add(
          each instanceof MessageNews.Changed changed
              ? changed.status().status().code()
              : each.getClass().getSimpleName());
    }
    return told;
  }

  @Test
  void askDue_messageOnItsWay_tellsEachStepOnceAndEndsWithIt() {
    MessageReceipt receipt = submitted();
    follower.follow(receipt, "citizen-1");
    follower.follow(receipt, "citizen-1");
    follower.askDue();
    follower.askDue();
    sandbox.clock().advance(Duration.ofHours(3));
    follower.askDue();
    sandbox.clock().advance(Duration.ofDays(2));
    follower.askDue();
    follower.askDue();
    sandbox.clock().advance(Duration.ofDays(6));
    follower.askDue();
    assertEquals(1, follower.followed());
    sandbox.messageDesk().close(receipt.messageId());
    assertEquals(1, follower.askDue());

    assertEquals(List.of("RECEIVED", "CLASSIFIED", "FORWARDED", "REPLIED", "CLOSED"), told());
    assertEquals(0, follower.followed());
    assertEquals(0, follower.askDue());
  }

  @Test
  void askDue_afterARestart_goesOnWhereItWas() {
    follower.follow(submitted(), "citizen-1");
    follower.askDue();

    MessageFollower next = follower();
    next.askDue();
    sandbox.clock().advance(Duration.ofHours(3));
    next.askDue();

    assertEquals(List.of("RECEIVED", "CLASSIFIED"), told());
  }

  @Test
  void askDue_gatewayAway_comesBackToIt() {
    follower.follow(submitted(), "citizen-1");
    sandbox.faults().next("message.status").resetBeforeWork();
    assertEquals(1, follower.askDue());
    assertEquals(List.of(), told());

    follower.askDue();
    assertEquals(List.of("RECEIVED"), told());
  }

  @Test
  void askDue_wrongQueryCode_isToldAsLostAndAskedNoMore() {
    MessageReceipt real = submitted();
    follower.follow(
        new MessageReceipt(real.messageId(), "WRONG234", real.receivedAt(), real.dueAt()), "c");

    follower.askDue();

    assertEquals(List.of("Lost"), told());
    assertEquals(0, follower.askDue());
  }

  @Test
  void forget_message_isFollowedNoMore() {
    MessageReceipt receipt = submitted();
    follower.follow(receipt, "citizen-1");
    follower.forget(receipt.messageId());

    assertEquals(0, follower.askDue());
    assertEquals(0, follower.followed());
  }

  @Test
  void askDue_notClassifiedByMidnight_isToldOnce() {
    sandbox.messageDesk().leaveUnclassified();
    MessageReceipt receipt = submitted();
    follower.follow(receipt, "citizen-1");
    sandbox.clock().set(Instant.parse("2026-11-02T15:59:59Z"));
    follower.askDue();
    assertEquals(List.of("RECEIVED"), told());

    sandbox.clock().set(Instant.parse("2026-11-02T16:00:00Z"));
    follower.askDue();
    follower.askDue();

    assertEquals(List.of("RECEIVED", "Late"), told());
    MessageNews.Late late = (MessageNews.Late) news.get(1);
    assertEquals(OffsetDateTime.parse("2026-11-03T00:00:00+08:00"), late.deadline());
    assertEquals(receipt.receivedAt(), late.receivedAt());
    List<String> listed = new ArrayList<>();
    follower.late(listed::add);
    assertEquals(List.of(receipt.messageId()), listed);
  }

  @Test
  void askDue_classifiedInTimeOrTooLate_isJudgedByTheTimelineNotByTheAsking() {
    MessageReceipt inTime = submitted();
    follower.follow(inTime, "citizen-1");
    sandbox.clock().advance(Duration.ofHours(9));
    sandbox.messageDesk().leaveUnclassified();
    MessageReceipt tooLate = submitted();
    follower.follow(tooLate, "citizen-2");
    sandbox.clock().advance(Duration.ofDays(1));
    sandbox.messageDesk().classify(tooLate.messageId());

    follower.askDue();

    assertEquals(1, news.stream().filter(each -> each instanceof MessageNews.Late).count());
    assertTrue(
        news.stream()
            .anyMatch(
                each ->
                    each instanceof MessageNews.Late
                        && each.messageId().equals(tooLate.messageId())));
  }

  @Test
  void heard_callbacksShuffledAndTwice_neverGoBackwards() throws Exception {
    List<Callback> heard = new ArrayList<>();
    HttpServer server = serve(heard);
    try {
      MessageReceipt receipt = submitted();
      follower.follow(receipt, "citizen-1");
      sandbox.messageDesk().reply(receipt.messageId(), "已安排。");
      sandbox.callbackDesk().deliver();
      assertEquals(3, heard.size());

      assertTrue(follower.heard(heard.get(1)));
      assertTrue(follower.heard(heard.get(0)));
      assertTrue(follower.heard(heard.get(2)));
      assertTrue(follower.heard(heard.get(2)));
      follower.askDue();

      assertEquals(List.of("FORWARDED", "REPLIED"), told());
      follower.forget(receipt.messageId());
      assertFalse(follower.heard(heard.get(2)));
    } finally {
      server.stop(0);
    }
  }

  private HttpServer serve(List<Callback> heard) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    CallbackReceiver receiver =
        CallbackReceiver.builder()
            .keyRing(KeyRing.pinned(sandbox.gatewayVerifier()))
            .clock(sandbox.clock())
            .handler(heard::add)
            .build();
    server.createContext("/gov/callbacks", new CallbackHttpHandler(receiver));
    server.start();
    sandbox
        .callbackDesk()
        .to(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/gov/callbacks"));
    return server;
  }

  @Test
  void follow_journalWithoutCipher_isRefused() {
    MessageReceipt receipt = submitted();
    try (Journal plain = Journal.at(folder.resolve("plain.db"))) {
      MessageFollower open = new MessageFollower(gov, plain, news::add);
      assertThrows(IllegalArgumentException.class, () -> open.follow(receipt, "citizen-1"));
    }
  }

  @Test
  void categories_ofTheSameVersion_areTheSameTree() {
    CategoryCache cache = new CategoryCache(gov, Duration.ofHours(1), sandbox.clock());
    CategoryTree tree = cache.get();
    sandbox.faults().next("message.categories").resetBeforeWork();
    assertSame(tree, cache.get(), "not asked again");

    sandbox.clock().advance(Duration.ofHours(1));
    assertSame(tree, cache.get(), "the old one where none can be had");
    assertSame(tree, cache.get(), "asked again, and of the same version");
    cache.expire();
    assertSame(tree, cache.get());
    CategoryCache other = new CategoryCache(gov);
    sandbox.faults().next("message.categories").resetBeforeWork();
    assertThrows(GovException.class, other::get);
    assertNotSame(tree, other.get());
    assertEquals(40, tree.categories().size());
  }
}
