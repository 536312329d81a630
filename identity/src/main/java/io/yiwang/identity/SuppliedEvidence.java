package io.yiwang.identity;

import io.yiwang.identity.x509.RevocationData;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Holds certificates and revocation answers supplied with a signature. They are untrusted. */
record SuppliedEvidence(List<X509Certificate> certificates, RevocationData revocation) {
  static final SuppliedEvidence NONE = new SuppliedEvidence(List.of(), RevocationData.NONE);

  /** Returns this together with what the signature itself encloses. */
  SuppliedEvidence and(CmsSignature signature) {
    List<X509Certificate> all = new ArrayList<>(signature.certificates());
    all.addAll(certificates);
    return new SuppliedEvidence(
        all, revocation.and(RevocationData.of(signature.crls(), List.of())));
  }
}
