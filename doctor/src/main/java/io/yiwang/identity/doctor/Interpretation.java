package io.yiwang.identity.doctor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Represents one way to interpret a part of a message.
 *
 * @param findings the mistakes that this interpretation presumes; empty for the correct one
 * @param exclusive whether it is so unlikely that it is not tried together with another mistake
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

  /** Returns the next interpretation, presuming the mistakes of this one as well. */
  <W> Interpretation<W> then(Interpretation<W> next) {
    List<Diagnosis.Finding> both = new ArrayList<>(findings);
    both.addAll(next.findings);
    return new Interpretation<>(next.value, List.copyOf(both), exclusive || next.exclusive);
  }

  Interpretation<V> asExclusive() {
    return new Interpretation<>(value, findings, true);
  }

  /** Returns the correct text, and other texts that presume one mistake. */
  static List<Interpretation<String>> ofTexts(
      String right, Collection<String> others, Mistake mistake, String part) {
    List<Interpretation<String>> texts = new ArrayList<>();
    texts.add(right(right));
    others.forEach(other -> addText(texts, other, mistake, part));
    return texts;
  }

  /** Adds a text that presumes a mistake, unless the text is there already. */
  static void addText(
      List<Interpretation<String>> texts, String text, Mistake mistake, String part) {
    if (texts.stream().noneMatch(each -> each.value().equals(text))) {
      texts.add(of(text, mistake, part));
    }
  }
}
