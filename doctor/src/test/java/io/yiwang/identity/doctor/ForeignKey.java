package io.yiwang.identity.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.yiwang.signing.RsaPairs;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.jcajce.provider.asymmetric.ec.BCECPrivateKey;
import org.bouncycastle.jcajce.provider.asymmetric.ec.BCECPublicKey;
import org.bouncycastle.jcajce.spec.SM2ParameterSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jce.spec.ECPrivateKeySpec;
import org.bouncycastle.util.Arrays;
import org.bouncycastle.util.BigIntegers;

/** Holds a key that signs with Bouncy Castle's JCA, without any of our code. */
final class ForeignKey {
  static final Provider BC = new BouncyCastleProvider();
  static final byte[] USER_ID = "1234567812345678".getBytes(US_ASCII);

  enum Kind {
    SM2("sm2-sm3", "EC", "SM3WITHSM2"),
    ECDSA_P256("ecdsa-p256-sha256", "EC", "SHA256withECDSA"),
    ED25519("ed25519", "Ed25519", "Ed25519"),
    RSA_PSS("rsa-pss-sha512", "RSA", "SHA512withRSAandMGF1"),
    RSA("rsa-v1_5-sha256", "RSA", "SHA256withRSA");

    final String algorithm;
    private final String type;
    private final String jca;

    Kind(String algorithm, String type, String jca) {
      this.algorithm = algorithm;
      this.type = type;
      this.jca = jca;
    }

    boolean onCurve() {
      return this == SM2 || this == ECDSA_P256;
    }

    String digest() {
      return this == SM2 ? "SM3" : "SHA-256";
    }

    String digestName() {
      return this == SM2 ? "sm3" : "sha-256";
    }
  }

  final Kind kind;
  final KeyPair pair;

  ForeignKey(Kind kind) {
    this.kind = kind;
    if (kind.type.equals("RSA")) {
      pair = RsaPairs.next();
      return;
    }
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.type, BC);
      if (kind.onCurve()) {
        generator.initialize(new ECGenParameterSpec(kind == Kind.SM2 ? "sm2p256v1" : "secp256r1"));
      }
      pair = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signs a text, and returns the signature in the form of the interface. */
  byte[] sign(byte[] text) {
    AlgorithmParameterSpec parameters =
        switch (kind) {
          case SM2 -> new SM2ParameterSpec(USER_ID);
          case RSA_PSS -> new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1);
          default -> null;
        };
    byte[] signature = jca(kind.jca, parameters, text);
    return kind.onCurve() ? raw(signature) : signature;
  }

  /** Signs a text, and returns the signature in the form of the JCA, which is DER for a curve. */
  byte[] jca(String scheme, AlgorithmParameterSpec parameters, byte[] text) {
    return jca(scheme, parameters, pair.getPrivate(), text);
  }

  static byte[] jca(String scheme, AlgorithmParameterSpec parameters, PrivateKey key, byte[] text) {
    try {
      Signature engine = Signature.getInstance(scheme, BC);
      if (parameters != null) {
        engine.setParameter(parameters);
      }
      engine.initSign(key);
      engine.update(text);
      return engine.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signs with another private number on the same curve, as if this key had been misread. */
  byte[] signWith(BigInteger number, byte[] text) {
    BCECPrivateKey own = (BCECPrivateKey) pair.getPrivate();
    BigInteger n = own.getParameters().getN();
    PrivateKey other =
        new BCECPrivateKey(
            "EC",
            new ECPrivateKeySpec(number.mod(n), own.getParameters()),
            BouncyCastleProvider.CONFIGURATION);
    String scheme = kind == Kind.SM2 ? "SM3WITHSM2" : "SHA256withECDSA";
    return raw(jca(scheme, kind == Kind.SM2 ? new SM2ParameterSpec(USER_ID) : null, other, text));
  }

  /** Returns the private number as {@code BigInteger.toByteArray} writes it, with a sign byte. */
  byte[] number() {
    return ((BCECPrivateKey) pair.getPrivate()).getD().toByteArray();
  }

  /** Returns 04, X and Y of the public key. */
  byte[] point() {
    return ((BCECPublicKey) pair.getPublic()).getQ().getEncoded(false);
  }

  static BigInteger[] numbers(byte[] der) {
    ASN1Sequence numbers = ASN1Sequence.getInstance(der);
    return new BigInteger[] {
      ASN1Integer.getInstance(numbers.getObjectAt(0)).getValue(),
      ASN1Integer.getInstance(numbers.getObjectAt(1)).getValue()
    };
  }

  static byte[] raw(byte[] der) {
    BigInteger[] numbers = numbers(der);
    return Arrays.concatenate(
        BigIntegers.asUnsignedByteArray(32, numbers[0]),
        BigIntegers.asUnsignedByteArray(32, numbers[1]));
  }

  static byte[] digest(String name, byte[] content) {
    try {
      return MessageDigest.getInstance(name, BC).digest(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
