package io.yiwang.identity.x509;

import java.io.IOException;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Fetches revocation lists and OCSP answers for a {@link RevocationCache}; the application may give
 * its own.
 */
@FunctionalInterface
public interface RevocationFetcher {
  /**
   * Fetches, on its own thread that is interrupted and left behind when time is up.
   *
   * @param request an OCSP request to be posted, or null where a list is to be got
   */
  byte[] fetch(URI address, byte @Nullable [] request) throws IOException;
}
