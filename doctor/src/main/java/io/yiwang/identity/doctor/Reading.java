package io.yiwang.identity.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * One way in which a part of a message may be meant.
 *
 * @param findings the mistakes that this way supposes; none where it is as it should be
 * @param alone whether it is far-fetched, and not tried together with another mistake
 */
record Reading<V>(V value, List<Diagnosis.Finding> findings, boolean alone) {
  static <V> Reading<V> right(V value) {
    return new Reading<>(value, List.of(), false);
  }

  static <V> Reading<V> of(V value, Mistake mistake, String part) {
    return new Reading<>(value, List.of(new Diagnosis.Finding(mistake, part)), false);
  }

  <W> Reading<W> with(W other) {
    return new Reading<>(other, findings, alone);
  }

  /** The same value, supposing what another reading supposes as well. */
  <W> Reading<W> then(Reading<W> next) {
    List<Diagnosis.Finding> both = new ArrayList<>(findings);
    both.addAll(next.findings);
    return new Reading<>(next.value, List.copyOf(both), alone || next.alone);
  }

  Reading<V> byItself() {
    return new Reading<>(value, findings, true);
  }
}
