package io.yiwang.messages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.WorkerFigures;
import io.yiwang.journal.Journal;
import io.yiwang.messages.OutboxMessage.State;
import io.yiwang.testkit.MessageControls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MessageOutboxTest extends OutboxFixture {
  /** Rare Han characters, an emoji of several parts, blanks at both ends, right-to-left text. */
  private static final String ODD = "  𠮷野 👨‍👩‍👧 שלום \u200f\n ";

  private boolean onDisk(String text) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (new String(Files.readAllBytes(file), ISO_8859_1)
            .contains(new String(text.getBytes(UTF_8), ISO_8859_1))) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void runOnce_unusualText_arrivesUnchangedAndIsErasedHere() throws IOException {
    String id = outbox.submit(message(ODD + "SECRET"), "citizen-1");
    assertEquals(State.WAITING, at(id).state());
    assertFalse(onDisk("SECRET"), "encrypted at rest");

    send();

    assertEquals(List.of(ODD + "SECRET"), received());
    OutboxMessage delivered = at(id);
    assertEquals(State.DELIVERED, delivered.state());
    MessageReceipt receipt = delivered.receipt();
    assertNotNull(receipt);
    assertFalse(onDisk(receipt.queryCode()), "the citizen's secret");
    assertNotNull(new MessageClient(gov).status(receipt.messageId(), receipt.queryCode()));
    assertEquals(0, outbox.runOnce());
  }

  @Test
  void submit_sameIdTwice_isOneMessage() {
    outbox.submit("m-1", message("one"), "citizen-1");
    outbox.submit("m-1", message("one"), "citizen-1");

    send();

    assertEquals(List.of("one"), received());
  }

  @Test
  void runOnce_afterARestart_sendsWhatIsOnDisk() {
    String id = outbox.submit(message("one"), "citizen-1");
    journal.close();
    open();

    send();

    assertEquals(State.DELIVERED, at(id).state());
    assertEquals(List.of("one"), received());
  }

  @Test
  void replace_waitingMessage_isRefusedAndDoesNotDelayIt() {
    String id = outbox.submit(message("a"), "citizen-1");

    assertThrows(IllegalStateException.class, () -> outbox.replace(id, message("b"), "citizen-1"));
    send();

    assertEquals(List.of("a"), received());
  }

  @Test
  void discard_refusedMessage_erasesIt() {
    String id = outbox.submit(message(MessageControls.REFUSED_WORD), "citizen-1");
    send();

    outbox.discard(id);

    outbox.refused(each -> assertNull(each, "there is a refused message"));
  }

  @Test
  void runOnce_largeMessages_areSplitIntoSeveralBatches() {
    for (int i = 0; i < 60; i++) {
      outbox.submit(message(i + "字".repeat(1_990)), "citizen-1");
    }

    send();

    assertEquals(60, Set.copyOf(received()).size());
    assertEquals(60, received().size());
    assertEquals(2, sandbox.requests().of("message.batch").list().size());
  }

  @Test
  void waits_tooShortOrOutOfOrder_areRefused() {
    MessageOutbox.Builder builder = MessageOutbox.builder(gov, journal);

    assertThrows(
        IllegalArgumentException.class,
        () -> builder.waits(Duration.ofMillis(1), Duration.ofSeconds(1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> builder.waits(Duration.ofMillis(3), Duration.ofMillis(2)));
    assertEquals(builder, builder.waits(Duration.ofMillis(2), Duration.ofMillis(2)));
  }

  @Test
  void runOnce_outcomeUnknownForSixDays_isRefused() throws InterruptedException {
    sandbox.faults().next("message.batch").resetAfterWork();
    String id = outbox.submit(message("a"), "citizen-1");
    send();
    Clock later = Clock.offset(sandbox.clock(), Duration.ofDays(7));
    outbox = MessageOutbox.builder(gov, journal).clock(later).build();

    until(State.REFUSED, id);

    assertEquals(MessageOutbox.OUTCOME_UNKNOWN, at(id).refusal().code());
    assertEquals(List.of("a"), received());
  }

  @Test
  void erase_citizen_erasesTheReceipt() {
    String id = outbox.submit(message("a"), "citizen-1");
    send();

    journal.erase("citizen-1");

    assertEquals(State.DELIVERED, at(id).state());
    assertNull(at(id).receipt());
  }

  @Test
  void submit_withoutACipher_isRefused() {
    try (Journal plain = Journal.at(folder.resolve("plain.db"))) {
      MessageOutbox without = new MessageOutbox(gov, plain);
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class, () -> without.submit(message("a"), "citizen"));
      assertTrue(String.valueOf(e.getMessage()).contains("no key to encrypt it with"));
    }
  }

  @Test
  void runOnce_manyMessagesOfOneCampaign_doNotDelayOthers() {
    for (int i = 0; i < 300; i++) {
      outbox.submit(
          Message.to(XIHU, "标题", "洪水" + i).campaign("open-voices").build(), "citizen-" + i);
    }
    for (int i = 0; i < 10; i++) {
      outbox.submit(
          Message.to(XIHU, "标题", "停车" + i).campaign("parking-ideas").build(), "citizen-" + i);
    }
    outbox.submit(message("没有活动"), "citizen-1");

    assertEquals(100, outbox.runOnce());

    List<String> arrived = received();
    assertEquals(10, arrived.stream().filter(body -> body.startsWith("停车")).count());
    assertTrue(arrived.contains("没有活动"));
    assertEquals(89, arrived.stream().filter(body -> body.startsWith("洪水")).count());
    // The oldest messages are sent first.
    assertTrue(arrived.contains("洪水0") && !arrived.contains("洪水299"));
  }

  @Test
  void figures_afterARound_countWhatIsDoneAndLeft() {
    outbox.submit("a", message("好"), "citizen-1");
    outbox.submit("a", message("好"), "citizen-1");
    outbox.submit("b", message(MessageControls.REFUSED_WORD), "citizen-2");

    outbox.runOnce();

    WorkerFigures figures = outbox.figures();
    assertEquals(
        Map.of("taken", 2L, "delivered", 1L, "refused", 1L, "deferred", 0L), figures.done());
    assertEquals(Map.of("REFUSED", 1L), figures.waiting(MessageOutbox.MESSAGES).byState());
    assertEquals(1, figures.interventionRequired());
  }

  @Test
  @Timeout(30)
  void start_everyFewMilliseconds_deliversWhatIsSubmittedLater() throws InterruptedException {
    CountDownLatch delivered = new CountDownLatch(1);
    try (MessageOutbox started =
        MessageOutbox.builder(gov, journal)
            .every(Duration.ofMillis(5))
            .listener(
                new OutboxListener() {
                  @Override
                  public void delivered(String id, MessageReceipt receipt) {
                    delivered.countDown();
                  }
                })
            .build()) {
      started.start();
      started.submit("a", message("好"), "citizen-1");

      assertTrue(delivered.await(20, TimeUnit.SECONDS));
    }
  }
}
