package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds penalty decisions and changes them, as the authorities do. Thread-safe. */
public final class PenaltyControls {
  private final VirtualScheduler scheduler;
  private final SandboxClock clock;
  private final PenaltyRegister register;

  PenaltyControls(VirtualScheduler scheduler, SandboxClock clock, PenaltyRegister register) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.register = register;
  }

  /**
   * Adds a decision to the register.
   *
   * @throws IllegalArgumentException if its number exists, or its agency or violation is unknown
   */
  public Seed.Fine add(NewPenalty described) {
    return scheduler.inTurn(() -> Seed.fine(register.add(described, clock.instant())));
  }

  /**
   * Changes the status of a decision, for example if it is contested or revoked.
   *
   * @param status PAYABLE, NOT_YET_PAYABLE, CONTESTED, REVOKED or ENFORCED
   * @throws IllegalArgumentException if there is no such decision or status
   * @throws IllegalStateException if the decision is held or paid
   */
  public void change(String decisionNumber, String status) {
    Penalty.Status next = NewPenalty.settable(status);
    scheduler.runExclusively(
        () -> {
          Penalty penalty = register.find(decisionNumber);
          if (penalty == null) {
            throw new IllegalArgumentException("there is no such decision");
          }
          if (penalty.status() == Penalty.Status.HELD || penalty.status() == Penalty.Status.PAID) {
            throw new IllegalStateException("the decision is " + penalty.status());
          }
          penalty.become(next);
        });
  }

  /** Returns a decision with its proofs; absent if it does not exist. */
  @Nullable ObjectNode find(String decisionNumber) {
    return scheduler.inTurn(
        () -> {
          Penalty penalty = register.find(decisionNumber);
          return penalty == null ? null : json(penalty, clock.instant());
        });
  }

  /** Returns the decisions of a status and a region, or of any, with their proofs. */
  List<ObjectNode> list(@Nullable String status, @Nullable String region) {
    return scheduler.inTurn(
        () -> {
          Collection<Penalty> all = register.all();
          Instant now = clock.instant();
          return all.stream()
              .filter(each -> status == null || each.status().name().equals(status))
              .filter(each -> region == null || Regions.within(each.decision().region(), region))
              .map(each -> json(each, now))
              .toList();
        });
  }

  private static ObjectNode json(Penalty penalty, Instant now) {
    Penalty.Decision decision = penalty.decision();
    ObjectNode json = Json.object();
    json.put("decisionNumber", penalty.number());
    json.put("region", decision.region());
    json.put("status", penalty.status().name());
    Instant heldUntil = penalty.heldUntil();
    if (heldUntil != null) {
      json.put("heldUntil", ChinaTime.text(heldUntil));
    }
    json.set("party", decision.party().json());
    json.put("payerMustBeParty", decision.payerMustBeParty());
    json.put("principal", penalty.principal());
    json.put("surcharge", penalty.surcharge(now));
    json.put("total", penalty.total(now));
    json.put("decidedOn", decision.decidedOn().toString());
    json.put("dueOn", decision.dueOn().toString());
    json.put("violation", decision.violation().description());
    json.put("place", decision.violation().place());
    json.put("authority", decision.agency().name());
    return json.put("noticeNumber", decision.noticeNumber());
  }
}
