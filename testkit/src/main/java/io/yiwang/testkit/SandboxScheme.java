package io.yiwang.testkit;

import io.yiwang.signing.ContentDigest;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.jcajce.spec.SM2ParameterSpec;

/**
 * The signature schemes of IGS/1 section 2.3, each with the digest and the sealing that go with it.
 * Both sides of a sandbox use the same.
 */
public enum SandboxScheme {
  /** Ed25519, the default: the fastest to start. */
  ED25519("ed25519", "Ed25519", "Ed25519"),
  /** SM2 with SM3, sealing with SM2 and SM4-GCM. */
  SM2("sm2-sm3", "EC", "SM3WITHSM2"),
  /** ECDSA over P-256 with SHA-256. */
  ECDSA_P256("ecdsa-p256-sha256", "EC", "SHA256withPLAIN-ECDSA"),
  /** RSASSA-PSS with SHA-512. */
  RSA_PSS("rsa-pss-sha512", "RSA", "SHA512withRSAandMGF1"),
  /** RSASSA-PKCS1-v1_5 with SHA-256. */
  RSA("rsa-v1_5-sha256", "RSA", "SHA256withRSA");

  /** SM2's user id (GB/T 32918.2), fixed by IGS/1 section 2.3. */
  private static final byte[] USER_ID =
      "1234567812345678".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  /** The order of sm2p256v1's group (GB/T 32918.5). */
  private static final BigInteger SM2_ORDER =
      new BigInteger("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123", 16);

  private static final ContentDigest SM3 =
      new ContentDigest() {
        @Override
        public String algorithm() {
          return "sm3";
        }

        @Override
        public byte[] digest(byte[] content) {
          return Sm3.digest(content);
        }
      };

  private final String algorithm;
  private final String keyType;
  private final String jca;

  SandboxScheme(String algorithm, String keyType, String jca) {
    this.algorithm = algorithm;
    this.keyType = keyType;
    this.jca = jca;
  }

  /** Returns the RFC 9421 {@code alg}, such as {@code ed25519}. */
  public String algorithm() {
    return algorithm;
  }

  /**
   * Returns how fields are sealed beside it: {@code sm2-sm4-gcm} or {@code rsa-oaep-256-a256gcm}.
   */
  public String sealAlgorithm() {
    return this == SM2 ? "sm2-sm4-gcm" : "rsa-oaep-256-a256gcm";
  }

  ContentDigest digest() {
    return this == SM2 ? SM3 : ContentDigest.SHA_256;
  }

  KeyPair newKeys() {
    try {
      // The JDK's encoding of an Ed25519 key is the one that every reader takes.
      KeyPairGenerator generator =
          this == SM2
              ? KeyPairGenerator.getInstance("EC", Bc.PROVIDER)
              : KeyPairGenerator.getInstance(keyType);
      switch (this) {
        case SM2 -> generator.initialize(new ECGenParameterSpec("sm2p256v1"));
        case ECDSA_P256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
        case RSA_PSS, RSA -> generator.initialize(2048);
        case ED25519 -> {
          // Has one size.
        }
      }
      KeyPair made = generator.generateKeyPair();
      KeyFactory factory = KeyFactory.getInstance(keyType, Bc.PROVIDER);
      return new KeyPair(
          factory.generatePublic(new X509EncodedKeySpec(made.getPublic().getEncoded())),
          new Pkcs8(
              factory.generatePrivate(new PKCS8EncodedKeySpec(made.getPrivate().getEncoded())),
              made.getPrivate().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot make keys for " + this, e);
    }
  }

  PublicKey publicKey(String pem) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
      return KeyFactory.getInstance(keyType, Bc.PROVIDER)
          .generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not the PEM of a public key of " + this);
    }
  }

  byte[] sign(PrivateKey key, byte[] message) throws GeneralSecurityException {
    Signature engine = engine();
    engine.initSign(key instanceof Pkcs8 pkcs8 ? pkcs8.key() : key);
    engine.update(message);
    byte[] signature = engine.sign();
    if (this != SM2) {
      return signature;
    }
    try {
      BigInteger[] parts = StandardDSAEncoding.INSTANCE.decode(SM2_ORDER, signature);
      return PlainDSAEncoding.INSTANCE.encode(SM2_ORDER, parts[0], parts[1]);
    } catch (IOException e) {
      throw new GeneralSecurityException("not a DER signature", e);
    }
  }

  void verify(PublicKey key, byte[] message, byte[] signature) throws GeneralSecurityException {
    Signature engine = engine();
    engine.initVerify(key);
    engine.update(message);
    if (!engine.verify(this == SM2 ? der(signature) : signature)) {
      throw new SignatureException("signature does not verify");
    }
  }

  private static byte[] der(byte[] plain) throws SignatureException {
    if (plain.length != 64) {
      throw new SignatureException("an SM2 signature has 64 bytes, got " + plain.length);
    }
    try {
      BigInteger[] parts = PlainDSAEncoding.INSTANCE.decode(SM2_ORDER, plain);
      return StandardDSAEncoding.INSTANCE.encode(SM2_ORDER, parts[0], parts[1]);
    } catch (IOException | IllegalArgumentException e) {
      throw new SignatureException("not an SM2 signature", e);
    }
  }

  private Signature engine() throws GeneralSecurityException {
    Signature engine = Signature.getInstance(jca, Bc.PROVIDER);
    if (this == SM2) {
      engine.setParameter(new SM2ParameterSpec(USER_ID));
    } else if (this == RSA_PSS) {
      engine.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
    }
    return engine;
  }
}
