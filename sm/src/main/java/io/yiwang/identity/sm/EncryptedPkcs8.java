package io.yiwang.identity.sm;

import java.security.InvalidKeyException;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** Private keys under a password. A class of its own, so that a plain key loads no provider. */
final class EncryptedPkcs8 {
  private EncryptedPkcs8() {}

  static PrivateKeyInfo decrypt(EncryptedPrivateKeyInfo key, char @Nullable [] password)
      throws InvalidKeyException {
    if (password == null) {
      throw new InvalidKeyException("the private key is encrypted; give its password");
    }
    new PasswordCost().spend(key.getEncryptionAlgorithm());
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
}
