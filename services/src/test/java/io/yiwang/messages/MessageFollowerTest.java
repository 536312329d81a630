package io.yiwang.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.yiwang.WorkerListener;
import io.yiwang.journal.Journal;
import io.yiwang.messages.FollowedMessage.SameDay;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MessageFollowerTest extends FollowerFixture {
  @Test
  void runOnce_everyStep_isReportedOnce() {
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

    assertEquals(List.of("RECEIVED", "CLASSIFIED", "FORWARDED", "REPLIED", "CLOSED"), reported());
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

    assertEquals(List.of("RECEIVED", "CLASSIFIED"), reported());
  }

  @Test
  void runOnce_gatewayNotAvailable_asksAgainLater() {
    follower.follow(submitted(), "citizen-1");
    sandbox.faults().next("message.status").resetBeforeWork();
    assertEquals(0, follower.runOnce());
    assertEquals(List.of(), reported());

    follower.runOnce();
    assertEquals(List.of("RECEIVED"), reported());
  }

  @Test
  void runOnce_wrongQueryCode_isReportedAsLostAndNoLongerFollowed() {
    MessageReceipt real = submitted();
    follower.follow(
        new MessageReceipt(real.messageId(), "WRONG234", real.receivedAt(), real.dueAt()), "c");

    follower.runOnce();

    assertEquals(List.of("Lost"), reported());
    assertEquals(0, follower.runOnce());
  }

  @Test
  void stopFollowing_message_isNoLongerFollowed() {
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
    assertEquals(List.of("RECEIVED"), reported());

    sandbox.clock().set(Instant.parse("2026-11-02T16:04:59Z"));
    follower.runOnce();
    assertEquals(List.of("RECEIVED"), reported(), "the day may not be over by the gateway's clock");
    assertEquals(Map.of(receipt.messageId(), SameDay.STILL_TIME), notClassified());
    sandbox.clock().set(Instant.parse("2026-11-02T16:05:00Z"));
    assertEquals(Map.of(receipt.messageId(), SameDay.UNKNOWN), notClassified());
    follower.runOnce();
    follower.runOnce();

    assertEquals(List.of("RECEIVED", "Late"), reported());
    MessageEvent.Late late = (MessageEvent.Late) events.get(1);
    assertEquals(OffsetDateTime.parse("2026-11-03T00:00:00+08:00"), late.deadline());
    assertEquals(receipt.receivedAt(), late.receivedAt());
    assertEquals(Map.of(receipt.messageId(), SameDay.NOT_CLASSIFIED), notClassified());
    sandbox.messageControls().classify(receipt.messageId());
    sandbox.messageControls().close(receipt.messageId());
    follower.runOnce();
    assertEquals(List.of("RECEIVED", "Late", "CLOSED"), reported());
    assertEquals(
        Map.of(receipt.messageId(), SameDay.LATE),
        notClassified(),
        "it stays in the list of its day");
  }

  private Map<String, SameDay> notClassified() {
    Map<String, SameDay> found = new TreeMap<>();
    follower.notClassified(
        LocalDate.parse("2026-11-02"),
        each -> found.put(each.messageId(), each.sameDay(sandbox.clock().instant())));
    follower.notClassified(
        LocalDate.parse("2026-11-03"),
        each -> fail("received on another day: " + each.messageId()));
    return found;
  }

  @Test
  void runOnce_classifiedLate_isJudgedByTheTimeline() {
    MessageReceipt inTime = submitted();
    follower.follow(inTime, "citizen-1");
    sandbox.clock().advance(Duration.ofHours(9));
    sandbox.messageControls().leaveUnclassified();
    MessageReceipt tooLate = submitted();
    follower.follow(tooLate, "citizen-2");
    sandbox.clock().advance(Duration.ofDays(1));
    sandbox.messageControls().classify(tooLate.messageId());

    follower.runOnce();

    assertEquals(1, events.stream().filter(each -> each instanceof MessageEvent.Late).count());
    assertTrue(
        events.stream()
            .anyMatch(
                each ->
                    each instanceof MessageEvent.Late
                        && each.messageId().equals(tooLate.messageId())));
  }

  @Test
  void runOnce_listenerThrows_reportsThatEventAgainAndTheOthers() {
    follower.follow(submitted(), "citizen-1");
    follower.follow(submitted(), "citizen-2");
    failures.set(1);

    List<WorkerListener.ApplicationFailed> failed = new ArrayList<>();
    MessageFollower failing =
        builder(gov, sandbox)
            .listener(
                new FollowerListener() {
                  @Override
                  public void event(MessageEvent event) {
                    onEvent(event);
                  }

                  @Override
                  public void applicationFailed(ApplicationFailed failure) {
                    failed.add(failure);
                  }
                })
            .build();

    assertEquals(2, failing.runOnce());
    assertEquals(
        List.of("RECEIVED"), reported(), "the event of the other message, in the same round");
    failing.runOnce();

    assertEquals(List.of("RECEIVED", "RECEIVED"), reported());
    assertEquals(1, failed.size());
    assertEquals("not now", failed.get(0).cause().getMessage());
    assertEquals(2, failing.figures().done().get("events"));
    assertEquals(0, failing.figures().failedRounds());
  }

  @Test
  void runOnce_rateLimited_asksNothingUntilTheTimeOfTheGateway() {
    follower.follow(submitted(), "citizen-1");
    follower.follow(submitted(), "citizen-2");
    sandbox.faults().next("message.status").rateLimited(Duration.ofMinutes(10));

    assertEquals(0, follower.runOnce());
    assertEquals(0, follower.runOnce());
    assertEquals(List.of(), reported());
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

    assertEquals(List.of("REPLIED", "REPLIED"), reported());
  }

  @Test
  void find_followedMessage_hasTheNewestKnownStatus() {
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
  void runOnce_notMovedFor90Days_isNoLongerFollowed() {
    sandbox.messageControls().classifyOnly();
    MessageReceipt receipt = submitted();
    follower.follow(receipt, "citizen-1");
    sandbox.clock().advance(Duration.ofDays(92));

    follower.runOnce();

    assertEquals(0, follower.figures().unfinished());
  }

  @Test
  void follow_journalWithoutCipher_isRefused() {
    MessageReceipt receipt = submitted();
    try (Journal plain = Journal.at(folder.resolve("plain.db"))) {
      MessageFollower open = new MessageFollower(gov, plain, events::add);
      assertThrows(IllegalArgumentException.class, () -> open.follow(receipt, "citizen-1"));
    }
  }
}
