package io.yiwang.testkit;

import java.net.URI;
import java.time.Instant;

/** How the outside reaches the gateway. */
interface GatewayAddress {
  /** Returns the base URL, without a slash at its end. */
  URI base();

  /**
   * Returns what events name as their source: the base, and which of the lives of a gateway there
   * it is.
   */
  default String source() {
    return base().toString();
  }

  /** Returns the text of a QR code (section 9), signed by a key of the gateway. */
  String qr(String kind, String id, Instant expiry);

  /** The address of handlers without a gateway: nobody is there, and no key signed its codes. */
  GatewayAddress NOWHERE =
      new GatewayAddress() {
        @Override
        public URI base() {
          return URI.create("https://gateway.invalid/igs/v1");
        }

        @Override
        public String qr(String kind, String id, Instant expiry) {
          return "https://gateway.invalid/q/%s/%s?x=%d&k=none&s=none"
              .formatted(kind, id, expiry.getEpochSecond());
        }
      };
}
