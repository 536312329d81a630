package io.yiwang.identity.sm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/** Private keys in PKCS#12. The JDK's own reader does not know the curve. */
final class Pkcs12 {
  private Pkcs12() {}

  static Sm2PrivateKey privateKey(byte[] content, char[] password, @Nullable String alias)
      throws InvalidKeyException {
    Key key;
    try {
      // A private instance: registering the provider would change crypto for the whole JVM.
      KeyStore store = KeyStore.getInstance("PKCS12", new BouncyCastleProvider());
      store.load(new ByteArrayInputStream(content), password);
      key = store.getKey(alias != null ? alias : onlyKey(store), password);
    } catch (InvalidKeyException e) {
      throw e;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw new InvalidKeyException("not PKCS#12, or not under this password");
    }
    if (key == null) {
      throw new InvalidKeyException("the PKCS#12 content has no private key of that alias");
    }
    try {
      return Sm2PrivateKey.of(KeyParser.number(PrivateKeyInfo.getInstance(key.getEncoded())));
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidKeyException("the PKCS#12 entry is not an SM2 key");
    }
  }

  private static String onlyKey(KeyStore store) throws GeneralSecurityException {
    List<String> keys = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        keys.add(alias);
      }
    }
    if (keys.size() != 1) {
      throw new InvalidKeyException(
          "the PKCS#12 content must hold one private key, or its alias be given; it holds "
              + keys.size());
    }
    return keys.get(0);
  }
}
