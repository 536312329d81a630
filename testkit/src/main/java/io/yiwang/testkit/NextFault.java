package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Describes what goes wrong with the next request. Unless a method says otherwise, the gateway has
 * processed the request before its answer goes wrong.
 */
public final class NextFault {
  /** Receives the faults that are described. */
  interface Queue {
    void add(String operation, int times, Fault fault);
  }

  private final Queue queue;
  private final String operation;
  private final int times;

  NextFault(Queue queue, String operation, int times) {
    this.queue = queue;
    this.operation = operation;
    this.times = times;
  }

  /**
   * Sets the number of requests that the fault happens to.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public NextFault times(int times) {
    if (times < 1) {
      throw new IllegalArgumentException("times must be 1 or more, got " + times);
    }
    return new NextFault(queue, operation, times);
  }

  private void add(String name, Fault.Work work) {
    queue.add(operation, times, new Fault(name, work));
  }

  /** Closes the connection without an answer after the request was processed. */
  public void answerLost() {
    addAfterWork("answerLost", Sent.Way.LOST);
  }

  /** Resets the connection; nothing is done. */
  public void resetBeforeWork() {
    add("resetBeforeWork", attempt -> Sent.nothing(Sent.Way.RESET));
  }

  /** Resets the connection after the request was processed. */
  public void resetAfterWork() {
    addAfterWork("resetAfterWork", Sent.Way.RESET);
  }

  private void addAfterWork(String name, Sent.Way way) {
    add(
        name,
        attempt -> {
          attempt.process();
          return Sent.nothing(way);
        });
  }

  /** Sends the answer's body slowly, over this time. */
  public void slowBody(Duration duration) {
    add("slowBody", attempt -> attempt.answered().over(duration));
  }

  /** Closes the connection in the middle of the answer's body. */
  public void halfBody() {
    add("halfBody", attempt -> attempt.answered().half());
  }

  /** Answers with the unsigned page of a proxy; nothing is done. */
  public void unsignedError(int status) {
    add("unsignedError", attempt -> Sent.ofProxy(status));
  }

  /** Answers with the unsigned page of a proxy after the request was processed. */
  public void unsignedErrorAfterWork(int status) {
    add(
        "unsignedErrorAfterWork",
        attempt -> {
          attempt.process();
          return Sent.ofProxy(status);
        });
  }

  /** Answers rightly, without a signature. */
  public void unsignedAnswer() {
    add("unsignedAnswer", attempt -> attempt.answered().without("Signature", "Signature-Input"));
  }

  /** Answers rightly, signed with another key under the gateway's key id. */
  public void forgedSignature() {
    add(
        "forgedSignature",
        attempt -> {
          Answer answer = attempt.process();
          AnswerSignature right = attempt.signature();
          SandboxScheme scheme = scheme(right);
          SandboxKey thief =
              new SandboxKey(
                  right.signer().keyId(),
                  scheme,
                  KeyPool.pair(scheme, "thief"),
                  attempt.now(),
                  attempt.now());
          return right.by(thief.signer()).on(answer);
        });
  }

  private static SandboxScheme scheme(AnswerSignature signature) {
    return Arrays.stream(SandboxScheme.values())
        .filter(each -> each.algorithm().equals(signature.signer().algorithm()))
        .findFirst()
        .orElseThrow();
  }

  /** Answers with a signature that is bound to another request. */
  public void answerOfAnotherRequest() {
    add(
        "answerOfAnotherRequest",
        attempt -> {
          Answer answer = attempt.process();
          String other = Base64.getEncoder().encodeToString(new byte[64]);
          return attempt.signature().boundTo(other).on(answer);
        });
  }

  /** Answers with a signature of this age. */
  public void staleAnswer(Duration age) {
    add(
        "staleAnswer",
        attempt -> {
          Answer answer = attempt.process();
          return attempt.signature().createdAt(attempt.now().minus(age)).on(answer);
        });
  }

  /** Answers with another body than the one whose digest is signed. */
  public void wrongDigest() {
    add(
        "wrongDigest",
        attempt -> {
          Sent right = attempt.answered();
          byte[] body = right.body().clone();
          if (body.length == 0) {
            return right.body(" ".getBytes(UTF_8));
          }
          body[body.length - 1] ^= 1;
          return right.body(body);
        });
  }

  /**
   * Moves the gateway's clock for one request, which is refused with {@code CLOCK_SKEW} if the
   * clock is off by more than 5 minutes. To keep it off for a client that corrects its own clock,
   * use {@link #times}.
   */
  public void clockSkew(Duration by) {
    add("clockSkew", attempt -> attempt.withClockOffset(by).answered());
  }

  /** Rotates the gateway's signing key before it answers. */
  public void keyRotated() {
    add(
        "keyRotated",
        attempt -> {
          attempt.rotateKeys();
          return attempt.answered();
        });
  }

  /** Answers with a signed 429 {@code RATE_LIMITED}; nothing is done. */
  public void rateLimited(Duration retryAfter) {
    refuse("rateLimited", 429, "RATE_LIMITED", retryAfter);
  }

  /** Answers with a signed 503 {@code MAINTENANCE}; nothing is done. */
  public void maintenance(Duration retryAfter) {
    refuse("maintenance", 503, "MAINTENANCE", retryAfter);
  }

  /**
   * Answers with a signed 409 {@code REQUEST_IN_PROGRESS}, as if the first attempt were still
   * running.
   */
  public void inProgress(Duration retryAfter) {
    refuse("inProgress", 409, "REQUEST_IN_PROGRESS", retryAfter);
  }

  private void refuse(String name, int status, String code, Duration retryAfter) {
    add(
        name,
        attempt -> {
          Refusal refusal = new Refusal(status, code, "请稍后再试").retryAfter(retryAfter);
          return attempt.signature().on(attempt.refuse(refusal));
        });
  }

  /** Answers with a signed 500 {@code INTERNAL}; nothing is done. */
  public void signedError() {
    add(
        "signedError",
        attempt -> {
          Refusal refusal = new Refusal(500, "INTERNAL", "网关内部错误");
          return attempt.signature().on(attempt.refuse(refusal));
        });
  }

  /** Answers with a signed 500 {@code INTERNAL} after the request was processed. */
  public void signedErrorAfterWork() {
    add(
        "signedErrorAfterWork",
        attempt -> {
          attempt.process();
          Refusal refusal = new Refusal(500, "INTERNAL", "网关内部错误");
          return attempt.signature().on(attempt.refuse(refusal));
        });
  }

  /** Answers with a signed body that is not JSON though its type says so. */
  public void malformedJson() {
    add(
        "malformedJson",
        attempt -> {
          Answer right = attempt.process();
          byte[] broken = "{\"items\": [".getBytes(UTF_8);
          return attempt
              .signature()
              .on(new Answer(right.status(), "application/json", broken, right.headers()));
        });
  }

  /** Answers with a signed body of a few kilobytes that decompresses to so many MiB. */
  public void gzipBomb(int mebibytes) {
    add(
        "gzipBomb",
        attempt -> {
          Answer right = attempt.process();
          Map<String, String> headers = new LinkedHashMap<>(right.headers());
          headers.put("Content-Encoding", "gzip");
          byte[] bomb = zeros(mebibytes);
          return attempt
              .signature()
              .on(new Answer(right.status(), "application/json", bomb, headers));
        });
  }

  private static byte[] zeros(int mebibytes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      byte[] blanks = new byte[1 << 20];
      Arrays.fill(blanks, (byte) ' ');
      for (int i = 0; i < mebibytes; i++) {
        gzip.write(blanks);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Answers with an unsigned redirect; nothing is done. */
  public void redirect(URI location) {
    add(
        "redirect",
        attempt -> Sent.whole(307, Map.of("Location", location.toString()), new byte[0]));
  }
}
