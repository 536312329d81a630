package io.yiwang.testkit;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last exchanges of a gateway. It keeps their bytes and does not parse them: every test
 * pays for what happens here, and few use it. Thread-safe.
 */
final class ExchangeRecorder {
  static final int MOST = 500;

  /** The limit for all bodies together; an attachment has up to 20 MiB. */
  static final long MOST_BYTES = 32 << 20;

  private static final byte[] NOTHING = {};

  private final Deque<RecordedRequest> exchanges = new ArrayDeque<>();
  private long bytes;
  private long last;

  /**
   * Keeps an exchange, and drops the oldest ones if there is no room.
   *
   * @param outcome the answer that the gateway made; absent for a login, which the gateway does not
   *     answer
   */
  synchronized void add(
      Instant at,
      Received request,
      @Nullable Operation operation,
      @Nullable String fault,
      Attempt.@Nullable Outcome outcome,
      Sent sent,
      RecordedRequest.Keys keys) {
    Received fitting = request.body().length <= MOST_BYTES / 2 ? request : request.body(NOTHING);
    Sent answer = sent.body().length <= MOST_BYTES / 2 ? sent : sent.body(NOTHING);
    Answer gatewayAnswer = outcome == null ? null : outcome.answer();
    if (outcome != null
        && gatewayAnswer != null
        && gatewayAnswer.content().length > MOST_BYTES / 2) {
      outcome.withoutBody();
    }
    RecordedRequest exchange =
        new RecordedRequest(
            ++last,
            at,
            fitting,
            request.body().length,
            operation == null ? null : operation.id(),
            fault,
            outcome,
            answer,
            sent.body().length,
            keys);
    exchanges.addLast(exchange);
    bytes += exchange.bytesKept();
    while (exchanges.size() > MOST || bytes > MOST_BYTES) {
      bytes -= exchanges.removeFirst().bytesKept();
    }
  }

  /** Returns the exchanges that are kept, the oldest first. */
  synchronized List<RecordedRequest> all() {
    return List.copyOf(exchanges);
  }

  /** Returns the number of the last exchange; 0 before the first. */
  synchronized long last() {
    return last;
  }

  @Nullable RecordedRequest find(long number) {
    return all().stream().filter(each -> each.number() == number).findFirst().orElse(null);
  }

  /** Forgets the exchanges. Numbers continue, so that a reader who polls them misses none. */
  synchronized void clear() {
    exchanges.clear();
    bytes = 0;
  }
}
