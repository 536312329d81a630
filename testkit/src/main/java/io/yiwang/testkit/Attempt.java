package io.yiwang.testkit;

import io.yiwang.signing.Signer;
import java.time.Duration;
import java.time.Instant;

/** One request being answered, in steps that a {@link Fault} can leave out or change. */
final class Attempt {
  private final GatewayEngine engine;
  private final Received request;
  private final Duration clockOffset;

  Attempt(GatewayEngine engine, Received request) {
    this(engine, request, Duration.ZERO);
  }

  private Attempt(GatewayEngine engine, Received request, Duration clockOffset) {
    this.engine = engine;
    this.request = request;
    this.clockOffset = clockOffset;
  }

  /** Returns the same request, met by a gateway whose clock is off. */
  Attempt withClockOff(Duration by) {
    return new Attempt(engine, request, by);
  }

  Instant now() {
    return engine.parts().clock().instant().plus(clockOffset);
  }

  /** Checks the request and does what it asks for. */
  Answer work() {
    return engine.answer(request, now());
  }

  /** Turns the request away without reading it. */
  Answer refuse(Refusal refusal) {
    String language = GatewayEngine.language(request);
    return GatewayEngine.withLanguage(engine.refused(refusal, language, now()), language);
  }

  /** Returns the right way to sign the answer. */
  AnswerSignature signature() {
    GatewayKeys keys = engine.parts().keys();
    Signer signer = (engine.listsKeys(request) ? keys.vouching() : keys.current()).signer();
    return new AnswerSignature(signer, now(), RequestSignature.readable(request));
  }

  void rotateKeys() {
    engine.parts().keys().rotate();
  }

  /** Returns the whole of it, done right. */
  Sent answered() {
    Answer answer = work();
    return signature().on(answer);
  }
}
