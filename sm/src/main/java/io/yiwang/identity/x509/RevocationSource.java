package io.yiwang.identity.x509;

import java.security.cert.X509Certificate;
import java.util.List;

/** Supplies answers about revoked certificates. Implementations are thread-safe. */
@FunctionalInterface
public interface RevocationSource {
  /**
   * Returns the available answers about a chain. Other answers do no harm, but take time.
   *
   * @param chain the chain, leaf first and the anchor last
   */
  RevocationData about(List<X509Certificate> chain);
}
