package io.yiwang.identity.sm;

import java.io.IOException;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.InputDecryptor;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilderProvider;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Private keys in PKCS#12. The JDK's own reader does not know the curve, and Bouncy Castle's limits
 * the iterations of each part of a file, but not how many parts there are.
 */
final class Pkcs12 {
  private Pkcs12() {}

  static Sm2PrivateKey privateKey(byte[] content, char[] password, @Nullable String alias)
      throws InvalidKeyException {
    try {
      // A private instance: registering the provider would change crypto for the whole JVM.
      Decryptors decryptors = new Decryptors(new BouncyCastleProvider(), password);
      PKCS12SafeBag key = only(keys(content, password, decryptors), alias);
      Object value = key.getBagValue();
      PrivateKeyInfo info =
          value instanceof PKCS8EncryptedPrivateKeyInfo encrypted
              ? encrypted.decryptPrivateKeyInfo(decryptors)
              : PrivateKeyInfo.getInstance(value);
      return Sm2PrivateKey.of(KeyParser.number(info));
    } catch (InvalidKeyException e) {
      throw e;
    } catch (PKCSException e) {
      throw refusal(e);
    } catch (IOException | RuntimeException e) {
      throw unreadable();
    }
  }

  /** What a part costs is found out deep inside the library. */
  private static InvalidKeyException refusal(PKCSException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof TooDearException dear) {
        return dear.refusal();
      }
    }
    return unreadable();
  }

  private static InvalidKeyException unreadable() {
    return new InvalidKeyException("not PKCS#12 of an SM2 key, or not under this password");
  }

  /** The bags that hold a private key. */
  private static List<PKCS12SafeBag> keys(byte[] content, char[] password, Decryptors decryptors)
      throws IOException, PKCSException, InvalidKeyException {
    PKCS12PfxPdu pfx = new PKCS12PfxPdu(content);
    if (pfx.hasMac()) {
      decryptors.cost.spend(Pfx.getInstance(content).getMacData());
      if (!pfx.isMacValid(
          new JcePKCS12MacCalculatorBuilderProvider().setProvider(decryptors.provider), password)) {
        throw unreadable();
      }
    }
    List<PKCS12SafeBag> keys = new ArrayList<>();
    for (ContentInfo info : pfx.getContentInfos()) {
      PKCS12SafeBagFactory bags =
          info.getContentType().equals(PKCSObjectIdentifiers.encryptedData)
              ? new PKCS12SafeBagFactory(info, decryptors)
              : new PKCS12SafeBagFactory(info);
      for (PKCS12SafeBag bag : bags.getSafeBags()) {
        if (bag.getType().equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag)
            || bag.getType().equals(PKCSObjectIdentifiers.keyBag)) {
          keys.add(bag);
        }
      }
    }
    return keys;
  }

  private static PKCS12SafeBag only(List<PKCS12SafeBag> keys, @Nullable String alias)
      throws InvalidKeyException {
    if (alias != null) {
      for (PKCS12SafeBag key : keys) {
        if (alias.equalsIgnoreCase(name(key))) {
          return key;
        }
      }
      throw new InvalidKeyException("the PKCS#12 content has no private key of that alias");
    }
    if (keys.size() != 1) {
      throw new InvalidKeyException(
          "the PKCS#12 content must hold one private key, or its alias be given; it holds "
              + keys.size());
    }
    return keys.get(0);
  }

  private static String name(PKCS12SafeBag bag) {
    for (Attribute each : bag.getAttributes()) {
      if (each.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_friendlyName)
          && each.getAttrValues().size() > 0) {
        return ASN1BMPString.getInstance(each.getAttributeValues()[0]).getString();
      }
    }
    return "";
  }

  /** Opens each part, if that does not cost too much by now. */
  private static final class Decryptors implements InputDecryptorProvider {
    final BouncyCastleProvider provider;
    final PasswordCost cost = new PasswordCost();
    private final InputDecryptorProvider decryptors;

    Decryptors(BouncyCastleProvider provider, char[] password) {
      this.provider = provider;
      decryptors =
          new JcePKCSPBEInputDecryptorProviderBuilder().setProvider(provider).build(password);
    }

    @Override
    public InputDecryptor get(AlgorithmIdentifier scheme) throws OperatorCreationException {
      try {
        cost.spend(scheme);
      } catch (InvalidKeyException e) {
        throw new TooDearException(e);
      }
      return decryptors.get(scheme);
    }
  }

  private static final class TooDearException extends OperatorCreationException {
    private static final long serialVersionUID = 1L;
    private final InvalidKeyException refusal;

    TooDearException(InvalidKeyException refusal) {
      super("too dear");
      this.refusal = refusal;
    }

    InvalidKeyException refusal() {
      return refusal;
    }
  }
}
