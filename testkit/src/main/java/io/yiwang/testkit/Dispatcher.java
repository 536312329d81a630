package io.yiwang.testkit;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Dispatches each request to the pages of the sandbox, to the login or to the gateway. It applies
 * the faults and records the exchanges. Thread-safe.
 */
final class Dispatcher {
  private final Supplier<World> world;
  private final SandboxPages pages;
  private final Faults faults;
  private final ExchangeRecorder recorder;

  /**
   * Makes a dispatcher.
   *
   * @param world returns the present world
   */
  Dispatcher(Supplier<World> world, SandboxPages pages, Faults faults, ExchangeRecorder recorder) {
    this.world = world;
    this.pages = pages;
    this.faults = faults;
    this.recorder = recorder;
  }

  Sent answer(Received request) {
    Answer page = pages.answer(request);
    if (page != null) {
      return unsigned(page);
    }
    World present = world.get();
    GatewayEngine engine = present.engine();
    Instant at = engine.parts().clock().instant();
    Answer login = present.openId().answer(request);
    if (login != null) {
      Sent sent = unsigned(login);
      recorder.add(at, request, null, null, null, sent, present.recordKeys());
      return sent;
    }
    Operation operation = engine.operation(request);
    Fault fault = faults.take(operation == null ? null : operation.id());
    Attempt attempt = new Attempt(engine, request);
    Sent sent = fault.answer(attempt);
    String name = fault.name().isEmpty() ? null : fault.name();
    recorder.add(at, request, operation, name, attempt.outcome(), sent, present.recordKeys());
    return sent;
  }

  private static Sent unsigned(Answer answer) {
    Map<String, String> headers = new HashMap<>(answer.headers());
    if (answer.contentType() != null) {
      headers.put("Content-Type", answer.contentType());
    }
    return Sent.whole(answer.status(), headers, answer.content());
  }
}
