package io.yiwang.identity.x509;

import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Fetches revocation lists and OCSP responses for a {@link RevocationCache}. An application may
 * supply its own.
 */
@FunctionalInterface
public interface RevocationFetcher {
  /**
   * Fetches an answer. It runs on its own thread, which is interrupted and abandoned when the time
   * is up.
   *
   * @param request the OCSP request to POST; null to GET a list
   */
  byte[] fetch(URI address, byte @Nullable [] request) throws IOException;
}
