package io.yiwang.identity.sm;

import java.io.IOException;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/** Keys in whatever DER their standards allow, by Bouncy Castle. */
final class KeyParser {
  private KeyParser() {}

  /** The number of a private key; what the parser throws may quote what it could not parse. */
  static BigInteger number(byte[] der, char @Nullable [] password)
      throws IOException, InvalidKeyException {
    ASN1Sequence key = ASN1Sequence.getInstance(der);
    // SEC1: version, octets, ...; PKCS#8: version, algorithm, octets; encrypted: algorithm, octets.
    if (key.size() == 2 && key.getObjectAt(0) instanceof ASN1Sequence) {
      return number(EncryptedPkcs8.decrypt(EncryptedPrivateKeyInfo.getInstance(key), password));
    }
    if (key.size() >= 2 && key.getObjectAt(1) instanceof ASN1OctetString) {
      ECPrivateKey sec1 = ECPrivateKey.getInstance(key);
      ASN1Encodable curve = sec1.getParametersObject();
      LibraryCurve.check(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve));
      return sec1.getKey();
    }
    return number(PrivateKeyInfo.getInstance(key));
  }

  static BigInteger number(PrivateKeyInfo key) throws IOException, InvalidKeyException {
    LibraryCurve.check(key.getPrivateKeyAlgorithm());
    return ECPrivateKey.getInstance(key.parsePrivateKey()).getKey();
  }

  /** The point of a public key or of a certificate's. */
  static byte[] point(byte[] der) throws InvalidKeyException {
    ASN1Sequence content = ASN1Sequence.getInstance(der);
    // A certificate has three parts, a key two.
    SubjectPublicKeyInfo key =
        content.size() == 3
            ? Certificate.getInstance(content).getSubjectPublicKeyInfo()
            : SubjectPublicKeyInfo.getInstance(content);
    LibraryCurve.check(key.getAlgorithm());
    return key.getPublicKeyData().getBytes();
  }
}
