package io.yiwang.identity.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.yiwang.internal.shared.Id;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * Holds a public key with which a message may verify, read from any of the usual forms. Immutable.
 */
public final class KnownKey {
  private static final int ED25519_BYTES = 32;
  private static final int COORDINATES = 64;
  private static final byte[] PREFIX = {4};

  private final String keyId;

  /** Supplies new schemes for each examination: they cache results. */
  private final Supplier<List<Interpretation<Scheme>>> schemes;

  private final Optional<ECPoint> sm2;

  private KnownKey(
      String keyId, Supplier<List<Interpretation<Scheme>>> schemes, Optional<ECPoint> sm2) {
    this.keyId = Id.check(keyId, "key id");
    this.schemes = schemes;
    this.sm2 = sm2;
  }

  private static KnownKey of(String keyId, Supplier<List<Interpretation<Scheme>>> schemes) {
    return new KnownKey(keyId, schemes, Optional.empty());
  }

  private static KnownKey of(String keyId, X9ECParameters curve, ECPoint point) {
    return curve.equals(EcCurves.SM2)
        ? new KnownKey(keyId, () -> Sm2Schemes.of(point), Optional.of(point.normalize()))
        : of(keyId, () -> EcdsaSchemes.of(point));
  }

  /**
   * Reads a public key. It may be a {@code SubjectPublicKeyInfo} or a certificate, in PEM or DER;
   * or a bare key, as bytes or hexadecimal: a point of sm2p256v1 or P-256 (with the prefix 04,
   * without it, with it twice, or compressed), or the 32 bytes of an Ed25519 key.
   *
   * @throws InvalidKeyException if it is none of these; the text quotes nothing of it
   */
  public static KnownKey of(String keyId, byte[] key) throws InvalidKeyException {
    try {
      byte[] bytes = bytes(key);
      return isSequence(bytes) ? encoded(keyId, bytes) : bare(keyId, bytes);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // Without the cause: a parser's message may quote what it could not parse.
      throw new InvalidKeyException(
          "not a public key of a known kind, of " + key.length + " bytes");
    }
  }

  /** Returns whether all of it is one DER sequence; a bare key may begin like one. */
  private static boolean isSequence(byte[] bytes) {
    try {
      return ASN1Primitive.fromByteArray(bytes) instanceof ASN1Sequence;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the key's bytes, decoded if they are a text. */
  private static byte[] bytes(byte[] key) throws IOException, InvalidKeyException {
    String text = new String(key, ISO_8859_1).strip();
    int begin = text.indexOf("-----BEGIN");
    if (begin >= 0) {
      // A byte-order mark may precede it.
      return pem(text.substring(begin));
    }
    if (text.matches("(?:[0-9a-fA-F]{2}){32,}+")) {
      return HexFormat.of().parseHex(text);
    }
    return text.matches("[A-Za-z0-9+/\\s]{40,}={0,2}") ? Base64.getMimeDecoder().decode(text) : key;
  }

  private static byte[] pem(String text) throws IOException, InvalidKeyException {
    try (PemReader reader = new PemReader(new StringReader(text))) {
      for (PemObject block = reader.readPemObject();
          block != null;
          block = reader.readPemObject()) {
        if (block.getType().endsWith("PUBLIC KEY") || block.getType().endsWith("CERTIFICATE")) {
          return first(block.getContent());
        }
      }
    }
    throw new InvalidKeyException("no public key or certificate in the PEM text");
  }

  /** Returns only the certificate; OpenSSL adds data of its own to a TRUSTED CERTIFICATE. */
  private static byte[] first(byte[] der) throws IOException {
    try (ASN1InputStream in = new ASN1InputStream(der)) {
      ASN1Primitive first = in.readObject();
      return first == null ? der : first.getEncoded();
    }
  }

  private static KnownKey encoded(String keyId, byte[] der)
      throws IOException, GeneralSecurityException {
    ASN1Sequence content = ASN1Sequence.getInstance(der);
    // A certificate has three parts, and a key has two.
    SubjectPublicKeyInfo key =
        content.size() == 3
            ? Certificate.getInstance(content).getSubjectPublicKeyInfo()
            : SubjectPublicKeyInfo.getInstance(content);
    AlgorithmIdentifier algorithm = key.getAlgorithm();
    byte[] bits = key.getPublicKeyData().getBytes();
    if (algorithm.getAlgorithm().equals(EdECObjectIdentifiers.id_Ed25519)) {
      return of(keyId, () -> Scheme.ed25519(bits));
    }
    // GM/T 0015-2023 allows the OID of the curve, or of the purpose, in place of the algorithm's.
    if (algorithm.getAlgorithm().equals(GMObjectIdentifiers.sm2p256v1)
        || algorithm.getAlgorithm().on(GMObjectIdentifiers.sm2p256v1)) {
      return of(keyId, EcCurves.SM2, EcCurves.SM2.getCurve().decodePoint(bits));
    }
    if (algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      if (GMObjectIdentifiers.sm2p256v1.equals(algorithm.getParameters())) {
        return of(keyId, EcCurves.SM2, EcCurves.SM2.getCurve().decodePoint(bits));
      }
      if (SECObjectIdentifiers.secp256r1.equals(algorithm.getParameters())) {
        return of(keyId, EcCurves.P256, EcCurves.P256.getCurve().decodePoint(bits));
      }
    }
    if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
      PublicKey rsa =
          KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(key.getEncoded()));
      return of(keyId, () -> Scheme.rsa((RSAPublicKey) rsa));
    }
    throw new InvalidKeyException("not a key of a known kind");
  }

  private static KnownKey bare(String keyId, byte[] key) throws InvalidKeyException {
    if (key.length == ED25519_BYTES) {
      return of(keyId, () -> Scheme.ed25519(key));
    }
    Optional<KnownKey> point = point(keyId, key);
    if (point.isPresent()) {
      return point.get();
    }
    // The length decides, and then whether it is a point: X itself may begin with 04.
    byte[] corrected =
        switch (key.length) {
          case COORDINATES -> joined(PREFIX, key);
          case COORDINATES + 2 -> Arrays.copyOfRange(key, 1, key.length);
          // A leading 04 of X was taken for the prefix and removed.
          case COORDINATES - 1 -> joined(PREFIX, joined(PREFIX, key));
          default -> throw new InvalidKeyException("not the length of any key");
        };
    KnownKey known =
        point(keyId, corrected)
            .orElseThrow(() -> new InvalidKeyException("not a point of a known curve"));
    Interpretation<String> prefix =
        Interpretation.of(keyId, Mistake.PUBLIC_KEY_PREFIX, "public key");
    return new KnownKey(
        keyId, () -> known.schemes().stream().map(prefix::then).toList(), known.sm2);
  }

  private static Optional<KnownKey> point(String keyId, byte[] encoded) {
    for (X9ECParameters curve : List.of(EcCurves.SM2, EcCurves.P256)) {
      try {
        return Optional.of(of(keyId, curve, curve.getCurve().decodePoint(encoded)));
      } catch (IllegalArgumentException e) {
        // It is not on this curve.
      }
    }
    return Optional.empty();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  String keyId() {
    return keyId;
  }

  /** Returns the ways in which the key may have signed; the first is the correct one. */
  List<Interpretation<Scheme>> schemes() {
    return schemes.get();
  }

  /** Returns the schemes with other SM2 user ids; none for a key of another kind. */
  List<Interpretation<Scheme>> withUserIds(List<byte[]> userIds) {
    return sm2.stream()
        .flatMap(point -> userIds.stream().map(userId -> Sm2Schemes.userId(point, userId)))
        .toList();
  }

  /** Returns the schemes with the Z of another key; none unless both are SM2 keys. */
  List<Interpretation<Scheme>> withZOf(KnownKey other) {
    return sm2.stream()
        .flatMap(
            point ->
                other.sm2.stream().filter(z -> !z.equals(point)).map(z -> Sm2Schemes.zOf(point, z)))
        .toList();
  }

  @Override
  public String toString() {
    return "public key " + keyId;
  }
}
