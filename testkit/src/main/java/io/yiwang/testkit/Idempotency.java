package io.yiwang.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs the work of an idempotency key once (IGS/1 section 1). Thread-safe. */
final class Idempotency {
  private static final Duration KEPT = Duration.ofDays(7);

  private record Entry(String request, @Nullable Answer answer, Instant at) {}

  private final Map<String, Entry> entries = new HashMap<>();

  /**
   * Runs the work, or returns its first answer again.
   *
   * @param key the idempotency key, with its platform
   * @param request a text that is equal for equal requests
   */
  Answer once(String key, String request, Instant now, Supplier<Answer> work) {
    Answer first = begin(key, request, now);
    if (first != null) {
      return replayed(first);
    }
    Answer answer = null;
    try {
      answer = work.get();
      return answer;
    } finally {
      end(key, answer);
    }
  }

  private synchronized @Nullable Answer begin(String key, String request, Instant now) {
    entries.values().removeIf(entry -> entry.at().plus(KEPT).isBefore(now));
    Entry entry = entries.get(key);
    if (entry == null) {
      entries.put(key, new Entry(request, null, now));
      return null;
    }
    if (!entry.request().equals(request)) {
      throw new Refusal(422, "IDEMPOTENCY_KEY_REUSED", "幂等键已用于其他请求");
    }
    if (entry.answer() == null) {
      throw new Refusal(409, "REQUEST_IN_PROGRESS", "前一请求仍在处理").retryAfter(Duration.ofSeconds(1));
    }
    return entry.answer();
  }

  private synchronized void end(String key, @Nullable Answer answer) {
    Entry entry = entries.remove(key);
    if (entry != null && answer != null && isFinal(answer.status())) {
      entries.put(key, new Entry(entry.request(), answer, entry.at()));
    }
  }

  /** Returns whether an answer would be the same on a repeat. */
  private static boolean isFinal(int status) {
    return status < 500 && status != 401 && status != 429;
  }

  private static Answer replayed(Answer first) {
    Map<String, String> headers = new LinkedHashMap<>(first.headers());
    headers.put("Idempotency-Replayed", "true");
    return new Answer(first.status(), first.contentType(), first.content(), headers);
  }
}
