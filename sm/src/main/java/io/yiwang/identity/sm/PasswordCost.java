package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Limits the cost of opening a file with its password. The file itself states the cost, for each of
 * its parts, and must not occupy a thread for hours or exhaust the memory. Use one instance per
 * file.
 */
final class PasswordCost {
  /**
   * The most iterations, which take some seconds. OWASP recommends 600,000 for PBKDF2 with SHA-256
   * and 1,300,000 with SHA-1.
   */
  private static final long MOST_ITERATIONS = 1_500_000;

  private BigInteger left = BigInteger.valueOf(MOST_ITERATIONS);

  /** Spends the cost of decrypting with a scheme. */
  void spend(AlgorithmIdentifier scheme) throws InvalidKeyException {
    if (scheme.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
      spend(PBES2Parameters.getInstance(scheme.getParameters()).getKeyDerivationFunc());
    } else if (scheme.getParameters() instanceof ASN1Sequence) {
      // PKCS#5 and PKCS#12 both have a salt and a number of iterations.
      spend(PKCS12PBEParams.getInstance(scheme.getParameters()).getIterations());
    }
  }

  /** Spends the cost of checking the MAC of a PKCS#12 file. */
  void spend(MacData mac) throws InvalidKeyException {
    AlgorithmIdentifier algorithm = mac.getMac().getAlgorithmId();
    if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBMAC1)) {
      spend(PBMAC1Params.getInstance(algorithm.getParameters()).getKeyDerivationFunc());
    } else {
      spend(mac.getIterationCount());
    }
  }

  private void spend(KeyDerivationFunc function) throws InvalidKeyException {
    if (function.getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt)) {
      // A block of 128 bytes takes about as long as an iteration.
      ScryptParams scrypt = ScryptParams.getInstance(function.getParameters());
      BigInteger blocks = scrypt.getCostParameter().multiply(scrypt.getBlockSize());
      spend(blocks.multiply(scrypt.getParallelizationParameter()));
    } else if (function.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
      spend(PBKDF2Params.getInstance(function.getParameters()).getIterationCount());
    }
  }

  private void spend(BigInteger cost) throws InvalidKeyException {
    left = left.subtract(cost);
    if (cost.signum() <= 0 || left.signum() < 0) {
      throw new InvalidKeyException(
          "the private key's password would take too long to check, or too much memory");
    }
  }
}
