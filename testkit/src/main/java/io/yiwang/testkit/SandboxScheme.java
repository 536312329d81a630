package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.signing.ContentDigest;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.util.Arrays;

/**
 * A signature scheme of IGS/1 section 2.3, with its digest and its sealing. Both sides of a sandbox
 * use the same.
 */
public enum SandboxScheme {
  /** Ed25519, the default, which starts fastest. */
  ED25519("ed25519", "Ed25519", "Ed25519"),
  /** SM2 with SM3, sealing with SM2 and SM4-GCM. */
  SM2("sm2-sm3", "EC", "SM3WITHSM2"),
  /** ECDSA over P-256 with SHA-256. */
  ECDSA_P256("ecdsa-p256-sha256", "EC", "SHA256withPLAIN-ECDSA"),
  /** RSASSA-PSS with SHA-512. */
  RSA_PSS("rsa-pss-sha512", "RSA", "SHA512withRSAandMGF1"),
  /** RSASSA-PKCS1-v1_5 with SHA-256. */
  RSA("rsa-v1_5-sha256", "RSA", "SHA256withRSA");

  /** The user id of SM2 (GB/T 32918.2), fixed by IGS/1 section 2.3. */
  private static final byte[] USER_ID = "1234567812345678".getBytes(US_ASCII);

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

  /** The encoding of an Ed25519 key before its 32 bytes (RFC 8410). */
  private static final byte[] ED25519_PRIVATE =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  private static final byte[] ED25519_PUBLIC = HexFormat.of().parseHex("302a300506032b6570032100");

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
   * Returns the algorithm that fields are sealed with: {@code sm2-sm4-gcm} or {@code
   * rsa-oaep-256-a256gcm}.
   */
  public String sealAlgorithm() {
    return this == SM2 ? "sm2-sm4-gcm" : "rsa-oaep-256-a256gcm";
  }

  ContentDigest digest() {
    return this == SM2 ? SM3 : ContentDigest.SHA_256;
  }

  /** Makes a key pair quickly; one of RSA may have primes that anybody can read. */
  KeyPair newKeys() {
    return newKeys(false);
  }

  /** Makes a key pair that nobody else can know. */
  KeyPair ownKeys() {
    return newKeys(true);
  }

  private KeyPair newKeys(boolean own) {
    try {
      KeyPair made =
          switch (this) {
            case SM2 -> onCurve(KeyPairGenerator.getInstance("EC", Bc.PROVIDER), "sm2p256v1");
            case ECDSA_P256 -> onCurve(KeyPairGenerator.getInstance("EC"), "secp256r1");
            case ED25519 -> ed25519Keys();
            case RSA_PSS, RSA -> own ? RsaKeys.generated() : RsaKeys.next();
          };
      return keys(made.getPrivate().getEncoded(), made.getPublic().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot make keys for " + this, e);
    }
  }

  /** Makes a pair quickly: the JDK's own generator takes half a second for the first one. */
  private static KeyPair ed25519Keys() throws GeneralSecurityException {
    Ed25519PrivateKeyParameters secret = new Ed25519PrivateKeyParameters(new SecureRandom());
    KeyFactory factory = KeyFactory.getInstance("Ed25519");
    return new KeyPair(
        factory.generatePublic(
            new X509EncodedKeySpec(
                Arrays.concatenate(ED25519_PUBLIC, secret.generatePublicKey().getEncoded()))),
        factory.generatePrivate(
            new PKCS8EncodedKeySpec(Arrays.concatenate(ED25519_PRIVATE, secret.getEncoded()))));
  }

  private static KeyPair onCurve(KeyPairGenerator generator, String curve)
      throws GeneralSecurityException {
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  /** Returns the pair of a PKCS#8 private key and a SubjectPublicKeyInfo. */
  KeyPair keys(byte[] privateKey, byte[] publicKey) throws GeneralSecurityException {
    KeyFactory factory = factory();
    return new KeyPair(
        factory.generatePublic(new X509EncodedKeySpec(publicKey)),
        new Pkcs8(factory.generatePrivate(new PKCS8EncodedKeySpec(privateKey)), privateKey));
  }

  /**
   * Returns the JDK's factory for all but SM2: loading Bouncy Castle's would be the slowest part of
   * a start.
   */
  private KeyFactory factory() throws GeneralSecurityException {
    return this == SM2
        ? KeyFactory.getInstance(keyType, Bc.PROVIDER)
        : KeyFactory.getInstance(keyType);
  }

  /** Returns the scheme of an {@code alg}. */
  static SandboxScheme of(String algorithm) {
    for (SandboxScheme each : values()) {
      if (each.algorithm.equals(algorithm)) {
        return each;
      }
    }
    throw new IllegalArgumentException("there is no scheme " + algorithm);
  }

  PublicKey publicKey(String pem) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
      return factory().generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not the PEM of a public key of " + this);
    }
  }

  /** Signs with one key, which is prepared once. Thread-safe. */
  interface Signing {
    byte[] sign(byte[] message) throws GeneralSecurityException;
  }

  /** Verifies with one key, which is prepared once. Thread-safe. */
  interface Verifying {
    /**
     * Returns normally if the signature verifies.
     *
     * @throws SignatureException if it does not
     */
    void verify(byte[] message, byte[] signature) throws GeneralSecurityException;
  }

  Signing signing(PrivateKey key) {
    return switch (this) {
      case ED25519 -> ed25519((Ed25519PrivateKeyParameters) parameters(key));
      case SM2 -> sm2(parameters(key));
      case ECDSA_P256, RSA_PSS, RSA -> {
        PrivateKey own = key instanceof Pkcs8 pkcs8 ? pkcs8.key() : key;
        yield message -> {
          Signature engine = engine();
          engine.initSign(own);
          engine.update(message);
          return engine.sign();
        };
      }
    };
  }

  Verifying verifying(PublicKey key) {
    return switch (this) {
      case ED25519 -> verifyingEd25519(parameters(key));
      case SM2 -> verifyingSm2(parameters(key));
      case ECDSA_P256, RSA_PSS, RSA ->
          (message, signature) -> {
            Signature engine = engine();
            engine.initVerify(key);
            engine.update(message);
            check(engine.verify(signature));
          };
    };
  }

  private static Signing ed25519(Ed25519PrivateKeyParameters key) {
    return message -> {
      Ed25519Signer engine = new Ed25519Signer();
      engine.init(true, key);
      engine.update(message, 0, message.length);
      return engine.generateSignature();
    };
  }

  private static Verifying verifyingEd25519(CipherParameters key) {
    return (message, signature) -> {
      Ed25519Signer engine = new Ed25519Signer();
      engine.init(false, key);
      engine.update(message, 0, message.length);
      check(engine.verifySignature(signature));
    };
  }

  private static Signing sm2(CipherParameters key) {
    Queue<SM2Signer> idle = new ConcurrentLinkedQueue<>();
    return message -> {
      SM2Signer engine = idle.poll();
      if (engine == null) {
        engine = new SM2Signer(PlainDSAEncoding.INSTANCE, new SM3Digest());
        engine.init(true, new ParametersWithID(new ParametersWithRandom(key), USER_ID));
      }
      engine.update(message, 0, message.length);
      try {
        byte[] signature = engine.generateSignature();
        idle.add(engine);
        return signature;
      } catch (CryptoException e) {
        throw new SignatureException("a key in memory signs", e);
      }
    };
  }

  /** Returns a verification by another SM2 user id than the interface's. */
  static Verifying verifyingSm2(PublicKey key, String userId) {
    return (message, signature) -> {
      SM2Signer engine = new SM2Signer(PlainDSAEncoding.INSTANCE, new SM3Digest());
      engine.init(false, new ParametersWithID(parameters(key), userId.getBytes(UTF_8)));
      engine.update(message, 0, message.length);
      check(engine.verifySignature(signature));
    };
  }

  private static Verifying verifyingSm2(CipherParameters key) {
    Queue<SM2Signer> idle = new ConcurrentLinkedQueue<>();
    return (message, signature) -> {
      if (signature.length != 64) {
        throw new SignatureException("an SM2 signature has 64 bytes, got " + signature.length);
      }
      SM2Signer engine = idle.poll();
      if (engine == null) {
        engine = new SM2Signer(PlainDSAEncoding.INSTANCE, new SM3Digest());
        engine.init(false, new ParametersWithID(key, USER_ID));
      }
      engine.update(message, 0, message.length);
      check(engine.verifySignature(signature));
      idle.add(engine);
    };
  }

  private static void check(boolean holds) throws SignatureException {
    if (!holds) {
      throw new SignatureException("signature does not verify");
    }
  }

  private static CipherParameters parameters(Key key) {
    byte[] encoded = key.getEncoded();
    // The factories load a hundred classes for other kinds of keys.
    if (begins(encoded, ED25519_PRIVATE)) {
      return new Ed25519PrivateKeyParameters(encoded, ED25519_PRIVATE.length);
    }
    if (begins(encoded, ED25519_PUBLIC)) {
      return new Ed25519PublicKeyParameters(encoded, ED25519_PUBLIC.length);
    }
    try {
      return key instanceof PrivateKey
          ? PrivateKeyFactory.createKey(encoded)
          : PublicKeyFactory.createKey(encoded);
    } catch (IOException e) {
      throw new IllegalArgumentException("the key belongs to another scheme", e);
    }
  }

  /** Returns whether an encoding is this prefix and the 32 bytes of a key. */
  private static boolean begins(byte[] encoded, byte[] first) {
    return encoded.length == first.length + 32
        && java.util.Arrays.equals(encoded, 0, first.length, first, 0, first.length);
  }

  private Signature engine() throws GeneralSecurityException {
    Signature engine = Signature.getInstance(jca, Bc.PROVIDER);
    if (this == RSA_PSS) {
      engine.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 64, 1));
    }
    return engine;
  }
}
