package io.yiwang.testkit;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** Shows the data that a sandbox starts with, for tests to use. Thread-safe. */
public final class Seed {
  /**
   * Describes a penalty decision.
   *
   * @param status the status when the sandbox started
   * @param party the party, whose plate, name or id number is a proof
   */
  public record Fine(String decisionNumber, String region, String status, Citizen party) {
    /** Returns the number plate, which every party of a parking fine has. */
    public String plate() {
      return Objects.requireNonNull(party.plate(), "this party has no car");
    }
  }

  private final People people;
  private final List<Fine> fines;
  private final VirtualScheduler scheduler;
  private final CatalogControls catalogControls;

  Seed(
      People people,
      Collection<Penalty> penalties,
      VirtualScheduler scheduler,
      CatalogControls catalogControls) {
    this.people = people;
    this.scheduler = scheduler;
    this.catalogControls = catalogControls;
    fines = penalties.stream().map(Seed::fine).toList();
  }

  static Fine fine(Penalty penalty) {
    Penalty.Decision decision = penalty.decision();
    return new Fine(
        decision.number(), decision.region(), penalty.status().name(), decision.party());
  }

  /** Returns the made-up people. */
  public List<Citizen> citizens() {
    return people.all();
  }

  /**
   * Returns the person with a {@code sub}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Citizen citizen(String sub) {
    return people.bySub(sub);
  }

  /** Returns all penalty decisions. */
  public List<Fine> fines() {
    return fines;
  }

  /** Returns the districts of Hangzhou that have parking fines, as 6 digits. */
  public List<String> districts() {
    return Table.read("districts.tsv").stream().map(row -> row.text("region")).toList();
  }

  /**
   * Returns the payable fines of a region. A district of Hangzhou has 60: the first is in time, the
   * second ten days late, the third so late that its surcharge equals the principal, and the others
   * are in time.
   */
  public List<Fine> payableFines(String region) {
    return fines.stream()
        .filter(each -> each.status().equals("PAYABLE") && Regions.within(each.region(), region))
        .toList();
  }

  /**
   * Returns a fine with a status, such as {@code CONTESTED}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Fine fineWithStatus(String status) {
    return fines.stream()
        .filter(each -> each.status().equals(status))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no fine is " + status));
  }

  /**
   * Returns the code of a service.
   *
   * @param name the public name of the service, such as 普通护照签发
   * @param region a region of 6 digits; Xihu district (330106) has nearly all services of counties
   * @throws IllegalArgumentException if there is none
   */
  public String serviceCode(String name, String region) {
    String code = scheduler.inTurn(() -> catalogControls.catalog().codeOf(name, region));
    if (code == null) {
      throw new IllegalArgumentException("there is no such service in " + region);
    }
    return code;
  }

  /** Returns the code of a service that was withdrawn for another. */
  public String withdrawnServiceCode() {
    return scheduler.inTurn(() -> catalogControls.catalog().withdrawnCode("330106"));
  }
}
