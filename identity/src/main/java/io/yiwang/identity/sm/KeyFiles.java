package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/** Keys in PEM and DER. */
final class KeyFiles {
  private static final int SEQUENCE = 0x30;

  private KeyFiles() {}

  static Sm2PrivateKey privateKey(byte[] pemOrDer, char @Nullable [] password)
      throws InvalidKeyException {
    byte[] der = new byte[0];
    try {
      der = der(pemOrDer, "PRIVATE KEY");
      return privateKey(ASN1Sequence.getInstance(der), password);
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      // Without the cause: a parser's message may quote what it could not parse.
      throw new InvalidKeyException(
          "not an SM2 private key in PKCS#8 or SEC1 form, PEM or DER, of "
              + pemOrDer.length
              + " bytes");
    } finally {
      if (der != pemOrDer) {
        Arrays.fill(der, (byte) 0);
      }
    }
  }

  private static Sm2PrivateKey privateKey(ASN1Sequence key, char @Nullable [] password)
      throws IOException, InvalidKeyException {
    // SEC1: version, octets, ...; PKCS#8: version, algorithm, octets; encrypted: algorithm, octets.
    if (key.size() == 2 && key.getObjectAt(0) instanceof ASN1Sequence) {
      return sm2(EncryptedPkcs8.decrypt(EncryptedPrivateKeyInfo.getInstance(key), password));
    }
    if (key.size() >= 2 && key.getObjectAt(1) instanceof ASN1OctetString) {
      ECPrivateKey sec1 = ECPrivateKey.getInstance(key);
      ASN1Encodable curve = sec1.getParametersObject();
      Sm2Curve.check(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve));
      return sm2(sec1);
    }
    return sm2(PrivateKeyInfo.getInstance(key));
  }

  static Sm2PrivateKey sm2(PrivateKeyInfo key) throws IOException, InvalidKeyException {
    Sm2Curve.check(key.getPrivateKeyAlgorithm());
    return sm2(ECPrivateKey.getInstance(key.parsePrivateKey()));
  }

  private static Sm2PrivateKey sm2(ECPrivateKey key) throws InvalidKeyException {
    return new Sm2PrivateKey(key.getKey());
  }

  static Sm2PublicKey publicKey(byte[] pemOrDer) throws InvalidKeyException {
    SubjectPublicKeyInfo key;
    try {
      ASN1Sequence content = ASN1Sequence.getInstance(der(pemOrDer, "PUBLIC KEY", "CERTIFICATE"));
      // A certificate has three parts, a key two.
      key =
          content.size() == 3
              ? Certificate.getInstance(content).getSubjectPublicKeyInfo()
              : SubjectPublicKeyInfo.getInstance(content);
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      throw new InvalidKeyException(
          "not an SM2 public key or certificate, PEM or DER, of " + pemOrDer.length + " bytes");
    }
    Sm2Curve.check(key.getAlgorithm());
    return Sm2PublicKey.decode(key.getPublicKeyData().getBytes());
  }

  /** The first PEM block whose type ends in one of these, or the bytes themselves if DER. */
  private static byte[] der(byte[] pemOrDer, String... types) throws IOException {
    if (pemOrDer.length > 0 && pemOrDer[0] == SEQUENCE) {
      return pemOrDer;
    }
    // Not a single character of PEM is beyond ASCII; a comment around it may be.
    try (PemReader reader = new PemReader(new StringReader(new String(pemOrDer, ISO_8859_1)))) {
      for (PemObject block = reader.readPemObject();
          block != null;
          block = reader.readPemObject()) {
        for (String type : types) {
          if (block.getType().endsWith(type)) {
            return block.getContent();
          }
        }
      }
    }
    throw new IOException("no such PEM block");
  }

  static byte[] pkcs8(Sm2PrivateKey key) {
    try {
      // 256: the number is padded to 32 bytes. The public half goes along, as OpenSSL expects.
      ECPrivateKey sec1 =
          new ECPrivateKey(
              256, key.d(), new DERBitString(key.publicKey().point().getEncoded(false)), null);
      return new PrivateKeyInfo(Sm2Curve.KEY_ALGORITHM, sec1).getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }

  static String pem(String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }
}
