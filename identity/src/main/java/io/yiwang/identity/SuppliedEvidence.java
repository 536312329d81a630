package io.yiwang.identity;

import io.yiwang.identity.x509.RevocationData;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Holds what came along beside a signature; it is believed no more than what came within. */
record SuppliedEvidence(List<X509Certificate> certificates, RevocationData revocation) {
  static final SuppliedEvidence NOTHING = new SuppliedEvidence(List.of(), RevocationData.NONE);

  /** Returns this with what a signature itself brings. */
  SuppliedEvidence and(CmsSignature signature) {
    List<X509Certificate> all = new ArrayList<>(signature.certificates());
    all.addAll(certificates);
    return new SuppliedEvidence(
        all, revocation.and(RevocationData.of(signature.crls(), List.of())));
  }
}
