package io.yiwang.internal;

import static io.yiwang.internal.ScriptedServer.reply;
import static io.yiwang.internal.ScriptedServer.signed;
import static io.yiwang.internal.TestPipe.COMMAND;
import static io.yiwang.internal.TestPipe.RECEIPT;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.internal.ScriptedServer.Step;
import io.yiwang.internal.TestPipe.Receipt;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;

/** Makes calls through the pipe, and expects how they end. */
abstract class CallExecutionFixture {
  static final Receipt DONE = new Receipt("p-1", null);

  final TestPipe pipe = new TestPipe();

  final TestGateway gateway = pipe.gateway;

  @AfterEach
  void close() throws IOException {
    pipe.close();
    assertFalse(Thread.interrupted(), "no test leaves its thread interrupted");
  }

  Step done() {
    return signed(gateway.answers(200, RECEIPT));
  }

  Step proxy(int status) {
    return reply(gateway.answers(status, "<html>").unsigned());
  }

  OutcomeUnknownException unknown() {
    return assertThrows(OutcomeUnknownException.class, () -> pipe.call(COMMAND));
  }

  RejectedException rejected() {
    return assertThrows(RejectedException.class, () -> pipe.call(COMMAND));
  }

  NotSentException notSent() {
    return assertThrows(NotSentException.class, () -> pipe.call(COMMAND));
  }
}
