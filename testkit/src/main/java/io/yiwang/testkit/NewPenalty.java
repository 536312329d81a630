package io.yiwang.testkit;

import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes a penalty decision to add to the register. By default it is a parking fine in Xihu
 * district (330106), decided today and payable by anybody. Not thread-safe.
 */
public final class NewPenalty {
  static final Set<String> STATUSES =
      Set.of("PAYABLE", "NOT_YET_PAYABLE", "CONTESTED", "REVOKED", "ENFORCED");

  final String decisionNumber;
  final Citizen party;
  final long principal;
  String region = "330106";
  @Nullable LocalDate decidedOn;
  String status = "PAYABLE";
  String agency = "city";
  String violation = "parking";
  String place = "文三路1号门前人行道";
  boolean payerMustBeParty;

  private NewPenalty(String decisionNumber, Citizen party, long principal) {
    this.decisionNumber = decisionNumber;
    this.party = party;
    this.principal = principal;
  }

  /**
   * Starts to describe a decision.
   *
   * @param decisionNumber the number in the spelling that clients send, which has no blanks
   * @param principalFen the principal in fen, more than 0
   * @throws IllegalArgumentException if the number or the principal is not valid
   */
  public static NewPenalty of(String decisionNumber, Citizen party, long principalFen) {
    if (decisionNumber.isEmpty()
        || decisionNumber.codePointCount(0, decisionNumber.length()) > 64
        || decisionNumber.codePoints().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException("a decision number has 1 to 64 characters without blanks");
    }
    if (principalFen < 1 || principalFen > 100_000_000_000L) {
      throw new IllegalArgumentException("the principal must be 1 to 100000000000 fen");
    }
    return new NewPenalty(decisionNumber, party, principalFen);
  }

  /**
   * Sets the region.
   *
   * @param code 6 digits
   * @throws IllegalArgumentException if there is no such region
   */
  public NewPenalty region(String code) {
    if (!Regions.isKnown(code)) {
      throw new IllegalArgumentException("there is no region " + code);
    }
    region = code;
    return this;
  }

  /** Sets the day of the decision, which is due 15 days later. */
  public NewPenalty decidedOn(LocalDate day) {
    decidedOn = day;
    return this;
  }

  /**
   * Sets the status.
   *
   * @throws IllegalArgumentException unless PAYABLE, NOT_YET_PAYABLE, CONTESTED, REVOKED or
   *     ENFORCED
   */
  public NewPenalty status(String name) {
    status = settable(name).name();
    return this;
  }

  /** Sets the agency that decided: {@code city}, {@code traffic} or {@code market}. */
  public NewPenalty agency(String key) {
    agency = key;
    return this;
  }

  /**
   * Sets the violation: {@code parking}, {@code stopping}, {@code light}, {@code stall} or {@code
   * price}.
   */
  public NewPenalty violation(String key) {
    violation = key;
    return this;
  }

  /** Sets the place of the violation. */
  public NewPenalty place(String text) {
    place = text;
    return this;
  }

  /** Sets whether only the party may pay. */
  public NewPenalty payerMustBeParty(boolean only) {
    payerMustBeParty = only;
    return this;
  }

  /** Returns a status that a test can give to a decision. */
  static Penalty.Status settable(String status) {
    if (!STATUSES.contains(status)) {
      throw new IllegalArgumentException(
          "status must be one of PAYABLE, NOT_YET_PAYABLE, CONTESTED, REVOKED, ENFORCED");
    }
    return Penalty.Status.valueOf(status);
  }

  @Override
  public String toString() {
    return "NewPenalty[" + status + "]";
  }
}
