package io.yiwang.identity;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;

/**
 * Asks the register whether a name and a number belong together. Thread-safe.
 *
 * @see "IGS/1 section 5"
 */
public final class IdentityClient {
  private final Gateway gateway;

  /** A client of that gateway. It needs a sealer. */
  public IdentityClient(Gateway gateway) {
    this.gateway = gateway;
  }

  /** Compares; throws what {@link Gateway#call} throws. */
  public CheckedIdentity check(IdentityCheck check) {
    return gateway.call(
        GovRequest.query("identity.check", "identity/checks", check, CheckedIdentity.class));
  }
}
