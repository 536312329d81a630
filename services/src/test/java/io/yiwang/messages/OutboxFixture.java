package io.yiwang.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.GovClient;
import io.yiwang.journal.Journal;
import io.yiwang.messages.OutboxMessage.State;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.MessageControls;
import io.yiwang.value.RegionCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Starts a sandbox and an outbox. */
abstract class OutboxFixture {
  static final RegionCode XIHU = new RegionCode("330106");

  @TempDir Path folder;

  final GovSandbox sandbox = GovSandbox.start();

  // No repeats: the faults of the tests must reach the outbox.
  final GovClient gov = sandbox.clientBuilder().maxAttempts(1).maxIdleConnections(0).build();

  Journal journal;

  MessageOutbox outbox;

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

  Journal journal() {
    return Journal.at(
        folder.resolve("outbox.db"),
        new AesGcmCipher("k1", "0123456789abcdef0123456789abcdef".getBytes(UTF_8)));
  }

  static Message message(String body) {
    return Message.to(XIHU, "标题", body).author(Author.of("王建国", "13800000000")).build();
  }

  OutboxMessage at(String id) {
    return outbox.find(id).orElseThrow();
  }

  /** Returns the texts of the messages that the sandbox has received. */
  List<String> received() {
    return sandbox.messageControls().received().stream()
        .map(MessageControls.Received::body)
        .toList();
  }

  /** Sends until nothing is due. */
  void send() {
    while (outbox.runOnce() > 0) {
      // More may be due.
    }
  }

  /** Sends until a message has a state: waits are by the database's clock, so time must pass. */
  void until(State state, String id) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (at(id).state() != state && System.nanoTime() < deadline) {
      send();
      Thread.onSpinWait();
    }
    assertEquals(state, at(id).state());
  }
}
