package io.yiwang.identity.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * One way in which a part of a message may be meant.
 *
 * @param findings the mistakes that this way supposes; none where it is as it should be
 * @param exclusive whether it is far-fetched, and not tried together with another mistake
 */
record Interpretation<V>(V value, List<Diagnosis.Finding> findings, boolean exclusive) {
  static <V> Interpretation<V> right(V value) {
    return new Interpretation<>(value, List.of(), false);
  }

  static <V> Interpretation<V> of(V value, Mistake mistake, String part) {
    return new Interpretation<>(value, List.of(new Diagnosis.Finding(mistake, part)), false);
  }

  <W> Interpretation<W> with(W other) {
    return new Interpretation<>(other, findings, exclusive);
  }

  /** Returns the same value, supposing what another reading supposes as well. */
  <W> Interpretation<W> then(Interpretation<W> next) {
    List<Diagnosis.Finding> both = new ArrayList<>(findings);
    both.addAll(next.findings);
    return new Interpretation<>(next.value, List.copyOf(both), exclusive || next.exclusive);
  }

  Interpretation<V> asExclusive() {
    return new Interpretation<>(value, findings, true);
  }
}
