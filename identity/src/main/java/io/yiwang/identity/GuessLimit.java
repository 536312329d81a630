package io.yiwang.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Counts guesses by number and by name. It remembers neither: only their MAC under a key that dies
 * with the process. Thread-safe.
 */
final class GuessLimit {
  /** One that was let through. */
  record Guess(String number, String name, Instant at) {}

  private final int most;
  private final Duration window;
  private final Clock clock;
  private final SecretKeySpec key;
  private final Map<String, Deque<Instant>> taken = new HashMap<>();
  private Instant swept;

  GuessLimit(int most, Duration window, Clock clock) {
    if (most < 1 || window.isNegative() || window.isZero()) {
      throw new IllegalArgumentException(
          "a limit must be 1 or more in a time above 0, got " + most + " in " + window);
    }
    this.most = most;
    this.window = window;
    this.clock = clock;
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    key = new SecretKeySpec(secret, "HmacSHA256");
    swept = clock.instant();
  }

  Duration window() {
    return window;
  }

  /** Lets one through, or nothing where there were too many. */
  @Nullable Guess take(String number, String name) {
    Guess guess = new Guess(mac("number " + number), mac("name " + name), clock.instant());
    synchronized (taken) {
      sweep(guess.at());
      if (full(guess.number(), guess.at()) || full(guess.name(), guess.at())) {
        return null;
      }
      taken.computeIfAbsent(guess.number(), k -> new ArrayDeque<>()).add(guess.at());
      taken.computeIfAbsent(guess.name(), k -> new ArrayDeque<>()).add(guess.at());
    }
    return guess;
  }

  /** It was none: it matched, or was not sent. */
  void giveBack(Guess guess) {
    synchronized (taken) {
      for (String who : new String[] {guess.number(), guess.name()}) {
        Deque<Instant> times = taken.get(who);
        if (times != null && times.removeLastOccurrence(guess.at()) && times.isEmpty()) {
          taken.remove(who);
        }
      }
    }
  }

  private boolean full(String who, Instant now) {
    Deque<Instant> times = taken.get(who);
    if (times == null) {
      return false;
    }
    drop(times, now);
    return times.size() >= most;
  }

  private void drop(Deque<Instant> times, Instant now) {
    times.removeIf(time -> !time.plus(window).isAfter(now));
  }

  private void sweep(Instant now) {
    if (swept.plus(window).isBefore(now)) {
      taken.values().forEach(times -> drop(times, now));
      taken.values().removeIf(Deque::isEmpty);
      swept = now;
    }
  }

  private String mac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
