package io.yiwang.ofd;

/**
 * Says what a seal is held to where documents of the past leave something unproven. Strict unless
 * another is chosen by name; what was assumed is a finding of the verdict. Immutable.
 */
public final class OfdPolicy {
  private static final OfdPolicy STRICT = new OfdPolicy(false, false);

  private final boolean believesClaimedTime;
  private final boolean allowsUncovered;

  private OfdPolicy(boolean believesClaimedTime, boolean allowsUncovered) {
    this.believesClaimedTime = believesClaimedTime;
    this.allowsUncovered = allowsUncovered;
  }

  /**
   * Returns the policy for money: once the signer's certificate has expired, only a time stamp
   * proves when it was sealed; and whatever belongs to the document is covered.
   */
  public static OfdPolicy strict() {
    return STRICT;
  }

  /**
   * Returns the same policy, which also believes the time that the seal claims, within the seal's
   * and the certificate's period. Almost no real receipt has a time stamp, and certificates expire
   * after some years. Whoever holds the signer's old key can claim any time.
   */
  public OfdPolicy believingClaimedTime() {
    return new OfdPolicy(true, allowsUncovered);
  }

  /**
   * Returns the same policy, by which a part of the document that no digest covers makes the
   * verdict {@code INDETERMINATE} and not {@code INVALID}: some issuers leave {@code OFD.xml} out.
   */
  public OfdPolicy allowingUncoveredParts() {
    return new OfdPolicy(believesClaimedTime, true);
  }

  boolean believesClaimedTime() {
    return believesClaimedTime;
  }

  boolean allowsUncovered() {
    return allowsUncovered;
  }

  @Override
  public String toString() {
    return (believesClaimedTime ? "the claimed time is believed" : "strict")
        + (allowsUncovered ? ", uncovered parts are allowed" : "");
  }
}
