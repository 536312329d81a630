package io.yiwang.identity.x509;

import java.security.cert.X509Certificate;
import java.util.List;

/** Supplies answers about revoked certificates. Implementations are thread-safe. */
@FunctionalInterface
public interface RevocationSource {
  /**
   * Returns the answers at hand about a chain; more than those do no harm but take time.
   *
   * @param chain leaf first, the anchor last
   */
  RevocationData about(List<X509Certificate> chain);
}
