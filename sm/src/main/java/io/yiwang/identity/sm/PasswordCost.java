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
 * What a file may cost to open with its password. A file names the cost itself, once for each part
 * of it, and must not keep a thread for hours or take all memory. For one file.
 */
final class PasswordCost {
  /** OWASP advises 600,000 for PBKDF2 with SHA-256, 1,300,000 with SHA-1. Some seconds at most. */
  private static final long MOST_ITERATIONS = 1_500_000;

  private BigInteger left = BigInteger.valueOf(MOST_ITERATIONS);

  /** Takes the cost of opening what is encrypted in that way. */
  void spend(AlgorithmIdentifier scheme) throws InvalidKeyException {
    if (scheme.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
      spend(PBES2Parameters.getInstance(scheme.getParameters()).getKeyDerivationFunc());
    } else if (scheme.getParameters() instanceof ASN1Sequence) {
      // PKCS#5 and PKCS#12 alike: salt and iterations.
      spend(PKCS12PBEParams.getInstance(scheme.getParameters()).getIterations());
    }
  }

  /** Takes the cost of checking a PKCS#12 file's own code. */
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
