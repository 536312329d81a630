package io.yiwang.testkit;

import io.yiwang.signing.Signer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One request being answered, in steps that a {@link Fault} can leave out or change. */
final class Attempt {
  /** What the gateway worked out, whatever a fault makes of it. Read when the attempt is over. */
  static final class Done {
    private @Nullable Answer answer;
    private @Nullable Instant at;

    /** Returns the answer; absent if the request was never looked at. */
    @Nullable Answer answer() {
      return answer;
    }

    void worked(Answer found, Instant when) {
      at = when;
      answer = found;
    }

    /** Lets go of the answer's body, which is too large to be kept. */
    void withoutBody() {
      Answer whole = answer;
      if (whole != null) {
        answer = new Answer(whole.status(), whole.contentType(), new byte[0], whole.headers());
      }
    }

    /** Returns the gateway's time at which the request was looked at. */
    @Nullable Instant at() {
      return at;
    }
  }

  private final GatewayEngine engine;
  private final Received request;
  private final Duration clockOffset;
  private final Done done;

  Attempt(GatewayEngine engine, Received request) {
    this(engine, request, Duration.ZERO, new Done());
  }

  private Attempt(GatewayEngine engine, Received request, Duration clockOffset, Done done) {
    this.engine = engine;
    this.request = request;
    this.clockOffset = clockOffset;
    this.done = done;
  }

  Done done() {
    return done;
  }

  /** Returns the same request, met by a gateway whose clock is off. */
  Attempt withClockOff(Duration by) {
    return new Attempt(engine, request, by, done);
  }

  Instant now() {
    return engine.parts().clock().instant().plus(clockOffset);
  }

  /** Checks the request and does what it asks for. */
  Answer work() {
    Instant now = now();
    Answer answer = engine.answer(request, now);
    done.worked(answer, now);
    return answer;
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
    return new AnswerSignature(signer, now(), RequestVerifier.readable(request));
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
