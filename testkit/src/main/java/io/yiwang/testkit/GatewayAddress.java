package io.yiwang.testkit;

import java.net.URI;
import java.time.Instant;

/** The address of the gateway as others see it. */
interface GatewayAddress {
  /** Returns the base URL, without a slash at its end. */
  URI base();

  /** Returns the source that events name: the base and the present life of the gateway there. */
  default String source() {
    return base().toString();
  }

  /** Returns the text of a QR code (section 9), signed by a key of the gateway. */
  String qr(String kind, String id, Instant expiry);

  /** The address of handlers without a gateway; no key has signed its codes. */
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
