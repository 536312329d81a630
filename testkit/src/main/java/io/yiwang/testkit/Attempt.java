package io.yiwang.testkit;

import io.yiwang.signing.Signer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Answers one request in steps that a {@link Fault} can leave out or change. */
final class Attempt {
  /** The answer that the gateway made, whatever a fault does to it. Read after the attempt. */
  static final class Outcome {
    private @Nullable Answer answer;
    private @Nullable Instant at;

    /** Returns the answer; absent if the gateway did not process the request. */
    @Nullable Answer answer() {
      return answer;
    }

    void set(Answer answer, Instant at) {
      this.at = at;
      this.answer = answer;
    }

    /** Drops the answer's body, which is too large to keep. */
    void withoutBody() {
      Answer whole = answer;
      if (whole != null) {
        answer = new Answer(whole.status(), whole.contentType(), new byte[0], whole.headers());
      }
    }

    /** Returns the gateway's time at which it processed the request. */
    @Nullable Instant at() {
      return at;
    }
  }

  private final GatewayEngine engine;
  private final Received request;
  private final Duration clockOffset;
  private final Outcome outcome;

  Attempt(GatewayEngine engine, Received request) {
    this(engine, request, Duration.ZERO, new Outcome());
  }

  private Attempt(GatewayEngine engine, Received request, Duration clockOffset, Outcome outcome) {
    this.engine = engine;
    this.request = request;
    this.clockOffset = clockOffset;
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }

  /** Returns an attempt at the same request by a gateway whose clock is off. */
  Attempt withClockOffset(Duration by) {
    return new Attempt(engine, request, by, outcome);
  }

  Instant now() {
    return engine.parts().clock().instant().plus(clockOffset);
  }

  /** Checks the request and processes it. */
  Answer process() {
    Instant now = now();
    Answer answer = engine.answer(request, now);
    outcome.set(answer, now);
    return answer;
  }

  /** Refuses the request without reading it. */
  Answer refuse(Refusal refusal) {
    String language = GatewayEngine.language(request);
    return GatewayEngine.withLanguage(engine.refused(refusal, language, now()), language);
  }

  /** Returns the signature that the answer should have. */
  AnswerSignature signature() {
    GatewayKeys keys = engine.parts().keys();
    Signer signer = (engine.listsKeys(request) ? keys.vouching() : keys.current()).signer();
    return new AnswerSignature(signer, now(), RequestVerifier.readable(request));
  }

  void rotateKeys() {
    engine.parts().keys().rotate();
  }

  /** Processes the request and signs the answer, without any fault. */
  Sent answered() {
    Answer answer = process();
    return signature().on(answer);
  }
}
