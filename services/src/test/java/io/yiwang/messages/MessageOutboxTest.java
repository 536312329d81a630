package io.yiwang.messages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GatewayErrors;
import io.yiwang.GovClient;
import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.ProblemMembers;
import io.yiwang.RejectedException;
import io.yiwang.WorkerFigures;
import io.yiwang.WorkerListener;
import io.yiwang.journal.Journal;
import io.yiwang.messages.OutboxMessage.State;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.MessageControls;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class MessageOutboxTest {
  private static final RegionCode XIHU = new RegionCode("330106");

  /** Rare Han characters, an emoji of several parts, blanks at both ends, right-to-left text. */
  private static final String ODD = "  𠮷野 👨‍👩‍👧 שלום \u200f\n ";

  @TempDir Path folder;
  private final GovSandbox sandbox = GovSandbox.start();
  // No repeats: the faults of the tests must reach the outbox.
  private final GovClient gov =
      sandbox.clientBuilder().maxAttempts(1).maxIdleConnections(0).build();
  private Journal journal;
  private MessageOutbox outbox;

  @BeforeEach
  void open() {
    journal = journal();
    outbox = MessageOutbox.builder(gov, journal).clock(sandbox.clock()).build();
  }

  @AfterEach
  void close() {
    journal.close();
    gov.close();
    sandbox.close();
  }

  private Journal journal() {
    return Journal.at(
        folder.resolve("outbox.db"),
        new AesGcmCipher("k1", "0123456789abcdef0123456789abcdef".getBytes(UTF_8)));
  }

  private static Message message(String body) {
    return Message.to(XIHU, "标题", body).author(Author.of("王建国", "13800000000")).build();
  }

  private OutboxMessage at(String id) {
    return outbox.find(id).orElseThrow();
  }

  /** Returns the texts of the messages that the sandbox has received. */
  private List<String> received() {
    return sandbox.messageControls().received().stream()
        .map(MessageControls.Received::body)
        .toList();
  }

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

  /** Sends until nothing is due. */
  private void send() {
    while (outbox.runOnce() > 0) {
      // More may be due.
    }
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
  void runOnce_answerLost_deliversOnce() throws InterruptedException {
    sandbox.faults().next("message.batch").answerLost();
    String id = outbox.submit(message("one"), "citizen-1");
    send();
    assertEquals(State.WAITING, at(id).state());

    until(State.DELIVERED, id);

    assertEquals(List.of("one"), received());
  }

  /** Sends until a message has a state: waits are by the database's clock, so time must pass. */
  private void until(State state, String id) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (at(id).state() != state && System.nanoTime() < deadline) {
      send();
      Thread.onSpinWait();
    }
    assertEquals(state, at(id).state());
  }

  @Test
  void runOnce_oneRefusedInABatch_deliversTheOthersAndKeepsItForCorrection() {
    List<String> ids = new ArrayList<>();
    for (String body : List.of("a", MessageControls.REFUSED_WORD, "c")) {
      ids.add(outbox.submit(message(body), "citizen-1"));
    }

    send();

    assertEquals(Set.of("a", "c"), Set.copyOf(received()));
    List<OutboxMessage> refused = new ArrayList<>();
    outbox.refused(refused::add);
    assertEquals(List.of(ids.get(1)), refused.stream().map(OutboxMessage::id).toList());
    assertEquals("CONTENT_REFUSED", refused.get(0).refusal().code());
    assertEquals(1L, outbox.figures().waiting(MessageOutbox.MESSAGES).byState().get("REFUSED"));

    String corrected = outbox.replace(ids.get(1), message("b"), "citizen-1");
    send();

    assertEquals(State.DELIVERED, at(corrected).state());
    assertEquals(State.REPLACED, at(ids.get(1)).state());
    assertEquals(Set.of("a", "b", "c"), Set.copyOf(received()));
    assertThrows(
        IllegalStateException.class, () -> outbox.replace(ids.get(1), message("b"), "citizen-1"));
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
  void runOnce_rateLimited_waitsUntilTheTimeOfTheGateway() {
    sandbox.faults().next("message.batch").rateLimited(Duration.ofMinutes(10));
    String id = outbox.submit(message("a"), "citizen-1");

    send();
    send();

    assertEquals(State.WAITING, at(id).state());
    assertEquals(List.of(), received());
  }

  /** Returns a gateway that rejects batches with a certain message as a whole. */
  private Gateway rejecting(String word) {
    return new Gateway() {
      @Override
      public <T> T call(GovRequest<T> request) {
        if (request.body() instanceof MessageBatch batch
            && batch.messages().stream().anyMatch(each -> each.message().body().equals(word))) {
          throw GatewayErrors.rejected(
              new GovException.Call(request.operation(), "r1", 1),
              new RejectedException.Problem(
                  422, "CONTENT_REFUSED", null, null, null, List.of(), null),
              NO_MEMBERS);
        }
        return gov.call(request);
      }

      @Override
      public String account() {
        return gov.account();
      }
    };
  }

  private static final ProblemMembers NO_MEMBERS =
      new ProblemMembers() {
        @Override
        public <M> @Nullable M read(String name, Class<M> type) {
          return null;
        }
      };

  @Test
  void runOnce_batchRejectedAsAWhole_sendsEachMessageOnItsOwn() {
    outbox = MessageOutbox.builder(rejecting("坏"), journal).clock(sandbox.clock()).build();
    String first = outbox.submit(message("一"), "citizen-1");
    String bad = outbox.submit(message("坏"), "citizen-2");
    String last = outbox.submit(message("二"), "citizen-3");

    send();

    assertEquals(State.DELIVERED, at(first).state());
    assertEquals(State.REFUSED, at(bad).state());
    assertEquals(State.DELIVERED, at(last).state());
    assertEquals(Set.of("一", "二"), Set.copyOf(received()));
  }

  @Test
  void runOnce_largeMessages_areSplitIntoSeveralBatches() {
    for (int i = 0; i < 60; i++) {
      outbox.submit(message(i + "字".repeat(1_990)), "citizen-1");
    }

    send();

    assertEquals(60, Set.copyOf(received()).size());
    assertEquals(60, received().size());
  }

  @Test
  void runOnce_closedCampaign_isRefusedWithItsPeriod() {
    String id =
        outbox.submit(Message.to(XIHU, "标题", "晚了").campaign("premier-2017").build(), "citizen-1");

    send();

    OutboxMessage late = at(id);
    assertEquals(State.REFUSED, late.state());
    assertEquals("CAMPAIGN_CLOSED", late.refusal().code());
    assertNotNull(late.refusal().closesAt());
  }

  @Test
  @Tag("proof")
  void runOnce_manyNodesAndFaults_deliverEachMessageOnce() throws Exception {
    Set<String> written = new TreeSet<>();
    for (int i = 0; i < 300; i++) {
      written.add("text " + i);
      outbox.submit(message("text " + i), "citizen-" + i);
    }
    for (int i = 0; i < 3; i++) {
      sandbox.faults().next("message.batch").answerLost();
      sandbox.faults().next("message.batch").resetAfterWork();
    }
    ExecutorService nodes = Executors.newFixedThreadPool(3);
    List<Future<?>> all = new ArrayList<>();
    for (int node = 0; node < 3; node++) {
      all.add(
          nodes.submit(
              () -> {
                try (Journal own = journal()) {
                  MessageOutbox here =
                      MessageOutbox.builder(gov, own).clock(sandbox.clock()).build();
                  while (here.figures()
                          .waiting(MessageOutbox.MESSAGES)
                          .byState()
                          .getOrDefault("WAITING", 0L)
                      > 0) {
                    here.runOnce();
                  }
                }
              }));
    }
    for (Future<?> each : all) {
      each.get();
    }
    nodes.shutdown();

    assertEquals(written, received().stream().collect(Collectors.toCollection(TreeSet::new)));
    assertEquals(300, received().size());
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
  void runOnce_listenerThrows_isNotifiedAndNothingElseFails() {
    List<String> notified = new ArrayList<>();
    List<WorkerListener.ApplicationFailed> failed = new ArrayList<>();
    MessageOutbox notifying =
        MessageOutbox.builder(gov, journal)
            .listener(
                new OutboxListener() {
                  @Override
                  public void delivered(String id, MessageReceipt receipt) {
                    notified.add(id);
                    throw new IllegalStateException("no room");
                  }

                  @Override
                  public void refused(String id, OutboxMessage.Refusal refusal) {
                    notified.add(id + " " + refusal.code());
                  }

                  @Override
                  public void applicationFailed(ApplicationFailed failure) {
                    failed.add(failure);
                  }
                })
            .build();
    notifying.submit("a", message("好"), "citizen-1");
    notifying.submit("b", message(MessageControls.REFUSED_WORD), "citizen-2");

    assertEquals(2, notifying.runOnce());

    String code = notifying.find("b").orElseThrow().refusal().code();
    assertEquals(Set.of("a", "b " + code), Set.copyOf(notified));
    assertEquals("OutboxListener.delivered", failed.get(0).method());
    assertEquals("no room", failed.get(0).cause().getMessage());
    assertEquals(OutboxMessage.State.DELIVERED, notifying.find("a").orElseThrow().state());
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
