package io.yiwang.identity.sm;

import java.io.IOException;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.jspecify.annotations.Nullable;

/** Reads keys in any DER that their standards allow, with Bouncy Castle. */
final class KeyParser {
  /** The content type Data of GB/T 35275, for which older versions of the library have no name. */
  private static final ASN1ObjectIdentifier GB_DATA =
      new ASN1ObjectIdentifier("1.2.156.10197.6.1.4.2.1");

  private KeyParser() {}

  /** Reads a private key; exceptions of the parser may quote the input. */
  static Sm2PrivateKey privateKey(byte[] der, char @Nullable [] password)
      throws IOException, InvalidKeyException {
    ASN1Sequence key = ASN1Sequence.getInstance(der);
    // SEC1: version, octets, ...; PKCS#8: version, algorithm, octets; encrypted: algorithm, octets.
    if (key.size() == 2 && key.getObjectAt(0) instanceof ASN1Sequence) {
      return privateKey(
          decrypted(EncryptedPrivateKeyInfo.getInstance(key), password, new PasswordCost()));
    }
    if (key.size() >= 2 && key.getObjectAt(1) instanceof ASN1OctetString) {
      ECPrivateKey sec1 = ECPrivateKey.getInstance(key);
      ASN1Encodable curve = sec1.getParametersObject();
      LibraryCurve.check(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve));
      return privateKey(sec1);
    }
    return isCfca(key) ? cfca(key, password) : privateKey(PrivateKeyInfo.getInstance(key));
  }

  static PrivateKeyInfo decrypted(
      EncryptedPrivateKeyInfo key, char @Nullable [] password, PasswordCost cost)
      throws InvalidKeyException {
    if (password == null) {
      throw PasswordEncryption.passwordNeeded();
    }
    byte[] plain =
        PasswordEncryption.decrypt(
            key.getEncryptionAlgorithm(), key.getEncryptedData(), password, cost);
    try {
      return PrivateKeyInfo.getInstance(plain);
    } catch (RuntimeException e) {
      // One in 256 wrong passwords yields a valid padding.
      throw PasswordEncryption.wrongPassword();
    }
  }

  static Sm2PrivateKey privateKey(PrivateKeyInfo key) throws IOException, InvalidKeyException {
    LibraryCurve.check(key.getPrivateKeyAlgorithm());
    return privateKey(ECPrivateKey.getInstance(key.parsePrivateKey()));
  }

  private static Sm2PrivateKey privateKey(ECPrivateKey sec1) throws InvalidKeyException {
    ASN1BitString half = sec1.getPublicKey();
    return Sm2PrivateKey.of(sec1.getKey()).withPublicHalf(half == null ? null : half.getBytes());
  }

  /**
   * Returns whether a container has the content type of GB/T 35275 in the place of the algorithm of
   * PKCS#8.
   */
  private static boolean isCfca(ASN1Sequence container) {
    return container.size() == 3
        && container.getObjectAt(1) instanceof ASN1Sequence key
        && key.size() == 3
        && GB_DATA.equals(key.getObjectAt(0));
  }

  /** Reads CFCA's container: version; type, cipher and encrypted number; type and certificate. */
  private static Sm2PrivateKey cfca(ASN1Sequence container, char @Nullable [] password)
      throws IOException, InvalidKeyException {
    if (password == null) {
      throw PasswordEncryption.passwordNeeded();
    }
    ASN1Sequence key = ASN1Sequence.getInstance(container.getObjectAt(1));
    ASN1ObjectIdentifier cipher = ASN1ObjectIdentifier.getInstance(key.getObjectAt(1));
    ASN1ObjectIdentifier sm4 = GMObjectIdentifiers.sm_scheme.branch("104");
    if (!cipher.equals(sm4) && !cipher.equals(GMObjectIdentifiers.sms4_cbc)) {
      throw new InvalidKeyException(
          "this is CFCA's container (.sm2) with a cipher that is not known here ("
              + cipher
              + "); export the key as PKCS#12 with CFCA's tool");
    }
    byte[] encrypted = ASN1OctetString.getInstance(key.getObjectAt(2)).getOctets();
    byte[] number = PasswordEncryption.decryptCfca(encrypted, password);
    if (number.length > Sm2Curve.NUMBER_BYTES) {
      // One in 256 wrong passwords yields a valid padding.
      throw PasswordEncryption.wrongPassword();
    }
    ASN1Sequence certificate = ASN1Sequence.getInstance(container.getObjectAt(2));
    byte[] half = point(ASN1OctetString.getInstance(certificate.getObjectAt(1)).getOctets());
    try {
      return Sm2PrivateKey.of(new BigInteger(1, number)).withPublicHalf(half);
    } finally {
      Arrays.fill(number, (byte) 0);
    }
  }

  /** Returns the point of a public key or of a certificate, ignoring what follows. */
  static byte[] point(byte[] der) throws IOException, InvalidKeyException {
    ASN1Sequence content;
    try (ASN1InputStream in = new ASN1InputStream(der)) {
      content = ASN1Sequence.getInstance(in.readObject());
    }
    // A certificate has three parts, a key two.
    SubjectPublicKeyInfo key =
        content.size() == 3
            ? Certificate.getInstance(content).getSubjectPublicKeyInfo()
            : SubjectPublicKeyInfo.getInstance(content);
    LibraryCurve.check(key.getAlgorithm());
    return key.getPublicKeyData().getBytes();
  }
}
