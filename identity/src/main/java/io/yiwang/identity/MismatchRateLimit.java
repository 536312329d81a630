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
 * Limits how often a number can be guessed. Mismatches are counted for one number with any name,
 * and for one name with numbers that differ only in their last four characters, or in all but their
 * first six and last four: those are the parts that masked documents hide. So people who share a
 * name do not use up each other's limit.
 *
 * <p>Names and numbers are normalised first, since the register may accept several spellings. What
 * is kept is a MAC of them under a key that this process alone has. Thread-safe.
 */
final class MismatchRateLimit {
  /** A name is allowed more than a number: two people can share a name and most of a number. */
  private static final int NAME_FACTOR = 4;

  // Longer texts are cut before they are normalised, so that they count as one.
  private static final int MAX_LENGTH = 512;

  /** A thing that is counted, and how often it may occur. */
  private record Counter(String mac, int max) {}

  /** The permission to make one check. */
  static final class Permit {
    private final List<Counter> counters;
    private final Instant at;

    private Permit(List<Counter> counters, Instant at) {
      this.counters = counters;
      this.at = at;
    }
  }

  private final int max;
  private final Duration window;
  private final Clock clock;
  private final SecretKeySpec key;
  private final Map<String, Deque<Instant>> taken = new HashMap<>();
  private Instant swept;

  MismatchRateLimit(int max, Duration window, Clock clock) {
    if (max < 1 || window.isNegative() || window.isZero()) {
      throw new IllegalArgumentException(
          "a limit must be 1 or more within a positive time, got " + max + " in " + window);
    }
    this.max = max;
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

  /** Returns a permit for one check, or null after too many mismatches. */
  @Nullable Permit tryAcquire(String number, String name) {
    Permit permit = new Permit(counters(numberOf(number), nameOf(name)), clock.instant());
    synchronized (taken) {
      sweep(permit.at);
      if (permit.counters.stream().anyMatch(each -> isFull(each, permit.at))) {
        return null;
      }
      for (Counter each : permit.counters) {
        taken.computeIfAbsent(each.mac, k -> new ArrayDeque<>()).add(permit.at);
      }
    }
    return permit;
  }

  /** Gives a permit back: the check matched, or there was no answer. */
  void release(Permit permit) {
    synchronized (taken) {
      for (Counter each : permit.counters) {
        Deque<Instant> times = taken.get(each.mac);
        if (times != null && times.removeLastOccurrence(permit.at) && times.isEmpty()) {
          taken.remove(each.mac);
        }
      }
    }
  }

  private List<Counter> counters(String number, String name) {
    int forName = (int) Math.min(Integer.MAX_VALUE, (long) max * NAME_FACTOR);
    String start = number.substring(0, Math.max(0, number.length() - 4));
    String end = number.substring(start.length());
    return List.of(
        new Counter(mac("number " + number), max),
        new Counter(mac("start " + start + " " + name), forName),
        new Counter(
            mac("ends " + start.substring(0, Math.min(6, start.length())) + " " + end + " " + name),
            forName));
  }

  /**
   * Returns the number to count by. An old number of 15 digits counts as the 18 digits that the
   * same person has today.
   */
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

  /** Returns the letters and digits of a name: its dots and hyphens are written in many ways. */
  private static String nameOf(String typed) {
    StringBuilder name = new StringBuilder();
    Spelling.compact(cut(typed))
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .forEach(name::appendCodePoint);
    return name.toString().toUpperCase(Locale.ROOT);
  }

  private static String cut(String typed) {
    return typed.length() > MAX_LENGTH ? typed.substring(0, MAX_LENGTH) : typed;
  }

  private boolean isFull(Counter counter, Instant now) {
    Deque<Instant> times = taken.get(counter.mac);
    if (times == null) {
      return false;
    }
    drop(times, now);
    return times.size() >= counter.max;
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
