package io.yiwang.systemtests;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Holds the figures of a {@link ChaosRun}, and every disagreement that it found.
 *
 * @param restores how often the journal was replaced by an older copy
 * @param lostOrders the payments and refunds that the journal had lost and was reminded of
 * @param killedIn what was under way when a process was killed, by the last state known on disk
 * @param disagreements what must never happen; empty if all is well
 */
record ChaosResult(
    String database,
    long seed,
    int kills,
    int crashes,
    int restores,
    long commitsLost,
    int lostOrders,
    int faults,
    int payments,
    int settled,
    int refused,
    int givenBack,
    int refunded,
    long fenSettled,
    double seconds,
    Map<String, Integer> killedIn,
    List<String> disagreements) {
  /** Returns the sum of both results, with this one's database and seed. */
  ChaosResult plus(ChaosResult other) {
    Map<String, Integer> killedInBoth = new TreeMap<>(killedIn);
    other.killedIn.forEach((state, times) -> killedInBoth.merge(state, times, Integer::sum));
    return new ChaosResult(
        database,
        seed,
        kills + other.kills,
        crashes + other.crashes,
        restores + other.restores,
        commitsLost + other.commitsLost,
        lostOrders + other.lostOrders,
        faults + other.faults,
        payments + other.payments,
        settled + other.settled,
        refused + other.refused,
        givenBack + other.givenBack,
        refunded + other.refunded,
        fenSettled + other.fenSettled,
        seconds + other.seconds,
        killedInBoth,
        Stream.concat(disagreements.stream(), other.disagreements.stream()).toList());
  }
}
