package io.yiwang.signing;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Signs or verifies with one key under one JCA scheme. A {@link Signature} is not thread-safe and
 * is slow to create, so the instances are pooled. There are never more of them than threads that
 * used one at the same time.
 */
final class JcaEngine {
  private final String scheme;
  private final @Nullable AlgorithmParameterSpec parameters;
  private final @Nullable Provider provider;
  private volatile @Nullable PrivateKey privateKey;
  private volatile boolean destroyed;
  private final @Nullable PublicKey publicKey;
  private final ConcurrentLinkedQueue<Signature> idle = new ConcurrentLinkedQueue<>();

  private JcaEngine(
      String scheme,
      @Nullable AlgorithmParameterSpec parameters,
      @Nullable Provider provider,
      @Nullable PrivateKey privateKey,
      @Nullable PublicKey publicKey) {
    this.scheme = scheme;
    this.parameters = parameters;
    this.provider = provider;
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /**
   * The order of P-256 (FIPS 186-4 D.1.2.3), to check the curve, since the JCA would sign on any.
   */
  private static final BigInteger P256_ORDER =
      new BigInteger("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", 16);

  private static final Set<String> ALWAYS_64_BYTES = Set.of("Ed25519", EcdsaP256Signer.SCHEME);

  private static void check(Key key) {
    if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < 2048) {
      throw new IllegalArgumentException(
          "an RSA key must have 2048 bits or more, got " + rsa.getModulus().bitLength());
    }
    if (key instanceof ECKey ec && !ec.getParams().getOrder().equals(P256_ORDER)) {
      throw new IllegalArgumentException("an EC key must be on the curve P-256");
    }
  }

  /**
   * Returns an engine that signs.
   *
   * @param provider the provider of the key, if it is not registered with the JVM; null otherwise
   */
  static JcaEngine signing(
      String scheme,
      @Nullable AlgorithmParameterSpec parameters,
      PrivateKey key,
      @Nullable Provider provider) {
    check(key);
    return new JcaEngine(scheme, parameters, provider, key, null).tried();
  }

  static JcaEngine verifying(
      String scheme, @Nullable AlgorithmParameterSpec parameters, PublicKey key) {
    check(key);
    return new JcaEngine(scheme, parameters, null, null, key).tried();
  }

  /** Tries the key, so that an unsuitable one is reported now and not by the first call. */
  private JcaEngine tried() {
    try {
      idle.add(fresh());
      return this;
    } catch (GeneralSecurityException | ProviderException e) {
      // Without the cause: a provider's message may quote the key.
      throw new IllegalArgumentException(
          "the "
              + kind()
              + " key cannot be used for "
              + scheme
              + (privateKey != null && provider == null
                  ? "; if it is in a token, give the token's provider as well"
                  : ""));
    }
  }

  private String kind() {
    Key key = privateKey != null ? privateKey : publicKey;
    return key == null ? "no algorithm" : key.getAlgorithm();
  }

  private Signature fresh() throws GeneralSecurityException {
    Signature signature =
        provider == null ? Signature.getInstance(scheme) : Signature.getInstance(scheme, provider);
    if (parameters != null) {
      signature.setParameter(parameters);
    }
    PrivateKey secret = privateKey;
    if (secret != null) {
      signature.initSign(secret);
    } else if (publicKey != null) {
      signature.initVerify(publicKey);
    } else {
      throw new InvalidKeyException("no key");
    }
    return signature;
  }

  byte[] sign(byte[] message) throws GeneralSecurityException {
    Signature signature = borrow();
    signature.update(message);
    byte[] signed = signature.sign();
    giveBack(signature);
    return signed;
  }

  private void giveBack(Signature signature) {
    idle.add(signature);
    if (destroyed) {
      idle.clear();
    }
  }

  /** Drops the key and everything that was created with it. */
  void destroy() {
    destroyed = true;
    privateKey = null;
    idle.clear();
  }

  boolean isDestroyed() {
    return destroyed;
  }

  void verify(byte[] message, byte[] signed) throws GeneralSecurityException {
    // The JDK accepts trailing zeros in an Ed25519 signature, and r and s of any length.
    if (ALWAYS_64_BYTES.contains(scheme) && signed.length != 64) {
      throw new SignatureException(
          "a signature of " + scheme + " must be 64 bytes, got " + signed.length);
    }
    Signature signature = borrow();
    signature.update(message);
    boolean good;
    try {
      good = signature.verify(signed);
    } catch (SignatureException | RuntimeException e) {
      // The length or form is wrong. The engine may be in any state, so it is not pooled again.
      throw new SignatureException("the signature is not one of " + scheme);
    }
    idle.add(signature);
    if (!good) {
      throw new SignatureException("the signature does not verify");
    }
  }

  private Signature borrow() throws GeneralSecurityException {
    Signature signature = idle.poll();
    if (destroyed) {
      throw new IllegalStateException("the key was destroyed");
    }
    return signature != null ? signature : fresh();
  }
}
