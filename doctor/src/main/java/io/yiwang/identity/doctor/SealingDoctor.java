package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Mistake.ADDITIONAL_DATA;
import static io.yiwang.identity.doctor.Mistake.CIPHER_MODE;
import static io.yiwang.identity.doctor.Mistake.IV_OR_TAG_MISPLACED;
import static io.yiwang.identity.doctor.Mistake.WRONG_ALGORITHM;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.identity.doctor.Diagnosis.Finding;
import io.yiwang.signing.Sealed;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * Finds out which common mistake keeps a sealed value from being opened. It needs the private key
 * that the value was sealed for, so it helps those who write their own sealer and test it with a
 * throw-away key. Immutable, thread-safe. It keeps and prints nothing of key or text.
 *
 * @see "IGS/1 section 2.6"
 */
public final class SealingDoctor {
  private static final String SM2 = "sm2-sm4-gcm";
  private static final String RSA = "rsa-oaep-256-a256gcm";
  private static final int IV_BYTES = 12;
  private static final int TAG_BYTES = 16;
  private static final List<String> MODES = List.of("CBC", "ECB");
  private static final Provider PROVIDER = new BouncyCastleProvider();

  private final AsymmetricKeyParameter key;

  /**
   * Makes a doctor with a private key of SM2 or RSA.
   *
   * @param pkcs8 PEM or DER, not encrypted
   * @throws InvalidKeyException if it is not such a key; the text quotes nothing of it
   */
  public SealingDoctor(byte[] pkcs8) throws InvalidKeyException {
    try {
      key = PrivateKeyFactory.createKey(normalized(PrivateKeyInfo.getInstance(der(pkcs8))));
    } catch (IOException | RuntimeException e) {
      throw new InvalidKeyException("not a private key in PKCS#8, of " + pkcs8.length + " bytes");
    }
    if (!(key instanceof ECPrivateKeyParameters) && !(key instanceof RSAKeyParameters)) {
      throw new InvalidKeyException("the private key must be SM2 or RSA");
    }
  }

  /**
   * Rewrites a key that has the OID of the curve, or of its purpose, in place of the algorithm's,
   * as GM/T 0015-2023 allows.
   */
  private static PrivateKeyInfo normalized(PrivateKeyInfo key) throws IOException {
    ASN1ObjectIdentifier algorithm = key.getPrivateKeyAlgorithm().getAlgorithm();
    return algorithm.equals(GMObjectIdentifiers.sm2p256v1)
            || algorithm.on(GMObjectIdentifiers.sm2p256v1)
        ? new PrivateKeyInfo(
            new AlgorithmIdentifier(
                X9ObjectIdentifiers.id_ecPublicKey, GMObjectIdentifiers.sm2p256v1),
            key.parsePrivateKey())
        : key;
  }

  private static byte[] der(byte[] pkcs8) throws IOException {
    String text = new String(pkcs8, ISO_8859_1);
    // A byte-order mark may precede it.
    String from = text.substring(Math.max(0, text.indexOf("-----BEGIN")));
    try (PemReader reader = new PemReader(new StringReader(from))) {
      PemObject block = reader.readPemObject();
      return block == null ? pkcs8 : block.getContent();
    }
  }

  /** Holds a cipher with its mode of operation. */
  private record Mode(String cipher, String block) {
    boolean gcm() {
      return block.equals("GCM");
    }
  }

  /** Holds the encrypted content with its iv and tag. */
  @SuppressWarnings("ArrayRecordComponent") // Passed along once; never compared.
  private record Content(byte[] iv, byte[] text, byte[] tag) {}

  /**
   * Examines a sealed value.
   *
   * @param pointer the JSON Pointer of the member that holds it
   * @param otherPointers the JSON Pointers of members from which it may have been moved
   */
  public Diagnosis examine(Sealed sealed, String pointer, String... otherPointers) {
    boolean sm2 = key instanceof ECPrivateKeyParameters;
    List<Interpretation<byte[]>> keys = contentKeys(sealed);
    List<Interpretation<Content>> contents = contents(sealed);
    if (keys.isEmpty() || contents.isEmpty()) {
      return new Diagnosis(List.of(new Finding(Mistake.UNEXPLAINED, keys.isEmpty() ? "ek" : "ct")));
    }
    List<Interpretation<String>> pointers = pointers(pointer, otherPointers);
    List<Interpretation<Mode>> modes = modes(sm2);
    List<byte[]> opened = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    if (!sealed.alg().equals(sm2 ? SM2 : RSA)) {
      findings.add(new Finding(WRONG_ALGORITHM, "alg"));
    }
    findings.addAll(
        new Search(List.of(modes, keys, contents, pointers), 1)
            .first(
                choice -> {
                  Optional<byte[]> text =
                      open(
                          modes.get(choice.at(0)).value(),
                          keys.get(choice.at(1)).value(),
                          contents.get(choice.at(2)).value(),
                          pointers.get(choice.at(3)).value());
                  text.ifPresent(opened::add);
                  return text.isPresent();
                })
            .orElse(List.of(new Finding(Mistake.UNEXPLAINED, "ct"))));
    for (byte[] text : opened) {
      if (BodyInterpretations.decoded(text, UTF_8).isEmpty()) {
        findings.add(new Finding(Mistake.TEXT_CHARSET, "ct"));
      }
      Arrays.fill(text, (byte) 0);
    }
    keys.forEach(each -> Arrays.fill(each.value(), (byte) 0));
    return new Diagnosis(findings);
  }

  private List<Interpretation<byte[]>> contentKeys(Sealed sealed) {
    List<Interpretation<byte[]>> keys = new ArrayList<>();
    for (Interpretation<byte[]> wrapped : part(sealed.ek(), "ek", 96)) {
      ContentKeys.of(key, wrapped.value()).forEach(each -> keys.add(wrapped.then(each)));
    }
    return keys;
  }

  private static List<Interpretation<byte[]>> part(String base64, String name, int length) {
    return ByteInterpretations.of(":" + base64 + ":", name, length);
  }

  private static List<Interpretation<Content>> contents(Sealed sealed) {
    List<Interpretation<Content>> contents = new ArrayList<>();
    List<Interpretation<byte[]>> ivs = new ArrayList<>(part(sealed.iv(), "iv", IV_BYTES));
    ivs.add(Interpretation.of(new byte[IV_BYTES], IV_OR_TAG_MISPLACED, "iv"));
    List<Interpretation<byte[]>> tags = new ArrayList<>(part(sealed.tag(), "tag", TAG_BYTES));
    for (Interpretation<byte[]> ct : part(sealed.ct(), "ct", 1)) {
      for (Interpretation<byte[]> iv : ivs) {
        for (Interpretation<byte[]> tag : tags) {
          contents.add(
              iv.then(tag).then(ct).with(new Content(iv.value(), ct.value(), tag.value())));
        }
      }
      contents.addAll(joined(ct, ivs, tags));
    }
    return contents;
  }

  /** Returns the interpretations with the iv before the text, the tag after it, or both. */
  private static List<Interpretation<Content>> joined(
      Interpretation<byte[]> ct,
      List<Interpretation<byte[]>> ivs,
      List<Interpretation<byte[]>> tags) {
    List<Interpretation<Content>> joined = new ArrayList<>();
    byte[] all = ct.value();
    byte[] iv = ivs.get(0).value();
    byte[] tag = tags.isEmpty() ? new byte[0] : tags.get(0).value();
    for (int head : List.of(0, IV_BYTES, TAG_BYTES)) {
      for (int tail : List.of(0, TAG_BYTES)) {
        if (head + tail > 0 && head + tail <= all.length) {
          int end = all.length - tail;
          Content content =
              new Content(
                  head > 0 ? Arrays.copyOf(all, head) : iv,
                  Arrays.copyOfRange(all, head, end),
                  tail > 0 ? Arrays.copyOfRange(all, end, all.length) : tag);
          joined.add(ct.then(Interpretation.of(content, IV_OR_TAG_MISPLACED, "ct")));
        }
      }
    }
    return joined;
  }

  private static List<Interpretation<String>> pointers(String pointer, String... others) {
    List<Interpretation<String>> pointers = new ArrayList<>();
    pointers.add(Interpretation.right(pointer));
    List<String> wrong = new ArrayList<>(List.of(others));
    String name = pointer.replaceFirst("^.*/", "");
    wrong.addAll(
        List.of(
            "",
            name,
            "/" + name,
            pointer.replaceFirst("^/", ""),
            pointer.replaceFirst("^/", "").replace('/', '.'),
            "$" + pointer.replace('/', '.'),
            "#" + pointer));
    wrong.stream()
        .filter(other -> !other.equals(pointer))
        .distinct()
        .forEach(
            other -> pointers.add(Interpretation.of(other, ADDITIONAL_DATA, "additional data")));
    return pointers;
  }

  private static List<Interpretation<Mode>> modes(boolean sm2) {
    List<Interpretation<Mode>> modes = new ArrayList<>();
    String right = sm2 ? "SM4" : "AES";
    String other = sm2 ? "AES" : "SM4";
    modes.add(Interpretation.right(new Mode(right, "GCM")));
    modes.add(Interpretation.of(new Mode(other, "GCM"), WRONG_ALGORITHM, "alg"));
    for (String block : MODES) {
      modes.add(Interpretation.of(new Mode(right, block), CIPHER_MODE, "ct"));
    }
    return modes;
  }

  private static Optional<byte[]> open(Mode mode, byte[] key, Content content, String pointer) {
    try {
      Cipher cipher =
          Cipher.getInstance(
              mode.cipher() + "/" + mode.block() + (mode.gcm() ? "/NoPadding" : "/PKCS7Padding"),
              PROVIDER);
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(key, mode.cipher()),
          switch (mode.block()) {
            case "GCM" -> new GCMParameterSpec(8 * TAG_BYTES, content.iv());
            case "CBC" -> new IvParameterSpec(content.iv());
            default -> null;
          });
      if (!mode.gcm()) {
        // These modes have no tag: only the padding and a readable text show success.
        byte[] text = cipher.doFinal(content.text());
        return readable(text) ? Optional.of(text) : Optional.empty();
      }
      cipher.updateAAD(pointer.getBytes(UTF_8));
      if (content.tag().length != TAG_BYTES) {
        return Optional.empty();
      }
      byte[] whole = Arrays.copyOf(content.text(), content.text().length + TAG_BYTES);
      System.arraycopy(content.tag(), 0, whole, content.text().length, TAG_BYTES);
      return Optional.of(cipher.doFinal(whole));
    } catch (GeneralSecurityException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static boolean readable(byte[] text) {
    Optional<String> decoded =
        BodyInterpretations.decoded(text, UTF_8)
            .or(() -> BodyInterpretations.decoded(text, Charset.forName("GB18030")));
    return decoded.isPresent() && decoded.get().chars().noneMatch(Character::isISOControl);
  }

  @Override
  public String toString() {
    return "sealing doctor";
  }
}
