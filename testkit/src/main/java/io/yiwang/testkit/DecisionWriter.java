package io.yiwang.testkit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
import java.util.Objects;

/** Writes penalty decisions, with what follows from the place and the violation. */
final class DecisionWriter {
  private final Map<String, Table.Row> agencies = Table.byKey("agencies.tsv");
  private final Map<String, Table.Row> violations = Table.byKey("violations.tsv");
  private int notices;

  /**
   * Makes a writer.
   *
   * @param notices how many notices without an agency's own number exist already
   */
  DecisionWriter(int notices) {
    this.notices = notices;
  }

  int notices() {
    return notices;
  }

  /**
   * Writes a decision.
   *
   * @throws IllegalArgumentException if the agency or the violation is not known
   */
  Penalty.Decision write(NewPenalty described, LocalDate decidedOn) {
    if (!agencies.containsKey(described.agency) || !violations.containsKey(described.violation)) {
      throw new IllegalArgumentException(
          "the agency must be one of %s, the violation one of %s"
              .formatted(agencies.keySet(), violations.keySet()));
    }
    String number = described.decisionNumber;
    return new Penalty.Decision(
        number,
        described.region,
        agency(described.agency, described.region),
        violation(described.violation, described.place, decidedOn),
        described.party,
        decidedOn,
        described.principal,
        described.payerMustBeParty,
        noticeNumber(number));
  }

  private Penalty.Agency agency(String key, String region) {
    Table.Row row = Objects.requireNonNull(agencies.get(key), key);
    String place = Regions.fullName(region);
    return new Penalty.Agency(
        CreditCodes.body(region, row.number("number")),
        place + row.text("name"),
        row.text("nameEn") + " (" + place + ")");
  }

  private Penalty.Violation violation(String key, String place, LocalDate decidedOn) {
    Table.Row row = Objects.requireNonNull(violations.get(key), key);
    Instant occurredAt =
        decidedOn.minusDays(3).atTime(LocalTime.of(9, 20)).toInstant(ChinaTime.ZONE);
    return new Penalty.Violation(
        row.text("code"), row.text("description"), row.text("descriptionEn"), place, occurredAt);
  }

  /** Returns the channel with the agency's own number, or with the year and a serial number. */
  private String noticeNumber(String decisionNumber) {
    String channel = "330100001";
    return decisionNumber.matches("\\d{16}")
        ? channel + decisionNumber
        : channel + "17" + Integer.toString(1_000_001 + notices++).substring(1);
  }
}
