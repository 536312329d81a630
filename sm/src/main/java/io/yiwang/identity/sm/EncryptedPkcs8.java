package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** Private keys under a password. A class of its own, so that a plain key loads no provider. */
final class EncryptedPkcs8 {
  /** Bouncy Castle's limit in PKCS#12; some seconds. */
  private static final BigInteger MOST_ITERATIONS = BigInteger.valueOf(5_000_000);

  /** Of scrypt: 128 bytes for each unit of cost times block size. */
  private static final BigInteger MOST_BLOCKS = BigInteger.valueOf(1 << 20);

  private EncryptedPkcs8() {}

  static PrivateKeyInfo decrypt(EncryptedPrivateKeyInfo key, char @Nullable [] password)
      throws InvalidKeyException {
    if (password == null) {
      throw new InvalidKeyException("the private key is encrypted; give its password");
    }
    if (isTooDear(key.getEncryptionAlgorithm())) {
      throw new InvalidKeyException(
          "the private key's password takes too long to try, or too much memory");
    }
    try {
      return new PKCS8EncryptedPrivateKeyInfo(key)
          .decryptPrivateKeyInfo(
              new JceOpenSSLPKCS8DecryptorProviderBuilder()
                  .setProvider(new BouncyCastleProvider())
                  .build(password));
    } catch (PKCSException | OperatorCreationException e) {
      throw new InvalidKeyException("the private key cannot be opened with this password");
    }
  }

  /** What a file says of its own cost must not keep a thread for hours, or take all memory. */
  private static boolean isTooDear(AlgorithmIdentifier scheme) {
    if (!scheme.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
      // PKCS#5 and PKCS#12 alike: salt and iterations.
      return scheme.getParameters() instanceof ASN1Sequence
          && exceeds(
              PKCS12PBEParams.getInstance(scheme.getParameters()).getIterations(), MOST_ITERATIONS);
    }
    KeyDerivationFunc function =
        PBES2Parameters.getInstance(scheme.getParameters()).getKeyDerivationFunc();
    if (function.getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt)) {
      ScryptParams scrypt = ScryptParams.getInstance(function.getParameters());
      BigInteger blocks = scrypt.getCostParameter().multiply(scrypt.getBlockSize());
      return exceeds(blocks.multiply(scrypt.getParallelizationParameter()), MOST_BLOCKS);
    }
    return function.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)
        && exceeds(
            PBKDF2Params.getInstance(function.getParameters()).getIterationCount(),
            MOST_ITERATIONS);
  }

  private static boolean exceeds(BigInteger cost, BigInteger most) {
    return cost.signum() <= 0 || cost.compareTo(most) > 0;
  }
}
