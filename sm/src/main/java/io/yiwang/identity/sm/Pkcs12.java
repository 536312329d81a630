package io.yiwang.identity.sm;

import io.yiwang.internal.shared.PemText;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.jspecify.annotations.Nullable;

/**
 * Reads private keys from PKCS#12, including MACs with SM3 and bags encrypted with SM4, which
 * neither the JDK's reader nor Bouncy Castle's supports.
 *
 * @see "RFC 7292; RFC 9579"
 */
final class Pkcs12 {
  /** A bag with a key, and the aliases by which it can be found. */
  private record Bag(SafeBag bag, List<String> names) {}

  private Pkcs12() {}

  static Sm2PrivateKey privateKey(byte[] content, char[] password, @Nullable String alias)
      throws InvalidKeyException {
    PasswordCost cost = new PasswordCost();
    Pfx pfx;
    AuthenticatedSafe safe;
    try {
      pfx = Pfx.getInstance(ASN1Sequence.getInstance(PemText.blocks(content).get(0).der()));
      if (!pfx.getAuthSafe().getContentType().equals(PKCSObjectIdentifiers.data)) {
        throw new InvalidKeyException(
            "the PKCS#12 content is protected by a signature, not by a password; export it under"
                + " a password: openssl pkcs12 -export");
      }
      byte[] authenticated = octets(pfx.getAuthSafe());
      checkMac(pfx.getMacData(), authenticated, password, cost);
      safe = AuthenticatedSafe.getInstance(ASN1Sequence.getInstance(authenticated));
      return privateKey(keys(safe, password, cost), password, alias, cost);
    } catch (IOException | RuntimeException e) {
      // Without the cause: a parser's message may quote its input.
      String found = PemText.describe(content);
      throw new InvalidKeyException(
          "not PKCS#12, or damaged, of " + content.length + " bytes" + notPkcs12(found));
    }
  }

  private static String notPkcs12(String found) {
    return found.isEmpty() || found.startsWith("this is PKCS#12") ? "" : ": " + found;
  }

  private static byte[] octets(ContentInfo content) {
    return ASN1OctetString.getInstance(content.getContent()).getOctets();
  }

  @SuppressWarnings("ReferenceEquality") // Null means absent.
  private static void checkMac(
      @Nullable MacData mac, byte[] authenticated, char[] password, PasswordCost cost)
      throws InvalidKeyException {
    if (mac != null && !PasswordEncryption.isMac(mac, authenticated, password, cost)) {
      throw new InvalidKeyException(
          "the password is not that of the PKCS#12 content, or the content was changed");
    }
  }

  private static List<Bag> keys(AuthenticatedSafe safe, char[] password, PasswordCost cost)
      throws InvalidKeyException {
    List<Bag> keys = new ArrayList<>();
    for (ContentInfo content : safe.getContentInfo()) {
      ASN1Sequence bags = null;
      if (content.getContentType().equals(PKCSObjectIdentifiers.data)) {
        bags = ASN1Sequence.getInstance(octets(content));
      } else if (content.getContentType().equals(PKCSObjectIdentifiers.encryptedData)) {
        bags = decrypted(EncryptedData.getInstance(content.getContent()), password, cost);
      }
      if (bags != null) {
        addKeys(bags, keys);
      }
    }
    return keys;
  }

  private static @Nullable ASN1Sequence decrypted(
      EncryptedData data, char[] password, PasswordCost cost) throws InvalidKeyException {
    try {
      return ASN1Sequence.getInstance(
          PasswordEncryption.decrypt(
              data.getEncryptionAlgorithm(), data.getContent().getOctets(), password, cost));
    } catch (RuntimeException e) {
      throw PasswordEncryption.wrongPassword();
    }
  }

  private static void addKeys(ASN1Sequence bags, List<Bag> keys) {
    for (ASN1Encodable each : bags) {
      SafeBag bag = SafeBag.getInstance(each);
      ASN1ObjectIdentifier kind = bag.getBagId();
      if (kind.equals(PKCSObjectIdentifiers.keyBag)
          || kind.equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag)) {
        keys.add(new Bag(bag, names(bag.getBagAttributes())));
      } else if (kind.equals(PKCSObjectIdentifiers.safeContentsBag)) {
        addKeys(ASN1Sequence.getInstance(bag.getBagValue()), keys);
      }
    }
  }

  /** Returns the friendly name and the local key id in hexadecimal. */
  private static List<String> names(@Nullable ASN1Set attributes) {
    List<String> names = new ArrayList<>();
    if (attributes == null) {
      return names;
    }
    for (ASN1Encodable each : attributes) {
      Attribute attribute = Attribute.getInstance(each);
      if (attribute.getAttrValues().size() > 0) {
        ASN1Encodable value = attribute.getAttrValues().getObjectAt(0);
        if (value instanceof ASN1BMPString name) {
          names.add(name.getString());
        } else if (value instanceof ASN1OctetString id) {
          names.add(HexFormat.of().formatHex(id.getOctets()));
        }
      }
    }
    return names;
  }

  private static Sm2PrivateKey privateKey(
      List<Bag> keys, char[] password, @Nullable String alias, PasswordCost cost)
      throws IOException, InvalidKeyException {
    List<Bag> wanted =
        alias == null
            ? keys
            : keys.stream()
                .filter(key -> key.names().stream().anyMatch(alias::equalsIgnoreCase))
                .toList();
    if (wanted.isEmpty() && alias != null) {
      throw new InvalidKeyException(
          "the PKCS#12 content has no private key of that alias; it holds " + keys.size());
    }
    if (wanted.size() != 1) {
      throw new InvalidKeyException(
          "the PKCS#12 content must hold one private key, or its alias be given; it holds "
              + wanted.size());
    }
    SafeBag bag = wanted.get(0).bag();
    return KeyParser.privateKey(
        bag.getBagId().equals(PKCSObjectIdentifiers.keyBag)
            ? PrivateKeyInfo.getInstance(bag.getBagValue())
            : KeyParser.decrypted(
                EncryptedPrivateKeyInfo.getInstance(bag.getBagValue()), password, cost));
  }
}
