package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.util.BigIntegers;

/** Lists the ways in which platforms usually encode a signature wrongly, and decodes them. */
final class MistakenEncodings {
  private MistakenEncodings() {}

  /** Returns the signature as it came, and as it is if it was encoded wrongly. */
  static List<Candidate<byte[]>> of(byte[] signature) {
    List<Candidate<byte[]>> options = new ArrayList<>();
    options.add(new Candidate<>(signature, null));
    fromDer(signature, options);
    String text = new String(signature, ISO_8859_1).strip();
    if (text.matches("(?:[0-9a-fA-F]{2}){60,600}+")) {
      options.add(
          new Candidate<>(
              HexFormat.of().parseHex(text.toLowerCase(Locale.ROOT)),
              new Words(
                  "签名是十六进制文本的 Base64，应对签名的字节本身作 Base64",
                  "the signature is hexadecimal text in base64; encode its bytes themselves")));
    } else if (text.matches("[A-Za-z0-9+/]{80,}={0,2}")) {
      options.add(
          new Candidate<>(
              decoded64(text),
              new Words(
                  "签名作了两次 Base64，应只作一次", "the signature is in base64 twice; encode it once")));
    }
    if (signature.length == 65) {
      options.add(
          new Candidate<>(
              Arrays.copyOfRange(signature, 1, 65),
              new Words(
                  "签名 r‖s 之前多了一个字节，应恰为 64 字节",
                  "a byte precedes r‖s; the signature must be exactly 64 bytes")));
    }
    if (signature.length == 64) {
      byte[] swapped = new byte[64];
      System.arraycopy(signature, 32, swapped, 0, 32);
      System.arraycopy(signature, 0, swapped, 32, 32);
      options.add(
          new Candidate<>(
              swapped,
              new Words("签名中 r 与 s 的次序颠倒，应为 r‖s", "the signature is s‖r; it must be r‖s")));
    }
    return options;
  }

  private static byte[] decoded64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static void fromDer(byte[] signature, List<Candidate<byte[]>> options) {
    try {
      if (ASN1Primitive.fromByteArray(signature) instanceof ASN1Sequence numbers
          && numbers.size() == 2
          && numbers.getObjectAt(0) instanceof ASN1Integer r
          && numbers.getObjectAt(1) instanceof ASN1Integer s) {
        byte[] raw = new byte[64];
        System.arraycopy(half(r.getPositiveValue()), 0, raw, 0, 32);
        System.arraycopy(half(s.getPositiveValue()), 0, raw, 32, 32);
        options.add(
            new Candidate<>(
                raw,
                new Words(
                    "签名是 DER 编码，应为原始的 r‖s，恰为 64 字节，不足补零",
                    "the signature is DER; it must be raw r‖s, exactly 64 bytes, zero-padded")));
      }
    } catch (IOException | IllegalArgumentException e) {
      // Not DER: nothing to read.
    }
  }

  private static byte[] half(BigInteger number) {
    return BigIntegers.asUnsignedByteArray(32, number);
  }
}
