package io.yiwang.identity.x509;

import java.util.ArrayList;
import java.util.List;

/**
 * Answers of authorities about revoked certificates, as they came: nothing of it is trusted before
 * its signature and its time have been checked. Immutable.
 *
 * @see "RFC 5280 section 5; RFC 6960"
 */
public final class RevocationData {
  /** No answers. */
  public static final RevocationData NONE = new RevocationData(List.of(), List.of());

  private final List<byte[]> crls;
  private final List<byte[]> ocspResponses;

  private RevocationData(List<byte[]> crls, List<byte[]> ocspResponses) {
    this.crls = crls;
    this.ocspResponses = ocspResponses;
  }

  /**
   * Answers as DER.
   *
   * @param crls certificate revocation lists
   * @param ocspResponses whole OCSP responses
   */
  public static RevocationData of(List<byte[]> crls, List<byte[]> ocspResponses) {
    return new RevocationData(copy(crls), copy(ocspResponses));
  }

  /** These answers and others. */
  public RevocationData and(RevocationData others) {
    List<byte[]> allCrls = new ArrayList<>(crls);
    allCrls.addAll(others.crls);
    List<byte[]> allResponses = new ArrayList<>(ocspResponses);
    allResponses.addAll(others.ocspResponses);
    return new RevocationData(List.copyOf(allCrls), List.copyOf(allResponses));
  }

  /** The revocation lists, DER. */
  public List<byte[]> crls() {
    return copy(crls);
  }

  /** The OCSP responses, DER. */
  public List<byte[]> ocspResponses() {
    return copy(ocspResponses);
  }

  private static List<byte[]> copy(List<byte[]> answers) {
    return answers.stream().map(byte[]::clone).toList();
  }

  @Override
  public String toString() {
    return crls.size() + " CRLs and " + ocspResponses.size() + " OCSP responses";
  }
}
