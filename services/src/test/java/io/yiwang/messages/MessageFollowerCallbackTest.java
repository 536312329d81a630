package io.yiwang.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.callbacks.Callback;
import io.yiwang.testkit.GovSandbox;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessageFollowerCallbackTest extends FollowerFixture {
  @Test
  void onCallback_repeatedAndOutOfOrder_neverGoesBackwards() throws Exception {
    listen();
    MessageReceipt receipt = submitted();
    follower.follow(receipt, "citizen-1");
    sandbox.messageControls().reply(receipt.messageId(), "已安排。");
    sandbox.callbackControls().deliver();
    assertEquals(3, callbacks.size());

    assertTrue(follower.onCallback(callbacks.get(1)));
    assertTrue(follower.onCallback(callbacks.get(0)));
    assertTrue(follower.onCallback(callbacks.get(2)));
    assertTrue(follower.onCallback(callbacks.get(2)));
    follower.runOnce();

    assertEquals(List.of("FORWARDED", "REPLIED"), reported());
    follower.stopFollowing(receipt.messageId());
    assertFalse(follower.onCallback(callbacks.get(2)));
  }

  @Test
  void onCallback_olderThanAnAnswer_reportsNothing() throws Exception {
    listen();
    MessageReceipt receipt = submitted();
    follower.follow(receipt, "citizen-1");
    sandbox.messageControls().reply(receipt.messageId(), "已安排。");
    sandbox.callbackControls().deliver();
    sandbox.messageControls().publish(receipt.messageId());
    follower.runOnce();
    assertEquals(List.of("REPLIED"), reported());

    callbacks.forEach(follower::onCallback);
    follower.runOnce();

    assertEquals(List.of("REPLIED"), reported());
  }

  @Test
  void onCallback_listenerThrows_reportsTheNextDelivery() throws Exception {
    listen();
    MessageReceipt receipt = submitted();
    follower.follow(receipt, "citizen-1");
    sandbox.messageControls().classify(receipt.messageId());
    sandbox.callbackControls().deliver();
    failures.set(1);

    assertThrows(IllegalStateException.class, () -> follower.onCallback(callbacks.get(0)));
    assertTrue(follower.onCallback(callbacks.get(0)));

    assertEquals(List.of("CLASSIFIED"), reported());
  }

  @Test
  void onCallback_anotherAccountsMessageOfTheSameId_isIgnored() throws Exception {
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
      Callback callback = callbacks.get(0);
      assertEquals(Optional.of(other.account()), callback.account());

      assertFalse(follower.onCallback(callback));

      assertEquals(List.of(), reported());
      assertTrue(there.onCallback(callback));
      assertEquals(List.of("CLASSIFIED"), reported());
      assertEquals(1, follower.figures().unfinished());
      follower.stopFollowing(ours.messageId());
      assertEquals(1, there.figures().unfinished());
    }
  }

  @Test
  void onCallback_anotherSourceThanBefore_onlyMakesTheFollowerAsk() throws Exception {
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
      follower.onCallback(callbacks.get(0));
      elsewhere.messageControls().reply(theirs.messageId(), "别处的答复。");
      elsewhere.callbackControls().deliver();

      callbacks
          .subList(1, callbacks.size())
          .forEach(callback -> assertTrue(follower.onCallback(callback)));

      assertEquals(List.of("CLASSIFIED"), reported());
      sandbox.messageControls().reply(ours.messageId(), "已安排。");
      follower.runOnce();
      assertEquals(List.of("CLASSIFIED", "REPLIED"), reported());
    }
  }
}
