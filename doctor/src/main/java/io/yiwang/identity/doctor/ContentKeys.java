package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Mistake.CIPHER_COMPRESSED;
import static io.yiwang.identity.doctor.Mistake.CIPHER_LAYOUT;
import static io.yiwang.identity.doctor.Mistake.CIPHER_PREFIX;
import static io.yiwang.identity.doctor.Mistake.CIPHER_STRUCTURE;
import static io.yiwang.identity.doctor.Mistake.CONTENT_KEY_FORM;
import static io.yiwang.identity.doctor.Mistake.PADDING;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.encodings.PKCS1Encoding;
import org.bouncycastle.crypto.engines.RSAEngine;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.util.Arrays;
import org.bouncycastle.util.BigIntegers;

/** Decrypts a content key in all the forms that it may have been encrypted in. */
final class ContentKeys {
  private static final String PART = "ek";
  private static final int NUMBER_BYTES = 32;
  private static final byte PREFIX = 4;

  private ContentKeys() {}

  static List<Interpretation<byte[]>> of(AsymmetricKeyParameter key, byte[] wrapped) {
    List<Interpretation<byte[]>> keys = new ArrayList<>();
    boolean sm2 = key instanceof ECPrivateKeyParameters;
    List<Interpretation<byte[]>> unwrapped = sm2 ? sm2(key, wrapped) : rsa(key, wrapped);
    for (Interpretation<byte[]> each : unwrapped) {
      int right = sm2 ? 16 : 32;
      if (each.value().length == right) {
        keys.add(each);
      }
      texts(each.value(), right)
          .forEach(other -> keys.add(each.then(Interpretation.of(other, CONTENT_KEY_FORM, PART))));
    }
    return keys;
  }

  /** Returns the keys that result if a text was encrypted or used in place of the key. */
  private static List<byte[]> texts(byte[] key, int right) {
    List<byte[]> others = new ArrayList<>();
    String text = new String(key, ISO_8859_1);
    if (text.length() == 2 * right && text.matches("[0-9a-fA-F]+")) {
      others.add(HexFormat.of().parseHex(text));
      others.add(text.substring(0, right).getBytes(US_ASCII));
    }
    if (text.matches("[A-Za-z0-9+/]{22,}={0,2}") && text.length() % 4 == 0) {
      byte[] decoded = Base64.getDecoder().decode(text);
      if (decoded.length == right) {
        others.add(decoded);
      }
    }
    if (key.length == right) {
      String hex = HexFormat.of().formatHex(key);
      others.add(hex.substring(0, right).getBytes(US_ASCII));
      others.add(hex.toUpperCase(Locale.ROOT).substring(0, right).getBytes(US_ASCII));
    }
    return others;
  }

  /** Tries the forms of SM2; C3, a hash of the text, decides (GB/T 32918.4 section 7.1). */
  private static List<Interpretation<byte[]>> sm2(AsymmetricKeyParameter key, byte[] wrapped) {
    List<Interpretation<byte[]>> forms = new ArrayList<>();
    forms.add(Interpretation.right(wrapped));
    forms.add(Interpretation.of(Arrays.prepend(wrapped, PREFIX), CIPHER_PREFIX, PART));
    if (wrapped.length > 1 && wrapped[0] == PREFIX && wrapped[1] == PREFIX) {
      forms.add(
          Interpretation.of(Arrays.copyOfRange(wrapped, 1, wrapped.length), CIPHER_PREFIX, PART));
    }
    decompressed(wrapped)
        .ifPresent(form -> forms.add(Interpretation.of(form, CIPHER_COMPRESSED, PART)));
    for (byte[] form : fromStructure(wrapped)) {
      forms.add(Interpretation.of(form, CIPHER_STRUCTURE, PART));
    }
    fromDer(wrapped).ifPresent(form -> forms.add(Interpretation.of(form, CIPHER_LAYOUT, PART)));
    List<Interpretation<byte[]>> keys = new ArrayList<>();
    for (Interpretation<byte[]> form : forms) {
      for (SM2Engine.Mode mode : SM2Engine.Mode.values()) {
        SM2Engine engine = new SM2Engine(mode);
        try {
          engine.init(false, key);
          byte[] text = engine.processBlock(form.value(), 0, form.value().length);
          keys.add(
              mode == SM2Engine.Mode.C1C3C2
                  ? form.with(text)
                  : form.then(Interpretation.of(text, CIPHER_LAYOUT, PART)));
        } catch (InvalidCipherTextException | RuntimeException e) {
          // It does not have this form.
        }
      }
    }
    return keys;
  }

  /** Returns the ciphertext with C1 uncompressed, if C1 is a compressed point. */
  private static Optional<byte[]> decompressed(byte[] wrapped) {
    int c1 = 1 + NUMBER_BYTES;
    if (wrapped.length <= c1 || (wrapped[0] != 2 && wrapped[0] != 3)) {
      return Optional.empty();
    }
    try {
      byte[] point =
          EcCurves.SM2
              .getCurve()
              .decodePoint(Arrays.copyOf(wrapped, c1))
              .normalize()
              .getEncoded(false);
      return Optional.of(
          Arrays.concatenate(point, Arrays.copyOfRange(wrapped, c1, wrapped.length)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads ECCCipher of GM/T 0018 and ECCCIPHERBLOB of GM/T 0016: x, y, the hash, the length of the
   * text in four bytes of either byte order, and the text in a field that may be longer.
   */
  private static List<byte[]> fromStructure(byte[] wrapped) {
    List<byte[]> forms = new ArrayList<>();
    for (int field : List.of(2 * NUMBER_BYTES, NUMBER_BYTES)) {
      int hash = 2 * field;
      int length = hash + NUMBER_BYTES;
      int text = length + 4;
      if (wrapped.length > text) {
        ByteBuffer number = ByteBuffer.wrap(wrapped, length, 4);
        int bigEndian = number.getInt(length);
        for (int bytes : List.of(bigEndian, Integer.reverseBytes(bigEndian))) {
          if (bytes > 0 && bytes <= wrapped.length - text) {
            forms.add(
                Arrays.concatenate(
                    Arrays.prepend(
                        Arrays.copyOfRange(wrapped, field - NUMBER_BYTES, field), PREFIX),
                    Arrays.copyOfRange(wrapped, hash - NUMBER_BYTES, hash),
                    Arrays.copyOfRange(wrapped, hash, length),
                    Arrays.copyOfRange(wrapped, text, text + bytes)));
          }
        }
      }
    }
    return forms;
  }

  /** Reads the form of GM/T 0009: two numbers, the hash, the text. */
  private static Optional<byte[]> fromDer(byte[] der) {
    try {
      if (ASN1Primitive.fromByteArray(der) instanceof ASN1Sequence parts
          && parts.size() == 4
          && parts.getObjectAt(0) instanceof ASN1Integer x
          && parts.getObjectAt(1) instanceof ASN1Integer y
          && parts.getObjectAt(2) instanceof ASN1OctetString hash
          && parts.getObjectAt(3) instanceof ASN1OctetString text) {
        return Optional.of(
            Arrays.prepend(
                Arrays.concatenate(
                    BigIntegers.asUnsignedByteArray(NUMBER_BYTES, x.getPositiveValue()),
                    BigIntegers.asUnsignedByteArray(NUMBER_BYTES, y.getPositiveValue()),
                    hash.getOctets(),
                    text.getOctets()),
                PREFIX));
      }
    } catch (IOException | IllegalArgumentException e) {
      // It is not DER.
    }
    return Optional.empty();
  }

  private static List<Interpretation<byte[]>> rsa(AsymmetricKeyParameter key, byte[] wrapped) {
    List<Interpretation<byte[]>> keys = new ArrayList<>();
    List<Interpretation<AsymmetricBlockCipher>> paddings = new ArrayList<>();
    paddings.add(Interpretation.right(oaep(new SHA256Digest(), new SHA256Digest())));
    // The JDK's OAEPWithSHA-256AndMGF1Padding uses SHA-1 for the mask unless told otherwise.
    for (AsymmetricBlockCipher other :
        List.of(
            oaep(new SHA256Digest(), new SHA1Digest()),
            oaep(new SHA1Digest(), new SHA1Digest()),
            oaep(new SHA1Digest(), new SHA256Digest()),
            new PKCS1Encoding(new RSAEngine()))) {
      paddings.add(Interpretation.of(other, PADDING, PART));
    }
    for (Interpretation<AsymmetricBlockCipher> padding : paddings) {
      try {
        padding.value().init(false, key);
        keys.add(padding.with(padding.value().processBlock(wrapped, 0, wrapped.length)));
      } catch (InvalidCipherTextException | RuntimeException e) {
        // It has another padding.
      }
    }
    return keys;
  }

  private static AsymmetricBlockCipher oaep(Digest digest, Digest mask) {
    return new OAEPEncoding(new RSAEngine(), digest, mask, null);
  }
}
