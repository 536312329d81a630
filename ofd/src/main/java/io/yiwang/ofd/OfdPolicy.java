package io.yiwang.ofd;

/**
 * Says how to treat what older documents do not prove. Each exception to {@link #strict} is chosen
 * by name, and its use is a finding of the verdict. Immutable.
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
   * Returns the policy for money: if the signer's certificate has expired, only a time stamp proves
   * when the document was sealed, and every part of the document must be covered.
   */
  public static OfdPolicy strict() {
    return STRICT;
  }

  /**
   * Returns this policy with the exception that it believes the time that a signature claims,
   * within the periods of the seal and the certificate. Almost no real receipt has a time stamp,
   * and certificates expire after some years. Whoever has the signer's old key can claim any time.
   */
  public OfdPolicy believingClaimedTime() {
    return new OfdPolicy(true, allowsUncovered);
  }

  /**
   * Returns this policy with the exception that a part of the document without a digest makes the
   * verdict {@code INDETERMINATE}, not {@code INVALID}: some issuers omit {@code OFD.xml}.
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
