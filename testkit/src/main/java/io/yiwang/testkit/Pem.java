package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;

/** The textual form of RFC 7468. */
final class Pem {
  private Pem() {}

  static String of(String label, byte[] der) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII));
    return "-----BEGIN "
        + label
        + "-----\n"
        + lines.encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
