package io.yiwang.identity.x509;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds answers of authorities about revoked certificates. Untrusted: their signatures and times
 * are checked when they are used. Immutable.
 *
 * @see "RFC 5280 section 5; RFC 6960"
 */
public final class RevocationData {
  /** Holds no answers. */
  public static final RevocationData NONE = new RevocationData(List.of(), List.of(), List.of());

  private final List<byte[]> crls;
  private final List<byte[]> ocspResponses;
  private final List<X509Certificate> listSigners;

  private RevocationData(
      List<byte[]> crls, List<byte[]> ocspResponses, List<X509Certificate> listSigners) {
    this.crls = crls;
    this.ocspResponses = ocspResponses;
    this.listSigners = listSigners;
  }

  /**
   * Makes data from answers in DER.
   *
   * @param crls certificate revocation lists
   * @param ocspResponses whole OCSP responses
   */
  public static RevocationData of(List<byte[]> crls, List<byte[]> ocspResponses) {
    return new RevocationData(copy(crls), copy(ocspResponses), List.of());
  }

  /** Returns these answers together with others. */
  public RevocationData and(RevocationData others) {
    List<byte[]> allCrls = new ArrayList<>(crls);
    allCrls.addAll(others.crls);
    List<byte[]> allResponses = new ArrayList<>(ocspResponses);
    allResponses.addAll(others.ocspResponses);
    List<X509Certificate> allSigners = new ArrayList<>(listSigners);
    allSigners.addAll(others.listSigners);
    return new RevocationData(
        List.copyOf(allCrls), List.copyOf(allResponses), List.copyOf(allSigners));
  }

  /**
   * Returns the same answers with certificates of issuers of indirect CRLs, who sign lists for
   * other authorities. Such a certificate counts if an authority of the chain has issued it for
   * this purpose, and the certificate being checked names its holder as the issuer of its lists.
   */
  public RevocationData listSigners(List<X509Certificate> certificates) {
    return new RevocationData(crls, ocspResponses, List.copyOf(certificates));
  }

  /** Returns the certificates of issuers of indirect CRLs. */
  public List<X509Certificate> listSigners() {
    return listSigners;
  }

  /** Returns the revocation lists in DER. */
  public List<byte[]> crls() {
    return copy(crls);
  }

  /** Returns the OCSP responses in DER. */
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
