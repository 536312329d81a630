package io.yiwang.identity.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.HexFormat;
import java.util.List;

/** Holds the user ids that SM2 signatures are made with in practice. */
final class UserIds {
  static final byte[] STANDARD = "1234567812345678".getBytes(US_ASCII);

  /** Defaults of libraries, examples of standards, and misreadings of the standard user id. */
  static final List<byte[]> OTHERS =
      List.of(
          new byte[0],
          "anonym@gmssl.org".getBytes(US_ASCII),
          "ALICE123@YAHOO.COM".getBytes(US_ASCII),
          "BILL456@YAHOO.COM".getBytes(US_ASCII),
          "TLSv1.3+GM+Cipher+Suite".getBytes(US_ASCII),
          HexFormat.of().parseHex("1234567812345678"),
          HexFormat.of().formatHex(STANDARD).getBytes(US_ASCII),
          new byte[16]);

  private UserIds() {}
}
