package io.yiwang.testkit;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last exchanges of a gateway. It holds on to the bytes that came and went and looks at
 * none of them: every test pays for what is done here, and few ask for what is kept. Thread-safe.
 */
final class ExchangeRecorder {
  static final int MOST = 500;

  /** Of all bodies together; an attachment has up to 20 MiB. */
  static final long MOST_BYTES = 32 << 20;

  private static final byte[] NOTHING = {};

  private final Deque<RecordedRequest> kept = new ArrayDeque<>();
  private long bytes;
  private long last;

  /**
   * Keeps an exchange, and lets the oldest ones go where it has no room.
   *
   * @param done what the gateway worked out; absent for a login, which is not of the gateway
   */
  synchronized void add(
      Instant at,
      Received request,
      @Nullable Operation operation,
      @Nullable String fault,
      Attempt.@Nullable Done done,
      Sent sent,
      RecordedRequest.Keys keys) {
    Received fitting = request.body().length <= MOST_BYTES / 2 ? request : request.body(NOTHING);
    Sent answer = sent.body().length <= MOST_BYTES / 2 ? sent : sent.body(NOTHING);
    Answer worked = done == null ? null : done.answer();
    if (done != null && worked != null && worked.content().length > MOST_BYTES / 2) {
      done.withoutBody();
    }
    RecordedRequest exchange =
        new RecordedRequest(
            ++last,
            at,
            fitting,
            request.body().length,
            operation == null ? null : operation.id(),
            fault,
            done,
            answer,
            sent.body().length,
            keys);
    kept.addLast(exchange);
    bytes += exchange.bytesKept();
    while (kept.size() > MOST || bytes > MOST_BYTES) {
      bytes -= kept.removeFirst().bytesKept();
    }
  }

  /** Returns what is kept, the oldest first. */
  synchronized List<RecordedRequest> all() {
    return List.copyOf(kept);
  }

  /** Returns the number of the last exchange; 0 before the first. */
  synchronized long last() {
    return last;
  }

  @Nullable RecordedRequest find(long number) {
    return all().stream().filter(each -> each.number() == number).findFirst().orElse(null);
  }

  /** Forgets what is kept. Numbers continue, so that whoever follows them misses nothing. */
  synchronized void clear() {
    kept.clear();
    bytes = 0;
  }
}
