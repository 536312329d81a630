package io.yiwang.testkit;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The penalty decisions that a sandbox starts with. They are made once per day and JVM, since there
 * are hundreds and every test needs them.
 *
 * @param notices the number of decisions whose notice has no number of the agency
 */
record SeededDecisions(LocalDate day, List<Decided> all, int notices) {
  /** A decision and its status. */
  record Decided(Penalty.Decision decision, Penalty.Status status) {}

  /** The number of decisions of each district, enough for a test that pays many at once. */
  private static final int PER_DISTRICT = 60;

  private static final long PARKING_FINE = 150_00;

  /**
   * The ages of the first decisions of a district, which are in time, ten days late, and capped.
   */
  private static final int[] DAYS_AGO = {5, 25, 55};

  private static volatile @Nullable SeededDecisions latest;

  /** Returns the decisions of a day. */
  static SeededDecisions of(LocalDate day) {
    SeededDecisions made = latest;
    if (made == null || !made.day().equals(day)) {
      made = new Maker(day).make();
      latest = made;
    }
    return made;
  }

  private static final class Maker {
    private final LocalDate today;
    private final People people = new People();
    private final DecisionWriter writer = new DecisionWriter(0);
    private final List<Decided> all = new ArrayList<>();

    Maker(LocalDate today) {
      this.today = today;
    }

    SeededDecisions make() {
      List<Citizen> drivers = people.all().stream().filter(each -> each.plate() != null).toList();
      Table.read("districts.tsv").forEach(district -> addParkingFines(district, drivers));
      Table.read("penalties.tsv").forEach(this::addSpecial);
      return new SeededDecisions(today, List.copyOf(all), writer.notices());
    }

    private void addParkingFines(Table.Row district, List<Citizen> drivers) {
      List<String> streets = district.list("streets");
      // Shifted by district, so that a driver has fines in the whole city.
      int shift = all.size() / PER_DISTRICT;
      for (int i = 0; i < PER_DISTRICT; i++) {
        String number =
            district.text("unit") + "7170101" + Integer.toString(100_001 + i).substring(1);
        Citizen driver = drivers.get((i + shift) % drivers.size());
        NewPenalty fine =
            NewPenalty.of(number, driver, PARKING_FINE)
                .region(district.text("region"))
                .place(streets.get(i % streets.size()) + (2 * i + 1) + "号门前人行道");
        int daysAgo = i < DAYS_AGO.length ? DAYS_AGO[i] : i % 14;
        add(fine, today.minusDays(daysAgo), Penalty.Status.PAYABLE);
      }
    }

    private void addSpecial(Table.Row row) {
      NewPenalty described =
          NewPenalty.of(
                  row.text("decisionNumber"),
                  people.bySub(row.text("party")),
                  row.number("principalFen"))
              .region(row.text("region"))
              .agency(row.text("agency"))
              .violation(row.text("violation"))
              .place(row.text("place"))
              .payerMustBeParty(Boolean.parseBoolean(row.text("mustBeParty")));
      add(
          described,
          today.minusDays(row.number("decidedDaysAgo")),
          Penalty.Status.valueOf(row.text("status")));
    }

    private void add(NewPenalty described, LocalDate decidedOn, Penalty.Status status) {
      all.add(new Decided(writer.write(described, decidedOn), status));
    }
  }
}
