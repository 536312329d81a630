package io.yiwang.identity.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Looks for the fewest mistakes that explain a message. Each part of it has readings, the first as
 * it should be; one or two parts at a time are read otherwise.
 */
final class Search {
  private static final int MAX_MISTAKES = 4;

  /** How many combinations are tried: some seconds of the slowest scheme. */
  private static final int MAX_TRIALS = 20_000;

  /** How many characters all trials together may write, each of which writes the text again. */
  private static final int MAX_WRITTEN = 40_000_000;

  private final List<List<? extends Interpretation<?>>> parts = new ArrayList<>();
  private final int[] chosen;
  private final int mostTrials;
  private int trials;

  /**
   * Makes a search.
   *
   * @param length of the text that a trial writes, about
   */
  Search(List<? extends List<? extends Interpretation<?>>> parts, int length) {
    mostTrials = Math.min(MAX_TRIALS, MAX_WRITTEN / Math.max(1, length));
    this.parts.addAll(parts);
    chosen = new int[parts.size()];
  }

  /** Returns what was chosen of a part. */
  int at(int part) {
    return chosen[part];
  }

  /** Returns the findings of the first choice that passes, in the order of the parts. */
  Optional<List<Diagnosis.Finding>> first(Predicate<Search> passes) {
    for (int mistakes = 0; mistakes <= MAX_MISTAKES; mistakes++) {
      if (tried(0, 2, mistakes, false, passes)) {
        return Optional.of(findings());
      }
    }
    return Optional.empty();
  }

  /** Chooses from {@code part} on, at most {@code others} parts otherwise than they should be. */
  private boolean tried(
      int part, int others, int mistakes, boolean taken, Predicate<Search> passes) {
    if (trials >= mostTrials) {
      return false;
    }
    if (part == chosen.length || (others == 0 && mistakes == 0)) {
      if (mistakes > 0) {
        return false;
      }
      trials++;
      return passes.test(this);
    }
    List<? extends Interpretation<?>> readings = parts.get(part);
    int least = readings.get(0).findings().size();
    for (int i = 0; i < readings.size(); i++) {
      Interpretation<?> reading = readings.get(i);
      int cost = Math.max(1, reading.findings().size() - least);
      if (i > 0 && (others == 0 || cost > mistakes || (reading.exclusive() && taken))) {
        continue;
      }
      chosen[part] = i;
      boolean found =
          i == 0
              ? tried(part + 1, others, mistakes, taken, passes)
              : tried(
                  part + 1, reading.exclusive() ? 0 : others - 1, mistakes - cost, true, passes);
      if (found) {
        return true;
      }
      chosen[part] = 0;
    }
    return false;
  }

  private List<Diagnosis.Finding> findings() {
    List<Diagnosis.Finding> findings = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      findings.addAll(parts.get(i).get(chosen[i]).findings());
    }
    return findings;
  }
}
