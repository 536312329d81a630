package io.yiwang.identity.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Searches for the fewest mistakes that explain a message. Each part of a message has several
 * interpretations, of which the first is the correct one. At most two parts at a time are
 * interpreted in another way.
 */
final class Search {
  private static final int MAX_MISTAKES = 4;

  /** The number of combinations that are tried: some seconds with the slowest scheme. */
  private static final int MAX_TRIALS = 20_000;

  /** The number of characters that all trials together may write: each writes the whole text. */
  private static final int MAX_WRITTEN = 40_000_000;

  private final List<List<? extends Interpretation<?>>> parts = new ArrayList<>();
  private final int[] chosen;
  private final int maxTrials;
  private int trials;

  /**
   * Makes a search.
   *
   * @param length the approximate length of the text that a trial writes
   */
  Search(List<? extends List<? extends Interpretation<?>>> parts, int length) {
    maxTrials = Math.min(MAX_TRIALS, MAX_WRITTEN / Math.max(1, length));
    this.parts.addAll(parts);
    chosen = new int[parts.size()];
  }

  /** Returns the index of the interpretation that is chosen for a part. */
  int at(int part) {
    return chosen[part];
  }

  /** Returns the mistakes of the first combination that passes, in the order of the parts. */
  Optional<List<Diagnosis.Finding>> first(Predicate<Search> passes) {
    for (int mistakes = 0; mistakes <= MAX_MISTAKES; mistakes++) {
      if (search(0, 2, mistakes, false, passes)) {
        return Optional.of(findings());
      }
    }
    return Optional.empty();
  }

  /** Tries combinations from {@code part} on, with at most {@code others} parts not correct. */
  private boolean search(
      int part, int others, int mistakes, boolean taken, Predicate<Search> passes) {
    if (trials >= maxTrials) {
      return false;
    }
    if (part == chosen.length || (others == 0 && mistakes == 0)) {
      if (mistakes > 0) {
        return false;
      }
      trials++;
      return passes.test(this);
    }
    List<? extends Interpretation<?>> interpretations = parts.get(part);
    int least = interpretations.get(0).findings().size();
    for (int i = 0; i < interpretations.size(); i++) {
      Interpretation<?> interpretation = interpretations.get(i);
      int cost = Math.max(1, interpretation.findings().size() - least);
      if (i > 0 && (others == 0 || cost > mistakes || (interpretation.exclusive() && taken))) {
        continue;
      }
      chosen[part] = i;
      boolean found =
          i == 0
              ? search(part + 1, others, mistakes, taken, passes)
              : search(
                  part + 1,
                  interpretation.exclusive() ? 0 : others - 1,
                  mistakes - cost,
                  true,
                  passes);
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
