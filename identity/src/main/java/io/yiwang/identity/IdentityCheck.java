package io.yiwang.identity;

import io.yiwang.value.CitizenId;
import io.yiwang.value.Confidential;
import io.yiwang.value.CreditCode;
import java.util.Objects;

/**
 * Holds a name and a number to compare with the register. Both are sealed before they are sent.
 *
 * @see "IGS/1 section 5"
 */
public record IdentityCheck(Confidential name, IdType idType, Confidential idNumber) {
  /** Checks that all parts are given. */
  public IdentityCheck {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(idType, "idType");
    Objects.requireNonNull(idNumber, "idNumber");
  }

  /** Returns the check of a person by an identity number, whose kind follows from the number. */
  public static IdentityCheck of(String name, CitizenId number) {
    IdType type =
        switch (number.kind()) {
          case RESIDENT -> IdType.RESIDENT_ID;
          case HK_MACAU_TAIWAN_RESIDENCE -> IdType.HK_MACAU_TAIWAN_RESIDENCE;
          case FOREIGN_PERMANENT_RESIDENT -> IdType.FOREIGN_PERMANENT_RESIDENT;
        };
    return new IdentityCheck(Confidential.of(name), type, number.toConfidential());
  }

  /** Returns the check of a person by passport. */
  public static IdentityCheck passport(String name, String number) {
    return new IdentityCheck(Confidential.of(name), IdType.PASSPORT, Confidential.of(number));
  }

  /** Returns the check of an organisation. */
  public static IdentityCheck organisation(String name, CreditCode code) {
    return new IdentityCheck(
        Confidential.of(name), IdType.UNIFIED_SOCIAL_CREDIT, Confidential.of(code.value()));
  }
}
