package io.yiwang.internal;

import static io.yiwang.internal.ScriptedServer.hangUp;
import static io.yiwang.internal.ScriptedServer.reply;
import static io.yiwang.internal.ScriptedServer.signed;
import static io.yiwang.internal.TestPipe.COMMAND;
import static io.yiwang.internal.TestPipe.QUERY;
import static io.yiwang.internal.TestPipe.RECEIPT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.yiwang.CallListener.Outcome;
import io.yiwang.CallListener.Report;
import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.internal.ScriptedServer.Step;
import io.yiwang.internal.TestPipe.Receipt;
import io.yiwang.value.AccessToken;
import io.yiwang.value.IdempotencyKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Tests what is reported of a call, and what is not. */
class CallRecordTest {
  private static final String SECRET = "SECRET-110101199003070000";

  private final TestPipe pipe = new TestPipe();
  private final TestGateway gateway = pipe.gateway;
  private final Logger log = (Logger) LoggerFactory.getLogger("io.yiwang");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  /** Identifies this test's log lines, since other tests log at the same time. */
  CallRecordTest() {
    lines.list = new CopyOnWriteArrayList<>();
  }

  @BeforeEach
  void listen() {
    log.setLevel(Level.TRACE);
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void close() throws IOException {
    log.detachAppender(lines);
    pipe.close();
  }

  private List<ILoggingEvent> ours() {
    return lines.list.stream()
        .filter(line -> line.getFormattedMessage().contains(pipe.requestId))
        .toList();
  }

  private String line() {
    List<ILoggingEvent> ours = ours();
    assertEquals(1, ours.size(), "one line a call");
    assertEquals(Level.DEBUG, ours.get(0).getLevel());
    assertEquals("io.yiwang.GovClient", ours.get(0).getLoggerName());
    assertNull(ours.get(0).getThrowableProxy());
    return ours.get(0).getFormattedMessage();
  }

  private Report report() {
    assertEquals(1, pipe.reports.size(), "one report a call");
    return pipe.reports.get(0);
  }

  private Step slowly(Step step) {
    return (request, socket) -> {
      pipe.sleeper.advance(Duration.ofMillis(83));
      return step.serve(request, socket);
    };
  }

  @Test
  void ended_answer_isReported() {
    pipe.then(slowly(signed(gateway.answers(201, RECEIPT))));

    pipe.call(COMMAND);

    assertEquals(
        new Report(
            "fine.hold",
            pipe.requestId,
            Outcome.ANSWERED,
            201,
            null,
            1,
            32,
            RECEIPT.length(),
            Duration.ofMillis(83)),
        report());
    assertEquals("fine.hold 201 in 83 ms [requestId=" + pipe.requestId + "]", line());
  }

  @Test
  void ended_answerAfterRepeats_countsAttemptsBytesAndWaits() {
    Answer no = gateway.refuses(429, "RATE_LIMITED").header("retry-after", "2");
    pipe.then(slowly(signed(no)), slowly(signed(gateway.answers(200, RECEIPT))));

    pipe.call(COMMAND);

    assertEquals(
        new Report(
            "fine.hold",
            pipe.requestId,
            Outcome.ANSWERED,
            200,
            null,
            2,
            64,
            no.to("").body().length + RECEIPT.length(),
            Duration.ofMillis(2166)),
        report());
    assertEquals("fine.hold 200 in 2166 ms [requestId=" + pipe.requestId + "]", line());
  }

  @Test
  void ended_rejection_reportsStatusAndCode() {
    pipe.then(signed(gateway.refuses(404, "PAYMENT_UNKNOWN")));

    assertThrows(GovException.class, () -> pipe.call(QUERY));

    assertEquals(Outcome.REJECTED, report().outcome());
    assertEquals(404, report().status());
    assertEquals("PAYMENT_UNKNOWN", report().code());
    assertEquals(0, report().bytesSent());
    assertEquals("fine.payment REJECTED in 0 ms [requestId=" + pipe.requestId + "]", line());
  }

  @Test
  void ended_noAnswer_reportsNoStatus() {
    pipe.maxAttempts(1).then(hangUp());

    assertThrows(GovException.class, () -> pipe.call(COMMAND));

    assertEquals(
        new Report(
            "fine.hold", pipe.requestId, Outcome.UNKNOWN, null, null, 1, 32, 0, Duration.ZERO),
        report());
    assertEquals("fine.hold UNKNOWN in 0 ms [requestId=" + pipe.requestId + "]", line());
  }

  @Test
  void ended_untrustedAnswer_reportsNoStatus() {
    pipe.then(reply(gateway.answers(200, RECEIPT).unsigned()));

    assertThrows(GovException.class, () -> pipe.call(COMMAND));

    assertNull(report().status(), "nobody has vouched for it");
    assertEquals(RECEIPT.length(), report().bytesReceived());
  }

  @Test
  void ended_unreadableOrOversizedAnswer_reportsItsStatus() {
    pipe.then(
        signed(gateway.answers(200, "{}")),
        signed(gateway.answers(201, " ".repeat(1 << 17)).gzip()));

    assertThrows(GovException.class, () -> pipe.call(COMMAND));
    assertThrows(GovException.class, () -> pipe.call(COMMAND));

    assertEquals(200, pipe.reports.get(0).status());
    assertEquals(201, pipe.reports.get(1).status());
    assertEquals(Outcome.UNKNOWN, pipe.reports.get(1).outcome());
  }

  @Test
  void ended_notSent_reportsNoAttempt() {
    assertThrows(
        GovException.class,
        () -> pipe.call(GovRequest.command("a.b", "x", "x".repeat(1 << 20), Receipt.class)));

    assertEquals(
        new Report("a.b", pipe.requestId, Outcome.NOT_SENT, null, null, 0, 0, 0, Duration.ZERO),
        report());
    assertEquals("a.b NOT_SENT in 0 ms [requestId=" + pipe.requestId + "]", line());
  }

  @Test
  void ended_listenerFails_doesNotFailTheCall() {
    pipe.listener(
            report -> {
              throw new IllegalStateException(SECRET);
            })
        .then(signed(gateway.answers(200, RECEIPT)));

    assertEquals(new Receipt("p-1", null), pipe.call(COMMAND));

    assertTrue(
        lines.list.stream()
            .anyMatch(
                line ->
                    line.getFormattedMessage().equals("the call listener threw")
                        && line.getThrowableProxy() != null));
    assertNothingSecret(lines.list.toString());
  }

  private static void assertNothingSecret(String text) {
    assertFalse(text.contains("SECRET"), text);
  }

  /** Checks every way in which a call can end, with a secret in every part that can hold one. */
  @Test
  void ended_always_revealsNoPathQueryHeaderOrBody() {
    GovRequest<Receipt> request =
        GovRequest.command(
                "fine.hold", "payments/{id}", new TestPipe.Order(SECRET, 1), Receipt.class)
            .segment("id", SECRET)
            .parameter("name", SECRET)
            .bearer(new AccessToken(SECRET))
            .idempotencyKey(new IdempotencyKey(SECRET));
    String problem =
        "{\"code\":\"C\",\"title\":\"%1$s\",\"detail\":\"%1$s\",\"name\":\"%1$s\",\"fields\":"
            + "[{\"pointer\":\"/a\",\"code\":\"X\",\"detail\":\"%1$s\"}]}";
    List<Step> ends =
        List.of(
            signed(gateway.answers(409, String.format(problem, SECRET))),
            signed(gateway.answers(500, String.format(problem, SECRET))),
            signed(gateway.answers(200, "{\"id\":[\"" + SECRET + "\"]}")),
            signed(gateway.answers(200, "{\"id\": " + SECRET)),
            signed(gateway.answers(409, "{\"code\": " + SECRET)),
            signed(gateway.answers(200, SECRET).header("content-encoding", SECRET)),
            signed(gateway.answers(200, RECEIPT).parameters("gw-1", SECRET)),
            signed(gateway.answers(200, RECEIPT).header("signature-input", SECRET)),
            signed(gateway.answers(200, RECEIPT).header("signature", "igs=" + SECRET)),
            reply(gateway.answers(200, SECRET).unsigned()),
            ScriptedServer.raw(SECRET),
            hangUp());
    pipe.maxAttempts(1);
    for (Step end : ends) {
      pipe.then(end);

      GovException e = assertThrows(GovException.class, () -> pipe.call(request));

      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      assertNothingSecret(trace.toString());
      assertTrue(String.valueOf(e.getMessage()).startsWith("fine.hold: "), e.getMessage());
      assertTrue(
          String.valueOf(e.getMessage()).endsWith("[requestId=" + pipe.requestId + "]"),
          e.getMessage());
    }
    assertEquals(ends.size(), pipe.received().size());
    assertEquals(ends.size(), ours().size());
    assertNothingSecret(pipe.reports.toString());
    assertNothingSecret(
        String.join("\n", lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList()));
    assertNothingSecret(request.toString());
  }
}
