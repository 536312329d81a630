package io.yiwang.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds all penalty decisions. */
final class PenaltyRegister {
  private final Map<String, Penalty> byNumber = new LinkedHashMap<>();
  private final DecisionWriter writer;

  PenaltyRegister(VirtualScheduler scheduler, Instant start) {
    SeededDecisions seeded = SeededDecisions.of(ChinaTime.day(start));
    writer = new DecisionWriter(seeded.notices());
    for (SeededDecisions.Decided each : seeded.all()) {
      byNumber.put(each.decision().number(), new Penalty(each.decision(), each.status()));
    }
    byNumber.values().stream()
        .filter(each -> each.status() == Penalty.Status.HELD)
        .forEach(each -> holdElsewhere(each, scheduler, start.plus(Duration.ofMinutes(30))));
  }

  /** Holds a penalty for a payer who began to pay elsewhere and never finishes. */
  private static void holdElsewhere(Penalty penalty, VirtualScheduler scheduler, Instant until) {
    penalty.hold(until);
    scheduler.add(until, penalty::free);
  }

  /** Adds a decision that a test describes. */
  Penalty add(NewPenalty described, Instant now) {
    String number = described.decisionNumber;
    if (byNumber.containsKey(number)) {
      throw new IllegalArgumentException("a decision of that number exists already");
    }
    LocalDate decidedOn = described.decidedOn == null ? ChinaTime.day(now) : described.decidedOn;
    Penalty penalty =
        new Penalty(writer.write(described, decidedOn), Penalty.Status.valueOf(described.status));
    byNumber.put(number, penalty);
    return penalty;
  }

  @Nullable Penalty find(String number) {
    return byNumber.get(number);
  }

  List<Penalty> of(Citizen party) {
    return byNumber.values().stream()
        .filter(each -> each.decision().party().idNumber().equals(party.idNumber()))
        .toList();
  }

  Collection<Penalty> all() {
    return new ArrayList<>(byNumber.values());
  }
}
