package io.yiwang.internal;

import static io.yiwang.internal.ScriptedServer.hangUp;
import static io.yiwang.internal.ScriptedServer.signed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Content;
import io.yiwang.GovRequest;
import io.yiwang.NotSentException;
import io.yiwang.internal.TestPipe.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests files as the body of a command. */
class UploadTest {
  private static final byte[] BYTES = "a picture ".repeat(30_000).getBytes(UTF_8);

  @TempDir Path folder;
  private final TestPipe pipe = new TestPipe();

  @AfterEach
  void close() throws IOException {
    pipe.close();
  }

  private static GovRequest<Receipt> request(Content content) {
    return GovRequest.command("message.attach", "attachments", content, Receipt.class);
  }

  private Path file() throws IOException {
    return Files.write(folder.resolve("photo.png"), BYTES);
  }

  @Test
  void call_file_isSentUnchangedUnderItsSignedDigest() throws IOException {
    pipe.then(signed(pipe.gateway.answers(201, TestPipe.RECEIPT)));

    pipe.call(
        request(Content.of(file(), "image/png")).header("Igs-Filename", "%E7%85%A7%E7%89%87.png"));

    var received = pipe.received().get(0);
    assertArrayEquals(BYTES, received.body());
    assertEquals("image/png", received.header("content-type"));
    assertEquals(Answer.sha256(BYTES), received.header("content-digest"));
    assertEquals("%E7%85%A7%E7%89%87.png", received.header("igs-filename"));
    assertTrue(received.header("signature-input").contains("\"content-type\" \"content-digest\""));
    pipe.checked(0);
    assertEquals(BYTES.length, pipe.reports.get(0).bytesSent());
  }

  @Test
  void call_answerLost_sendsTheFileAgainUnderTheSameKey() throws IOException {
    pipe.then(hangUp(), signed(pipe.gateway.answers(201, TestPipe.RECEIPT)));

    pipe.call(request(Content.of(file(), "image/png")));

    assertArrayEquals(BYTES, pipe.received().get(1).body());
    assertEquals(
        pipe.received().get(0).header("idempotency-key"),
        pipe.received().get(1).header("idempotency-key"));
  }

  @Test
  void call_fileGone_isReportedBeforeAnythingIsSent() throws IOException {
    Path file = file();
    Content content = Content.of(file, "image/png");
    Files.delete(file);

    NotSentException e = assertThrows(NotSentException.class, () -> pipe.call(request(content)));

    assertEquals(NotSentException.Reason.UNWRITABLE_BODY, e.reason());
    assertTrue(pipe.received().isEmpty());
  }
}
