package io.yiwang.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.Gateway;
import io.yiwang.GatewayErrors;
import io.yiwang.GovException.Call;
import io.yiwang.GovRequest;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.RecordingGateway;
import io.yiwang.journal.Journal;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.RegionCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageOutboxKeyTest {
  @TempDir Path folder;

  /** A message that one process has sent, and another one repeats, must arrive once. */
  @Test
  void runOnce_message_hasTheSameKeyInEveryProcess() {
    RecordingGateway gateway =
        new RecordingGateway()
            .answers(
                GatewayErrors.outcomeUnknown(
                    new Call("message.batch", "r-1", 1),
                    OutcomeUnknownException.Reason.NO_ANSWER,
                    "the connection broke",
                    null,
                    null,
                    null));
    try (Journal journal =
        Journal.at(
            folder.resolve("outbox.db"),
            new AesGcmCipher("k1", "0123456789abcdef0123456789abcdef".getBytes(UTF_8)))) {
      MessageOutbox outbox =
          MessageOutbox.builder(Gateway.of("zhejiang", gateway), journal).build();
      outbox.submit("m-1", Message.to(new RegionCode("330106"), "t", "b").build(), "citizen-1");

      outbox.runOnce();
    }

    GovRequest<?> request = gateway.request();
    assertEquals(
        List.of(new IdempotencyKey("_OesxmG8Ur2r_q6u8LH0DWJtpoGarm2c")),
        ((MessageBatch) request.body()).messages().stream().map(MessageBatch.Entry::key).toList());
  }
}
