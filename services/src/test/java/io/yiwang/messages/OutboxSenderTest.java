package io.yiwang.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.Gateway;
import io.yiwang.GatewayErrors;
import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.ProblemMembers;
import io.yiwang.RejectedException;
import io.yiwang.WorkerListener;
import io.yiwang.journal.Journal;
import io.yiwang.messages.OutboxMessage.State;
import io.yiwang.testkit.MessageControls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OutboxSenderTest extends OutboxFixture {
  @Test
  void runOnce_answerLost_deliversOnce() throws InterruptedException {
    sandbox.faults().next("message.batch").answerLost();
    String id = outbox.submit(message("one"), "citizen-1");
    send();
    assertEquals(State.WAITING, at(id).state());

    until(State.DELIVERED, id);

    assertEquals(List.of("one"), received());
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
}
