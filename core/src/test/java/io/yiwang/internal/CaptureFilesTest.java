package io.yiwang.internal;

import static io.yiwang.internal.ScriptedServer.reply;
import static io.yiwang.internal.ScriptedServer.signed;
import static io.yiwang.internal.TestPipe.COMMAND;
import static io.yiwang.internal.TestPipe.QUERY;
import static io.yiwang.internal.TestPipe.RECEIPT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.yiwang.ExchangeCapture;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.internal.TestPipe.Receipt;
import io.yiwang.value.AccessToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class CaptureFilesTest {
  @TempDir Path folder;
  private final TestPipe pipe = new TestPipe().maxAttempts(1);

  @AfterEach
  void close() throws IOException {
    pipe.close();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private void answers() {
    pipe.then(signed(pipe.gateway.answers(200, RECEIPT)));
  }

  @Test
  void write_personalDataAndCredentials_areLeftOut() throws IOException {
    pipe.capture(ExchangeCapture.ofAll(folder, 1));
    pipe.then(
        signed(
            pipe.gateway
                .answers(200, "{\"id\":\"PRIVATE\"}")
                .header("set-cookie", "PRIVATE=1")
                .header("igs-captured-digest", "PRIVATE")
                .header("x-anything", "PRIVATE")));

    pipe.call(
        QUERY
            .bearer(new AccessToken("PRIVATE"))
            .parameter("queryCode", "PRIVATE")
            .parameter("limit", 1)
            .parameter("text", "PRIVATE"));

    String text = Files.readString(files().get(0));
    assertFalse(text.contains("PRIVATE"), text);
    assertTrue(
        text.startsWith("GET /igs/v1/payments/p-1?queryCode=masked&limit=1&text=masked HTTP/1.1"),
        text);
    assertTrue(text.contains("authorization: masked\r\n"));
    assertTrue(text.contains("set-cookie: masked\r\n"));
    assertTrue(text.contains("x-anything: masked\r\n"));
    assertTrue(text.contains("signature: igs=" + pipe.received().get(0).signature()));
    assertTrue(text.contains("igs-captured-digest: sha-256=:"));
  }

  /** Checks parameters of another wire format, and characters that would act on a terminal. */
  @Test
  void write_unknownParameters_areLeftOut() throws IOException {
    pipe.capture(ExchangeCapture.ofAll(folder, 1));
    pipe.then(
        signed(pipe.gateway.answers(200, RECEIPT).header("server", "a\u009b2Jb\u0085c\u202ed")));

    pipe.call(
        QUERY
            .parameter("idNumber", "PRIVATE")
            .parameter("name", "\u5f20PRIVATE=&PRIVATE")
            .parameter("orderNo", "o-1")
            .parameter("PHONE", "PRIVATE"));

    String text = Files.readString(files().get(0));
    assertFalse(text.contains("PRIVATE"), text);
    assertTrue(
        text.contains("?idNumber=masked&name=masked&orderNo=o-1&PHONE=masked HTTP/1.1"), text);
    assertFalse(
        text.codePoints()
            .anyMatch(c -> c != '\r' && c != '\n' && Character.getType(c) == Character.CONTROL));
    assertFalse(text.contains("\u202e"));
  }

  @Test
  void write_ofFailures_writesOnlyUntrustedAnd401() throws IOException {
    pipe.capture(ExchangeCapture.ofFailures(folder, 10));
    answers();
    pipe.call(QUERY);
    pipe.then(signed(pipe.gateway.refuses(404, "PAYMENT_UNKNOWN")));
    assertThrows(RejectedException.class, () -> pipe.call(QUERY));
    assertEquals(List.of(), files());

    pipe.then(signed(pipe.gateway.refuses(401, "SIGNATURE_INVALID")));
    assertThrows(RejectedException.class, () -> pipe.call(QUERY));

    assertEquals(List.of(folder.resolve(pipe.requestId + "-1.http")), files());
    assertTrue(Files.readString(files().get(0)).contains("----- answer -----\r\nHTTP/1.1 401"));
  }

  @Test
  void write_proxysAnswer_leavesOutItsBody() throws IOException {
    pipe.capture(ExchangeCapture.ofFailures(folder, 10));
    pipe.then(reply(pipe.gateway.answers(502, "<html>PRIVATE").unsigned()));

    assertThrows(OutcomeUnknownException.class, () -> pipe.call(COMMAND));

    String text = Files.readString(files().get(0));
    assertTrue(text.contains("HTTP/1.1 502"));
    assertFalse(text.contains("PRIVATE"));
  }

  @Test
  void write_missingFolder_isLoggedWithItsCauseAndTheCallSucceeds() throws IOException {
    Logger logger = (Logger) LoggerFactory.getLogger(CaptureFiles.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.list = new CopyOnWriteArrayList<>();
    lines.start();
    logger.setLevel(Level.WARN);
    logger.addAppender(lines);
    Path gone = Files.createDirectory(folder.resolve("gone"));
    pipe.capture(ExchangeCapture.ofAll(gone, 1));
    Files.delete(gone);
    answers();
    try {
      pipe.call(QUERY);
    } finally {
      logger.detachAppender(lines);
      logger.setLevel(null);
    }

    assertTrue(
        lines.list.stream()
            .anyMatch(
                line ->
                    line.getThrowableProxy() != null
                        && line.getThrowableProxy()
                            .getClassName()
                            .equals(NoSuchFileException.class.getName())),
        lines.list::toString);
  }

  @Test
  void write_moreThanTheLimit_isNotWritten() throws IOException {
    pipe.capture(ExchangeCapture.ofAll(folder, 1));
    answers();
    answers();
    pipe.call(QUERY);
    pipe.call(QUERY);

    assertEquals(1, files().size());
  }

  /** Checks that a missing folder does not make a payment fail. */
  @Test
  void write_fileThatCannotBeWritten_doesNotDisturbTheCall() {
    pipe.capture(ExchangeCapture.ofAll(folder.resolve("none"), 5));
    answers();

    assertEquals(new Receipt("p-1", null), pipe.call(COMMAND));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void write_file_isReadableByItsOwnerOnly() throws IOException {
    pipe.capture(ExchangeCapture.ofAll(folder, 1).withBodies());
    answers();
    pipe.call(COMMAND);

    assertTrue(Files.readString(files().get(0)).contains("{\"orderNo\":\"o-1\",\"amount\":15000}"));
    assertEquals(
        PosixFilePermissions.fromString("rw-------"),
        Files.getPosixFilePermissions(files().get(0)));
  }
}
