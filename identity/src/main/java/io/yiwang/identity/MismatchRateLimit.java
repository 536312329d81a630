package io.yiwang.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.internal.shared.Spelling;
import io.yiwang.value.CitizenId;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Counts guesses: of one number, whatever the name; and of one name, over numbers that differ in
 * their last four characters alone, or in all but their first six and last four, which are the
 * parts that masked documents leave to guess. People who share a name are not each other's guesses.
 *
 * <p>Names and numbers are counted in one spelling, since the register may forgive what differs. It
 * remembers neither: only their MAC under a key that dies with the process. Thread-safe.
 */
final class MismatchRateLimit {
  /** For one name more than for one number: two people can share a name and most of a number. */
  private static final int NAME_FACTOR = 4;

  // Before it is normalised; longer ones are cut, so that they count as one.
  private static final int LONGEST = 512;

  /** What is counted, and how often it may be. */
  private record Counted(String mac, int most) {}

  /** One that was let through. */
  static final class Guess {
    private final List<Counted> counted;
    private final Instant at;

    private Guess(List<Counted> counted, Instant at) {
      this.counted = counted;
      this.at = at;
    }
  }

  private final int most;
  private final Duration window;
  private final Clock clock;
  private final SecretKeySpec key;
  private final Map<String, Deque<Instant>> taken = new HashMap<>();
  private Instant swept;

  MismatchRateLimit(int most, Duration window, Clock clock) {
    if (most < 1 || window.isNegative() || window.isZero()) {
      throw new IllegalArgumentException(
          "a limit must be 1 or more within a positive time, got " + most + " in " + window);
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
    Guess guess = new Guess(counted(numberOf(number), nameOf(name)), clock.instant());
    synchronized (taken) {
      sweep(guess.at);
      if (guess.counted.stream().anyMatch(each -> isFull(each, guess.at))) {
        return null;
      }
      for (Counted each : guess.counted) {
        taken.computeIfAbsent(each.mac, k -> new ArrayDeque<>()).add(guess.at);
      }
    }
    return guess;
  }

  /** It was none: it matched, or nobody heard whether it did. */
  void giveBack(Guess guess) {
    synchronized (taken) {
      for (Counted each : guess.counted) {
        Deque<Instant> times = taken.get(each.mac);
        if (times != null && times.removeLastOccurrence(guess.at) && times.isEmpty()) {
          taken.remove(each.mac);
        }
      }
    }
  }

  private List<Counted> counted(String number, String name) {
    int forName = (int) Math.min(Integer.MAX_VALUE, (long) most * NAME_FACTOR);
    String start = number.substring(0, Math.max(0, number.length() - 4));
    String end = number.substring(start.length());
    return List.of(
        new Counted(mac("number " + number), most),
        new Counted(mac("start " + start + " " + name), forName),
        new Counted(
            mac("ends " + start.substring(0, Math.min(6, start.length())) + " " + end + " " + name),
            forName));
  }

  /** An old resident's number of 15 digits is counted as today's of the same person. */
  private static String numberOf(String typed) {
    String number = Spelling.compact(cut(typed)).toUpperCase(Locale.ROOT);
    if (number.length() == 15) {
      try {
        return CitizenId.ofOldCard(number).value();
      } catch (IllegalArgumentException e) {
        return number;
      }
    }
    return number;
  }

  /** Letters and digits alone: the dots and hyphens of names are written in many ways. */
  private static String nameOf(String typed) {
    StringBuilder name = new StringBuilder();
    Spelling.compact(cut(typed))
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(name::appendCodePoint);
    return name.toString().toUpperCase(Locale.ROOT);
  }

  private static String cut(String typed) {
    return typed.length() > LONGEST ? typed.substring(0, LONGEST) : typed;
  }

  private boolean isFull(Counted counted, Instant now) {
    Deque<Instant> times = taken.get(counted.mac);
    if (times == null) {
      return false;
    }
    drop(times, now);
    return times.size() >= counted.most;
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
