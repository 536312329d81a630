package io.yiwang.ofd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UTF8String;

/**
 * Converts the parts of a seal's structure, in the standard's types and those that software in use
 * writes instead.
 */
final class Asn1Values {
  private Asn1Values() {}

  static String oid(ASN1Encodable value) {
    return ASN1ObjectIdentifier.getInstance(value).getId();
  }

  static int number(ASN1Encodable value) {
    return ASN1Integer.getInstance(value).intValueExact();
  }

  static byte[] octets(ASN1Encodable value) {
    return ASN1OctetString.getInstance(value).getOctets();
  }

  /** Returns the bytes of a bit string, or of octets, which some early software writes instead. */
  static byte[] bits(ASN1Encodable value) {
    return value instanceof ASN1OctetString octets
        ? octets.getOctets()
        : ASN1BitString.getInstance(value).getOctets();
  }

  /** Returns a string; some software writes GBK where the standard has UTF-8 or ASCII. */
  static String string(ASN1Encodable value) throws IOException {
    byte[] bytes =
        value instanceof ASN1UTF8String || value instanceof ASN1IA5String
            ? Der.content(value.toASN1Primitive().getEncoded())
            : null;
    if (bytes == null) {
      return ((ASN1String) value).getString();
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, Charset.forName("GB18030"));
    }
  }
}
