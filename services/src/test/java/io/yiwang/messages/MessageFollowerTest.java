package io.yiwang.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.net.httpserver.HttpServer;
import io.yiwang.GovClient;
import io.yiwang.GovException;
import io.yiwang.KeyRing;
import io.yiwang.WorkerListener;
import io.yiwang.callbacks.Callback;
import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.httpserver.CallbackHttpHandler;
import io.yiwang.journal.Journal;
import io.yiwang.messages.FollowedMessage.SameDay;
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
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
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
      // What breaks is to stay broken: on a used connection it would be sent again.
      sandbox.clientBuilder().clock(sandbox.clock()).maxAttempts(1).maxIdleConnections(0).build();
  private final MessageClient client = new MessageClient(gov);
  private final List<MessageEvent> news = new ArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private final List<Callback> heard = new ArrayList<>();
  private Journal journal;
  private MessageFollower follower;
  private @Nullable HttpServer server;

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
    return builder(gov, sandbox).build();
  }

  private MessageFollower.Builder builder(GovClient client, GovSandbox gateway) {
    return MessageFollower.builder(client, journal)
        .listener(this::hear)
        .clock(gateway.clock())
        .waits(Duration.ZERO, Duration.ZERO);
  }

  private void hear(MessageEvent each) {
    if (failures.getAndDecrement() > 0) {
      throw new IllegalStateException("not now");
    }
    news.add(each);
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

  private MessageReceipt submitted() {
    return client.submit(Message.to(XIHU, "人行道停满了车", "希望增加停车泊位。").mayPublish().build());
  }

  private List<String> told() {
    List<String> told = new ArrayList<>();
    for (MessageEvent each : news) {
      told.add(
          each instanceof MessageEvent.Changed changed
              ? changed.status().status().code()
              : each.getClass().getSimpleName());
    }
    return told;
  }

  @Test
  void runOnce_messageOnItsWay_tellsEachStepOnceAndEndsWithIt() {
    MessageReceipt receipt = submitted();
    follower.follow(receipt, "citizen-1");
    follower.follow(receipt, "citizen-1");
    follower.runOnce();
    follower.runOnce();
    sandbox.clock().advance(Duration.ofHours(3));
    follower.runOnce();
    sandbox.clock().advance(Duration.ofDays(2));
    follower.runOnce();
    follower.runOnce();
    sandbox.clock().advance(Duration.ofDays(6));
    follower.runOnce();
    assertEquals(1, follower.figures().unfinished());
    sandbox.messageControls().close(receipt.messageId());
    assertEquals(1, follower.runOnce());

    assertEquals(List.of("RECEIVED", "CLASSIFIED", "FORWARDED", "REPLIED", "CLOSED"), told());
    assertEquals(0, follower.figures().unfinished());
    assertEquals(0, follower.runOnce());
  }

  @Test
  void runOnce_afterARestart_continuesWhereItWas() {
    follower.follow(submitted(), "citizen-1");
    follower.runOnce();

    MessageFollower next = follower();
    next.runOnce();
    sandbox.clock().advance(Duration.ofHours(3));
    next.runOnce();

    assertEquals(List.of("RECEIVED", "CLASSIFIED"), told());
  }

  @Test
  void runOnce_gatewayAway_comesBackToIt() {
    follower.follow(submitted(), "citizen-1");
    sandbox.faults().next("message.status").resetBeforeWork();
    assertEquals(0, follower.runOnce());
    assertEquals(List.of(), told());

    follower.runOnce();
    assertEquals(List.of("RECEIVED"), told());
  }

  @Test
  void runOnce_wrongQueryCode_isReportedAsLostAndAskedNoMore() {
    MessageReceipt real = submitted();
    follower.follow(
        new MessageReceipt(real.messageId(), "WRONG234", real.receivedAt(), real.dueAt()), "c");

    follower.runOnce();

    assertEquals(List.of("Lost"), told());
    assertEquals(0, follower.runOnce());
  }

  @Test
  void forget_message_isFollowedNoMore() {
    MessageReceipt receipt = submitted();
    follower.follow(receipt, "citizen-1");
    follower.stopFollowing(receipt.messageId());

    assertEquals(0, follower.runOnce());
    assertEquals(0, follower.figures().unfinished());
  }

  @Test
  void runOnce_notClassifiedByMidnight_isReportedOnce() {
    sandbox.messageControls().leaveUnclassified();
    MessageReceipt receipt = submitted();
    follower.follow(receipt, "citizen-1");
    sandbox.clock().set(Instant.parse("2026-11-02T15:59:59Z"));
    follower.runOnce();
    assertEquals(List.of("RECEIVED"), told());

    sandbox.clock().set(Instant.parse("2026-11-02T16:04:59Z"));
    follower.runOnce();
    assertEquals(List.of("RECEIVED"), told(), "by the gateway's clock it may still be the day");
    assertEquals(Map.of(receipt.messageId(), SameDay.STILL_TIME), notClassified());
    sandbox.clock().set(Instant.parse("2026-11-02T16:05:00Z"));
    assertEquals(Map.of(receipt.messageId(), SameDay.UNKNOWN), notClassified());
    follower.runOnce();
    follower.runOnce();

    assertEquals(List.of("RECEIVED", "Late"), told());
    MessageEvent.Late late = (MessageEvent.Late) news.get(1);
    assertEquals(OffsetDateTime.parse("2026-11-03T00:00:00+08:00"), late.deadline());
    assertEquals(receipt.receivedAt(), late.receivedAt());
    assertEquals(Map.of(receipt.messageId(), SameDay.NOT_CLASSIFIED), notClassified());
    sandbox.messageControls().classify(receipt.messageId());
    sandbox.messageControls().close(receipt.messageId());
    follower.runOnce();
    assertEquals(List.of("RECEIVED", "Late", "CLOSED"), told());
    assertEquals(
        Map.of(receipt.messageId(), SameDay.LATE), notClassified(), "in its day's list for good");
  }

  private Map<String, SameDay> notClassified() {
    Map<String, SameDay> found = new TreeMap<>();
    follower.notClassified(
        LocalDate.parse("2026-11-02"),
        each -> found.put(each.messageId(), each.sameDay(sandbox.clock().instant())));
    follower.notClassified(
        LocalDate.parse("2026-11-03"), each -> fail("of another day: " + each.messageId()));
    return found;
  }

  @Test
  void runOnce_classifiedInTimeOrTooLate_isJudgedByTheTimelineNotByTheAsking() {
    MessageReceipt inTime = submitted();
    follower.follow(inTime, "citizen-1");
    sandbox.clock().advance(Duration.ofHours(9));
    sandbox.messageControls().leaveUnclassified();
    MessageReceipt tooLate = submitted();
    follower.follow(tooLate, "citizen-2");
    sandbox.clock().advance(Duration.ofDays(1));
    sandbox.messageControls().classify(tooLate.messageId());

    follower.runOnce();

    assertEquals(1, news.stream().filter(each -> each instanceof MessageEvent.Late).count());
    assertTrue(
        news.stream()
            .anyMatch(
                each ->
                    each instanceof MessageEvent.Late
                        && each.messageId().equals(tooLate.messageId())));
  }

  @Test
  void onCallback_callbacksShuffledAndTwice_neverGoBackwards() throws Exception {
    listen();
    MessageReceipt receipt = submitted();
    follower.follow(receipt, "citizen-1");
    sandbox.messageControls().reply(receipt.messageId(), "已安排。");
    sandbox.callbackControls().deliver();
    assertEquals(3, heard.size());

    assertTrue(follower.onCallback(heard.get(1)));
    assertTrue(follower.onCallback(heard.get(0)));
    assertTrue(follower.onCallback(heard.get(2)));
    assertTrue(follower.onCallback(heard.get(2)));
    follower.runOnce();

    assertEquals(List.of("FORWARDED", "REPLIED"), told());
    follower.stopFollowing(receipt.messageId());
    assertFalse(follower.onCallback(heard.get(2)));
  }

  @Test
  void onCallback_callbacksOfBeforeAnAnswer_tellNothingAgainAndNothingBackwards() throws Exception {
    listen();
    MessageReceipt receipt = submitted();
    follower.follow(receipt, "citizen-1");
    sandbox.messageControls().reply(receipt.messageId(), "已安排。");
    sandbox.callbackControls().deliver();
    sandbox.messageControls().publish(receipt.messageId());
    follower.runOnce();
    assertEquals(List.of("REPLIED"), told());

    heard.forEach(follower::onCallback);
    follower.runOnce();

    assertEquals(List.of("REPLIED"), told());
  }

  @Test
  void onCallback_listenerThrows_isNotifiedWhenTheGatewayDeliversAgain() throws Exception {
    listen();
    MessageReceipt receipt = submitted();
    follower.follow(receipt, "citizen-1");
    sandbox.messageControls().classify(receipt.messageId());
    sandbox.callbackControls().deliver();
    failures.set(1);

    assertThrows(IllegalStateException.class, () -> follower.onCallback(heard.get(0)));
    assertTrue(follower.onCallback(heard.get(0)));

    assertEquals(List.of("CLASSIFIED"), told());
  }

  @Test
  void runOnce_listenerThrows_tellsThatOneAgainAndTheOthers() {
    follower.follow(submitted(), "citizen-1");
    follower.follow(submitted(), "citizen-2");
    failures.set(1);

    List<WorkerListener.ApplicationFailed> failed = new ArrayList<>();
    MessageFollower heedful =
        builder(gov, sandbox)
            .listener(
                new FollowerListener() {
                  @Override
                  public void event(MessageEvent event) {
                    hear(event);
                  }

                  @Override
                  public void applicationFailed(ApplicationFailed failure) {
                    failed.add(failure);
                  }
                })
            .build();

    assertEquals(2, heedful.runOnce());
    assertEquals(List.of("RECEIVED"), told(), "the other, in the same round");
    heedful.runOnce();

    assertEquals(List.of("RECEIVED", "RECEIVED"), told());
    assertEquals(1, failed.size());
    assertEquals("not now", failed.get(0).cause().getMessage());
    assertEquals(2, heedful.figures().done().get("events"));
    assertEquals(0, heedful.figures().failedRounds());
  }

  @Test
  void runOnce_rateLimited_asksNobodyElseAndNotBeforeTheGatewayHasSaid() {
    follower.follow(submitted(), "citizen-1");
    follower.follow(submitted(), "citizen-2");
    sandbox.faults().next("message.status").rateLimited(Duration.ofMinutes(10));

    assertEquals(0, follower.runOnce());
    assertEquals(0, follower.runOnce());
    assertEquals(List.of(), told());
  }

  @Test
  void runOnce_ratedOnly_isAnEvent() {
    MessageReceipt receipt = submitted();
    follower.follow(receipt, "citizen-1");
    sandbox.messageControls().reply(receipt.messageId(), "已安排。");
    follower.runOnce();
    client.rate(receipt.messageId(), receipt.queryCode(), Rating.SATISFIED, null);

    follower.runOnce();
    follower.runOnce();

    assertEquals(List.of("REPLIED", "REPLIED"), told());
  }

  @Test
  void progress_replyAndRatingWithoutATime_areOfTheLastMove() {
    OffsetDateTime received = OffsetDateTime.ofInstant(NOON, ZoneOffset.UTC);
    OffsetDateTime moved = received.plusHours(2);
    MessageStatus bare = status(moved, null, null);
    MessageStatus timed = status(moved, received.plusHours(1), received.plusHours(3));

    MessageFollower.Progress withoutTimes = MessageFollower.Progress.of(bare, received);
    MessageFollower.Progress withTimes = MessageFollower.Progress.of(timed, received);

    assertEquals(moved, withoutTimes.repliedAt());
    assertEquals(moved, withoutTimes.ratedAt());
    assertEquals(received.plusHours(1), withTimes.repliedAt());
    assertEquals(received.plusHours(3), withTimes.ratedAt());
    assertEquals(moved, withTimes.movedAt());
  }

  private static MessageStatus status(
      OffsetDateTime moved, @Nullable OffsetDateTime repliedAt, @Nullable OffsetDateTime ratedAt) {
    return new MessageStatus(
        "m1",
        MessageState.REPLIED,
        null,
        List.of(
            new MessageStatus.Event(MessageState.RECEIVED, null, null, null),
            new MessageStatus.Event(MessageState.REPLIED, moved, null, null)),
        new MessageStatus.Reply(null, "已安排。", repliedAt),
        false,
        new MessageStatus.GivenRating(Rating.SATISFIED, null, ratedAt));
  }

  @Test
  void find_followedMessage_isHowFarItIsKnownToBe() {
    MessageReceipt receipt = submitted();
    follower.follow(receipt, "citizen-1");
    assertEquals(MessageState.RECEIVED, follower.find(receipt.messageId()).orElseThrow().status());

    sandbox.messageControls().reply(receipt.messageId(), "已安排。");
    follower.runOnce();

    assertEquals(MessageState.REPLIED, follower.find(receipt.messageId()).orElseThrow().status());
    assertTrue(follower.find("another").isEmpty());
  }

  @Test
  void start_messageThatMoves_isReportedByTheThread() throws InterruptedException {
    MessageReceipt receipt = submitted();
    follower.follow(receipt, "citizen-1");
    sandbox.messageControls().reply(receipt.messageId(), "已安排。");
    CountDownLatch replied = new CountDownLatch(1);

    try (MessageFollower working =
        MessageFollower.builder(gov, journal)
            .listener(event -> replied.countDown())
            .clock(sandbox.clock())
            .waits(Duration.ZERO, Duration.ZERO)
            .every(Duration.ofMillis(5))
            .build()) {
      working.start();
      assertTrue(replied.await(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void runOnce_notMovedFor90Days_isFollowedNoMore() {
    sandbox.messageControls().classifyOnly();
    MessageReceipt receipt = submitted();
    follower.follow(receipt, "citizen-1");
    sandbox.clock().advance(Duration.ofDays(92));

    follower.runOnce();

    assertEquals(0, follower.figures().unfinished());
  }

  private void listen() throws IOException {
    listen(sandbox, builder -> builder);
  }

  private void listen(GovSandbox to, UnaryOperator<CallbackReceiver.Builder> settings)
      throws IOException {
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
                    .handler(heard::add))
            .build();
    String path = "/" + to.account();
    listening.createContext(path, new CallbackHttpHandler(receiver));
    to.callbackControls()
        .deliverTo(URI.create("http://127.0.0.1:" + listening.getAddress().getPort() + path));
  }

  @Test
  void onCallback_anotherAccountsCallbackOfTheSameMessageId_isNotTaken() throws Exception {
    try (GovSandbox elsewhere = GovSandbox.start();
        GovClient other = elsewhere.clientBuilder().build()) {
      elsewhere.clock().set(NOON);
      listen(sandbox, builder -> builder.gateway(gov).platform(GovSandbox.PLATFORM));
      listen(elsewhere, builder -> builder.gateway(other).platform(GovSandbox.PLATFORM));
      MessageReceipt ours = submitted();
      MessageReceipt theirs =
          new MessageClient(other).submit(Message.to(XIHU, "别处的留言", "与此无关。").build());
      assertEquals(ours.messageId(), theirs.messageId());
      MessageFollower there = builder(other, elsewhere).build();
      follower.follow(ours, "citizen-1");
      there.follow(theirs, "citizen-2");
      elsewhere.messageControls().classify(theirs.messageId());
      elsewhere.callbackControls().deliver();
      Callback callback = heard.get(0);
      assertEquals(Optional.of(other.account()), callback.account());

      assertFalse(follower.onCallback(callback));

      assertEquals(List.of(), told());
      assertTrue(there.onCallback(callback));
      assertEquals(List.of("CLASSIFIED"), told());
      assertEquals(1, follower.figures().unfinished());
      follower.stopFollowing(ours.messageId());
      assertEquals(1, there.figures().unfinished());
    }
  }

  @Test
  void onCallback_callbackOfAnotherSourceThanBefore_isOnlyAReasonToAsk() throws Exception {
    try (GovSandbox elsewhere = GovSandbox.start();
        GovClient other = elsewhere.clientBuilder().build()) {
      elsewhere.clock().set(NOON);
      listen();
      listen(elsewhere, builder -> builder);
      MessageReceipt ours = submitted();
      MessageReceipt theirs =
          new MessageClient(other).submit(Message.to(XIHU, "别处的留言", "与此无关。").build());
      assertEquals(ours.messageId(), theirs.messageId());
      follower.follow(ours, "citizen-1");
      sandbox.messageControls().classify(ours.messageId());
      sandbox.callbackControls().deliver();
      follower.onCallback(heard.get(0));
      elsewhere.messageControls().reply(theirs.messageId(), "别处的答复。");
      elsewhere.callbackControls().deliver();

      heard.subList(1, heard.size()).forEach(callback -> assertTrue(follower.onCallback(callback)));

      assertEquals(List.of("CLASSIFIED"), told());
      sandbox.messageControls().reply(ours.messageId(), "已安排。");
      follower.runOnce();
      assertEquals(List.of("CLASSIFIED", "REPLIED"), told());
    }
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
    CategoryCache cache = new CategoryCache(client, Duration.ofHours(1), sandbox.clock());
    CategoryTree tree = cache.get();
    sandbox.faults().next("message.categories").resetBeforeWork();
    assertSame(tree, cache.get(), "not asked again");

    sandbox.clock().advance(Duration.ofHours(1));
    assertSame(tree, cache.get(), "the old one where none can be had");
    sandbox.faults().next("message.categories").resetBeforeWork();
    assertSame(tree, cache.get(), "nobody else waits for a gateway that is away");
    sandbox.clock().advance(Duration.ofMinutes(1));
    assertSame(tree, cache.get(), "asked again");
    sandbox.clock().advance(Duration.ofMinutes(1));
    assertSame(tree, cache.get(), "and of the same version");
    cache.expire();
    sandbox.faults().next("message.categories").resetBeforeWork();
    assertSame(tree, cache.get(), "asked, in vain");
    assertEquals(40, client.categories().categories().size(), "that fault is gone");
    cache.expire();
    assertSame(tree, cache.get());
    sandbox.faults().next("message.categories").resetBeforeWork();
    assertSame(tree, cache.get(), "and not asked for an hour after that");
    assertThrows(GovException.class, client::categories, "the fault is still there");
    CategoryCache other = new CategoryCache(gov);
    sandbox.faults().next("message.categories").resetBeforeWork();
    assertThrows(GovException.class, other::get);
    assertNotSame(tree, other.get());
    assertEquals(40, tree.categories().size());
  }
}
