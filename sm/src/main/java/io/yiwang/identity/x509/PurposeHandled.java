package io.yiwang.identity.x509;

import java.security.cert.Certificate;
import java.security.cert.PKIXCertPathChecker;
import java.util.Collection;
import java.util.Set;

/** Marks a critical extended key usage as handled, since {@link CertificatePurpose} checks it. */
final class PurposeHandled extends PKIXCertPathChecker {
  @Override
  public void init(boolean forward) {}

  @Override
  public boolean isForwardCheckingSupported() {
    return true;
  }

  @Override
  public Set<String> getSupportedExtensions() {
    return Set.of(CertificatePurpose.EXTENDED_KEY_USAGE);
  }

  @Override
  public void check(Certificate certificate, Collection<String> unresolved) {
    unresolved.remove(CertificatePurpose.EXTENDED_KEY_USAGE);
  }
}
