package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A penalty decision in the register, and what is due on it. */
final class Penalty {
  /** The states of section 4. */
  enum Status {
    PAYABLE,
    HELD,
    PAID,
    NOT_YET_PAYABLE,
    CONTESTED,
    REVOKED,
    ENFORCED
  }

  /** The agency that decided. */
  record Agency(String code, String name, String nameEn) {}

  /** The violation, with its time and place. */
  record Violation(
      String code, String description, String descriptionEn, String place, Instant occurredAt) {}

  /**
   * The text of a decision.
   *
   * @param principal the principal in fen
   * @param payerMustBeParty whether only the party may pay
   */
  record Decision(
      String number,
      String region,
      Agency agency,
      Violation violation,
      Citizen party,
      LocalDate decidedOn,
      long principal,
      boolean payerMustBeParty,
      String noticeNumber) {
    /**
     * Returns the last day to pay: 15 days (Law on Administrative Penalties, article 67 of 2021).
     */
    LocalDate dueOn() {
      return decidedOn.plusDays(15);
    }
  }

  private final Decision decision;
  private Status status;
  private @Nullable Instant heldUntil;
  private long surchargePaid;

  Penalty(Decision decision, Status status) {
    this.decision = decision;
    this.status = status;
  }

  Decision decision() {
    return decision;
  }

  String number() {
    return decision.number();
  }

  long principal() {
    return decision.principal();
  }

  Status status() {
    return status;
  }

  @Nullable Instant heldUntil() {
    return heldUntil;
  }

  /**
   * Returns the surcharge: 3 % of the principal for each day after the last day to pay, at most the
   * principal. There is none before the decision is in the register, while it is contested, and
   * after it is revoked.
   */
  long surcharge(Instant now) {
    return switch (status) {
      case PAID -> surchargePaid;
      case NOT_YET_PAYABLE, CONTESTED, REVOKED -> 0;
      case PAYABLE, HELD, ENFORCED -> surcharge(principal(), decision.dueOn(), now);
    };
  }

  private static long surcharge(long principal, LocalDate dueOn, Instant now) {
    long late = Math.max(0, ChronoUnit.DAYS.between(dueOn, ChinaTime.day(now)));
    // From the 34th day on 3 % per day are more than the principal.
    long daysThatCount = Math.min(late, 34);
    long halfUp = (principal * 3 * daysThatCount + 50) / 100;
    return Math.min(principal, halfUp);
  }

  long total(Instant now) {
    return principal() + surcharge(now);
  }

  /** Changes to a state in which it is neither held nor paid. */
  void become(Status next) {
    status = next;
    heldUntil = null;
  }

  void hold(Instant until) {
    status = Status.HELD;
    heldUntil = until;
  }

  void free() {
    status = Status.PAYABLE;
    heldUntil = null;
  }

  void pay(long surcharge) {
    status = Status.PAID;
    heldUntil = null;
    surchargePaid = surcharge;
  }

  /** Returns whether a proof is right: something that only a reader of the decision knows. */
  boolean isProvenBy(String kind, String value) {
    Citizen party = decision.party();
    String onDecision =
        switch (kind) {
          case "PLATE" -> party.plate() == null ? "" : party.plate();
          case "PARTY_ID_TAIL" -> party.idNumber().substring(party.idNumber().length() - 4);
          default -> party.name();
        };
    // Clients send the one spelling of section 4.
    return !onDecision.isEmpty() && onDecision.equals(value);
  }

  /**
   * Returns a name in upper case, without blanks, hyphens and dots; the interface prescribes no
   * spelling.
   */
  static String bare(String text) {
    return text.replaceAll("[\\s·-]", "").toUpperCase(Locale.ROOT);
  }

  /** Returns the end of the last day for which the amount is due. */
  private Instant quoteValidUntil(Instant now) {
    LocalDate today = ChinaTime.day(now);
    LocalDate last = today.isBefore(decision.dueOn()) ? decision.dueOn() : today;
    return ChinaTime.startOf(last.plusDays(1)).minusSeconds(1);
  }

  ObjectNode json(Instant now, boolean english) {
    Agency agency = decision.agency();
    Violation violation = decision.violation();
    ObjectNode json = Json.object();
    json.put("decisionNumber", number());
    json.put("region", decision.region());
    json.putObject("authority")
        .put("code", agency.code())
        .put("name", english ? agency.nameEn() : agency.name());
    json.putObject("violation")
        .put("code", violation.code())
        .put("description", english ? violation.descriptionEn() : violation.description())
        .put("place", violation.place())
        .put("occurredAt", ChinaTime.text(violation.occurredAt()));
    ObjectNode party = json.putObject("party").put("name", Mask.name(decision.party().name()));
    String plate = decision.party().plate();
    if (plate != null) {
      party.put("plate", Mask.plate(plate));
    }
    json.put("decidedOn", decision.decidedOn().toString());
    json.put("dueOn", decision.dueOn().toString());
    json.put("principal", principal());
    json.put("surcharge", surcharge(now));
    json.put("total", total(now));
    json.put("quotedAt", ChinaTime.text(now));
    json.put("quoteValidUntil", ChinaTime.text(quoteValidUntil(now)));
    json.put("status", status.name());
    json.put("noticeNumber", decision.noticeNumber());
    return json;
  }
}
