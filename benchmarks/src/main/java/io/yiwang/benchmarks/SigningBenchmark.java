package io.yiwang.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.tencent.kona.crypto.KonaCryptoProvider;
import com.tencent.kona.crypto.spec.SM2PrivateKeySpec;
import com.tencent.kona.crypto.spec.SM2PublicKeySpec;
import com.tencent.kona.crypto.spec.SM2SignatureParameterSpec;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.Sm2Verifier;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.signing.RsaSigner;
import io.yiwang.signing.RsaVerifier;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures one signature of a message of 300 bytes, and its verification, on one thread.
 *
 * <ul>
 *   <li>{@link #sm2Sign}, {@link #sm2Verify}: Yiwang's implementation, created once for the key.
 *   <li>{@link #naiveSign}, {@link #naiveVerify}: Bouncy Castle's JCA as most code uses it, with
 *       {@code getInstance} and init each time and signatures in DER. The provider is kept.
 *   <li>{@link #lowLevelSign}, {@link #lowLevelVerify}: Bouncy Castle's {@code SM2Signer}, created
 *       and initialised once for the key, with raw signatures.
 *   <li>{@link #konaSign}, {@link #konaVerify}: Tencent Kona's Java implementation, with one engine
 *       that is given the key once.
 *   <li>{@link #rsaSign}, {@link #rsaVerify}: Yiwang's signer on the JDK's RSA-2048.
 * </ul>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SigningBenchmark {
  private static final String SCHEME = "SM3withSM2";
  private static final byte[] USER_ID = "1234567812345678".getBytes(US_ASCII);

  private final Provider provider = new BouncyCastleProvider();
  private final byte[] message = new byte[300];
  private KeyPair sm2Keys;
  private Sm2Signer sm2Signer;
  private Sm2Verifier sm2Verifier;
  private SM2Signer lowLevelSigner;
  private SM2Signer lowLevelVerifier;
  private RsaSigner rsaSigner;
  private RsaVerifier rsaVerifier;
  private Signature konaSigner;
  private Signature konaVerifier;
  private byte[] raw;
  private byte[] der;
  private byte[] kona;
  private byte[] rsa;

  /** Creates the keys, every signer and verifier, and a valid signature of each form. */
  @Setup
  public void prepare() throws GeneralSecurityException, CryptoException, IOException {
    new Random(1).nextBytes(message);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
    generator.initialize(new ECGenParameterSpec("sm2p256v1"));
    sm2Keys = generator.generateKeyPair();
    sm2Signer = new Sm2Signer("app-1", SmKeys.privateKey(sm2Keys.getPrivate().getEncoded()));
    sm2Verifier = new Sm2Verifier("app-1", SmKeys.publicKey(sm2Keys.getPublic().getEncoded()));
    lowLevelSigner = lowLevel(true, PrivateKeyFactory.createKey(sm2Keys.getPrivate().getEncoded()));
    lowLevelVerifier =
        lowLevel(false, PublicKeyFactory.createKey(sm2Keys.getPublic().getEncoded()));
    KeyPair rsaKeys = Keys.newRsa();
    rsaSigner = new RsaSigner("app-1", rsaKeys.getPrivate());
    rsaVerifier = new RsaVerifier("app-1", rsaKeys.getPublic());
    prepareKona();
    raw = sm2Sign();
    kona = konaSign();
    der = naiveSign();
    rsa = rsaSign();
  }

  private void prepareKona() throws GeneralSecurityException {
    Provider tencent = new KonaCryptoProvider();
    KeyFactory factory = KeyFactory.getInstance("SM2", tencent);
    ECPrivateKey key = (ECPrivateKey) sm2Keys.getPrivate();
    ECPublicKey point = (ECPublicKey) sm2Keys.getPublic();
    PrivateKey secret = factory.generatePrivate(new SM2PrivateKeySpec(key.getS()));
    ECPublicKey open = (ECPublicKey) factory.generatePublic(new SM2PublicKeySpec(point.getW()));
    konaSigner = Signature.getInstance("SM2", tencent);
    konaSigner.setParameter(new SM2SignatureParameterSpec(USER_ID, open));
    konaSigner.initSign(secret);
    konaVerifier = Signature.getInstance("SM2", tencent);
    konaVerifier.setParameter(new SM2SignatureParameterSpec(USER_ID, open));
    konaVerifier.initVerify(open);
  }

  private static SM2Signer lowLevel(boolean signs, AsymmetricKeyParameter key) {
    SM2Signer engine = new SM2Signer(PlainDSAEncoding.INSTANCE);
    engine.init(signs, new ParametersWithID(key, USER_ID));
    return engine;
  }

  /** Signs with Yiwang's SM2. */
  @Benchmark
  public byte[] sm2Sign() {
    return sm2Signer.sign(message);
  }

  /** Verifies with Yiwang's SM2. */
  @Benchmark
  public void sm2Verify() throws GeneralSecurityException {
    sm2Verifier.verify(message, raw);
  }

  /** Signs with Bouncy Castle's JCA. */
  @Benchmark
  public byte[] naiveSign() throws GeneralSecurityException {
    Signature signature = Signature.getInstance(SCHEME, provider);
    signature.initSign(sm2Keys.getPrivate());
    signature.update(message);
    return signature.sign();
  }

  /** Verifies with Bouncy Castle's JCA. */
  @Benchmark
  public boolean naiveVerify() throws GeneralSecurityException {
    Signature signature = Signature.getInstance(SCHEME, provider);
    signature.initVerify(sm2Keys.getPublic());
    signature.update(message);
    return signature.verify(der);
  }

  /** Signs with Bouncy Castle's low-level engine. */
  @Benchmark
  public byte[] lowLevelSign() throws CryptoException {
    lowLevelSigner.update(message, 0, message.length);
    return lowLevelSigner.generateSignature();
  }

  /** Verifies with Bouncy Castle's low-level engine. */
  @Benchmark
  public boolean lowLevelVerify() {
    lowLevelVerifier.update(message, 0, message.length);
    return lowLevelVerifier.verifySignature(raw);
  }

  /** Signs with Tencent Kona. */
  @Benchmark
  public byte[] konaSign() throws GeneralSecurityException {
    konaSigner.update(message);
    return konaSigner.sign();
  }

  /** Verifies with Tencent Kona. */
  @Benchmark
  public boolean konaVerify() throws GeneralSecurityException {
    konaVerifier.update(message);
    return konaVerifier.verify(kona);
  }

  /** Signs as an RSA call does. */
  @Benchmark
  public byte[] rsaSign() throws GeneralSecurityException {
    return rsaSigner.sign(message);
  }

  /** Verifies as an RSA call does. */
  @Benchmark
  public void rsaVerify() throws GeneralSecurityException {
    rsaVerifier.verify(message, rsa);
  }
}
