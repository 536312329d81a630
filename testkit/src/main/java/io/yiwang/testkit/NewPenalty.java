package io.yiwang.testkit;

import java.time.LocalDate;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes a penalty decision to add to the register: a parking fine in Xihu district (330106),
 * decided today and payable by anybody, unless it says otherwise. Not thread-safe.
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
   * Starts describing a decision.
   *
   * @param decisionNumber in the spelling that clients send, which has no blanks
   * @param principalFen more than 0
   * @throws IllegalArgumentException if one of them cannot be
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

  /** Sets who decided: {@code city}, {@code traffic} or {@code market}. */
  public NewPenalty agency(String key) {
    agency = key;
    return this;
  }

  /**
   * Sets what was done: {@code parking}, {@code stopping}, {@code light}, {@code stall} or {@code
   * price}.
   */
  public NewPenalty violation(String key) {
    violation = key;
    return this;
  }

  /** Sets where it was done. */
  public NewPenalty place(String text) {
    place = text;
    return this;
  }

  /** Sets whether nobody but the party may pay. */
  public NewPenalty payerMustBeParty(boolean only) {
    payerMustBeParty = only;
    return this;
  }

  /** Returns the status of that name, if somebody can give it to a decision. */
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
