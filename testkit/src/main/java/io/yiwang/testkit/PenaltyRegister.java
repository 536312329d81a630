package io.yiwang.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** All penalty decisions that the sandbox knows. */
final class PenaltyRegister {
  /** Decisions for each district: enough for a test that pays many at once. */
  private static final int PER_DISTRICT = 60;

  private static final long PARKING_FINE = 150_00;

  /** How long ago the first decisions of a district were made: on time, ten days late, capped. */
  private static final int[] DAYS_AGO = {5, 25, 55};

  private final Map<String, Penalty> byNumber = new LinkedHashMap<>();
  private final Map<String, Table.Row> agencies = Table.byKey("agencies.tsv");
  private final Map<String, Table.Row> violations = Table.byKey("violations.tsv");
  private final LocalDate today;
  private int notices;

  PenaltyRegister(People people, VirtualScheduler scheduler, Instant start) {
    today = ChinaTime.day(start);
    List<Citizen> drivers = people.all().stream().filter(each -> each.plate() != null).toList();
    Table.read("districts.tsv").forEach(district -> addParkingFines(district, drivers));
    for (Table.Row row : Table.read("penalties.tsv")) {
      addSpecial(row, people.bySub(row.text("party")));
    }
    byNumber.values().stream()
        .filter(each -> each.status() == Penalty.Status.HELD)
        .forEach(each -> holdElsewhere(each, scheduler, start.plus(Duration.ofMinutes(30))));
  }

  /** Somebody is paying it at the counter, and will not end it. */
  private static void holdElsewhere(Penalty penalty, VirtualScheduler scheduler, Instant until) {
    penalty.hold(until);
    scheduler.add(until, penalty::free);
  }

  private void addParkingFines(Table.Row district, List<Citizen> drivers) {
    List<String> streets = district.list("streets");
    for (int i = 0; i < PER_DISTRICT; i++) {
      String number =
          district.text("unit") + "7170101" + Integer.toString(100_001 + i).substring(1);
      String region = district.text("region");
      String place = streets.get(i % streets.size()) + (2 * i + 1) + "号门前人行道";
      LocalDate decidedOn = today.minusDays(i < DAYS_AGO.length ? DAYS_AGO[i] : i % 14);
      // Shifted by the district, so that a driver has fines all over the city.
      Citizen driver = drivers.get((i + byNumber.size() / PER_DISTRICT) % drivers.size());
      Penalty.Decision decision =
          new Penalty.Decision(
              number,
              region,
              agency("city", region),
              violation("parking", place, decidedOn),
              driver,
              decidedOn,
              PARKING_FINE,
              false,
              noticeNumber(number));
      byNumber.put(number, new Penalty(decision, Penalty.Status.PAYABLE));
    }
  }

  private void addSpecial(Table.Row row, Citizen party) {
    LocalDate decidedOn = today.minusDays(row.number("decidedDaysAgo"));
    String number = row.text("decisionNumber");
    String region = row.text("region");
    Penalty.Decision decision =
        new Penalty.Decision(
            number,
            region,
            agency(row.text("agency"), region),
            violation(row.text("violation"), row.text("place"), decidedOn),
            party,
            decidedOn,
            row.number("principalFen"),
            Boolean.parseBoolean(row.text("mustBeParty")),
            noticeNumber(number));
    byNumber.put(number, new Penalty(decision, Penalty.Status.valueOf(row.text("status"))));
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

  /** The channel and the agency's own number, or the platform's own: channel, year and a serial. */
  private String noticeNumber(String decisionNumber) {
    String channel = "330100001";
    return decisionNumber.matches("\\d{16}")
        ? channel + decisionNumber
        : channel + "17" + Integer.toString(1_000_001 + notices++).substring(1);
  }

  /** Adds a decision that a test describes. */
  Penalty add(NewPenalty described, Instant now) {
    String number = described.decisionNumber;
    if (byNumber.containsKey(number)) {
      throw new IllegalArgumentException("there is a decision of that number");
    }
    if (!agencies.containsKey(described.agency) || !violations.containsKey(described.violation)) {
      throw new IllegalArgumentException(
          "the agency must be one of %s, the violation one of %s"
              .formatted(agencies.keySet(), violations.keySet()));
    }
    LocalDate decidedOn = described.decidedOn == null ? ChinaTime.day(now) : described.decidedOn;
    Penalty.Decision decision =
        new Penalty.Decision(
            number,
            described.region,
            agency(described.agency, described.region),
            violation(described.violation, described.place, decidedOn),
            described.party,
            decidedOn,
            described.principal,
            described.payerMustBeParty,
            noticeNumber(number));
    Penalty penalty = new Penalty(decision, Penalty.Status.valueOf(described.status));
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
