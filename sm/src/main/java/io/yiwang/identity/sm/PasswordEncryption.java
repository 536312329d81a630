package io.yiwang.identity.sm;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PBMAC1Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.DESEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.engines.RC2Engine;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.generators.OpenSSLPBEParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S1ParametersGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.jspecify.annotations.Nullable;

/**
 * Decrypts with a password, by the schemes of PKCS#5 and PKCS#12. It supports the algorithms in
 * use, including SM3 and SM4, which Bouncy Castle's own readers do not combine with these schemes.
 * It distinguishes unknown algorithms from wrong passwords.
 *
 * @see "RFC 8018; RFC 7292 appendix B; RFC 9579; RFC 7914"
 */
final class PasswordEncryption {
  private static final ASN1ObjectIdentifier SM4 = GMObjectIdentifiers.sm_scheme.branch("104");
  private static final ASN1ObjectIdentifier SM3_HASH = GMObjectIdentifiers.sm3.branch("1");

  /** A block cipher in CBC mode with the length of its key. */
  private record Cbc(Supplier<BlockCipher> engine, int keyBytes) {}

  private static final Map<ASN1ObjectIdentifier, Cbc> PBES2_CIPHERS =
      Map.of(
          NISTObjectIdentifiers.id_aes128_CBC,
          new Cbc(AESEngine::newInstance, 16),
          NISTObjectIdentifiers.id_aes192_CBC,
          new Cbc(AESEngine::newInstance, 24),
          NISTObjectIdentifiers.id_aes256_CBC,
          new Cbc(AESEngine::newInstance, 32),
          PKCSObjectIdentifiers.des_EDE3_CBC,
          new Cbc(DESedeEngine::new, 24),
          OIWObjectIdentifiers.desCBC,
          new Cbc(DESEngine::new, 8),
          GMObjectIdentifiers.sms4_cbc,
          new Cbc(SM4Engine::new, 16),
          SM4,
          new Cbc(SM4Engine::new, 16));

  private static final Map<ASN1ObjectIdentifier, Cbc> PKCS12_CIPHERS =
      Map.of(
          PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC, new Cbc(DESedeEngine::new, 24),
          PKCSObjectIdentifiers.pbeWithSHAAnd2_KeyTripleDES_CBC, new Cbc(DESedeEngine::new, 16),
          PKCSObjectIdentifiers.pbeWithSHAAnd128BitRC2_CBC, new Cbc(RC2Engine::new, 16),
          PKCSObjectIdentifiers.pbeWithSHAAnd40BitRC2_CBC, new Cbc(RC2Engine::new, 5));

  private static final Map<String, Cbc> PEM_CIPHERS =
      Map.of(
          "AES-128-CBC", new Cbc(AESEngine::newInstance, 16),
          "AES-192-CBC", new Cbc(AESEngine::newInstance, 24),
          "AES-256-CBC", new Cbc(AESEngine::newInstance, 32),
          "DES-EDE3-CBC", new Cbc(DESedeEngine::new, 24),
          "DES-CBC", new Cbc(DESEngine::new, 8),
          "SM4-CBC", new Cbc(SM4Engine::new, 16),
          "SMS4-CBC", new Cbc(SM4Engine::new, 16));

  private static final Map<ASN1ObjectIdentifier, Supplier<Digest>> HMACS =
      Map.of(
          PKCSObjectIdentifiers.id_hmacWithSHA1,
          SHA1Digest::new,
          PKCSObjectIdentifiers.id_hmacWithSHA224,
          SHA224Digest::new,
          PKCSObjectIdentifiers.id_hmacWithSHA256,
          SHA256Digest::newInstance,
          PKCSObjectIdentifiers.id_hmacWithSHA384,
          SHA384Digest::new,
          PKCSObjectIdentifiers.id_hmacWithSHA512,
          SHA512Digest::new,
          GMObjectIdentifiers.hmac_sm3,
          SM3Digest::new,
          // Tools that follow another edition of GM/T 0006 write this one instead.
          GMObjectIdentifiers.sm3.branch("3").branch("1"),
          SM3Digest::new);

  private static final Map<ASN1ObjectIdentifier, Supplier<Digest>> MACS =
      Map.of(
          PKCSObjectIdentifiers.md5,
          MD5Digest::new,
          OIWObjectIdentifiers.idSHA1,
          SHA1Digest::new,
          NISTObjectIdentifiers.id_sha224,
          SHA224Digest::new,
          NISTObjectIdentifiers.id_sha256,
          SHA256Digest::newInstance,
          NISTObjectIdentifiers.id_sha384,
          SHA384Digest::new,
          NISTObjectIdentifiers.id_sha512,
          SHA512Digest::new,
          GMObjectIdentifiers.sm3,
          SM3Digest::new,
          SM3_HASH,
          SM3Digest::new);

  private PasswordEncryption() {}

  /**
   * Decrypts a part of a file.
   *
   * @param cost the cost that the file may still cause
   * @throws InvalidKeyException if the algorithm is unknown or the password is wrong
   */
  static byte[] decrypt(
      AlgorithmIdentifier scheme, byte[] encrypted, char[] password, PasswordCost cost)
      throws InvalidKeyException {
    cost.spend(scheme);
    ASN1ObjectIdentifier algorithm = scheme.getAlgorithm();
    if (algorithm.equals(PKCSObjectIdentifiers.id_PBES2)) {
      return pbes2(PBES2Parameters.getInstance(scheme.getParameters()), encrypted, password);
    }
    Cbc pkcs12 = PKCS12_CIPHERS.get(algorithm);
    if (pkcs12 != null) {
      for (byte[] form : pkcs12Forms(password)) {
        PBEParametersGenerator keys = new PKCS12ParametersGenerator(new SHA1Digest());
        byte[] plain = pbe(keys, form, pkcs12, scheme, encrypted);
        if (plain != null) {
          return plain;
        }
      }
      throw wrongPassword();
    }
    Digest digest = pbes1Digest(algorithm);
    if (digest == null) {
      throw unknown(algorithm);
    }
    Cbc des = new Cbc(DESEngine::new, 8);
    byte[] plain =
        pbe(new PKCS5S1ParametersGenerator(digest), bytes(password), des, scheme, encrypted);
    if (plain == null) {
      throw wrongPassword();
    }
    return plain;
  }

  private static @Nullable Digest pbes1Digest(ASN1ObjectIdentifier algorithm) {
    if (algorithm.equals(PKCSObjectIdentifiers.pbeWithMD5AndDES_CBC)) {
      return new MD5Digest();
    }
    return algorithm.equals(PKCSObjectIdentifiers.pbeWithSHA1AndDES_CBC) ? new SHA1Digest() : null;
  }

  private static byte[] bytes(char[] password) {
    return PBEParametersGenerator.PKCS5PasswordToUTF8Bytes(password);
  }

  /**
   * Returns the encodings of a password. Tools disagree on an empty one: some encode its
   * terminating zeros, and some nothing at all.
   */
  private static List<byte[]> pkcs12Forms(char[] password) {
    return password.length == 0
        ? List.of(new byte[2], new byte[0])
        : List.of(PBEParametersGenerator.PKCS12PasswordToBytes(password));
  }

  /** Decrypts with a key and IV derived from a password; returns null if the password is wrong. */
  private static byte @Nullable [] pbe(
      PBEParametersGenerator keys,
      byte[] password,
      Cbc cipher,
      AlgorithmIdentifier scheme,
      byte[] encrypted)
      throws InvalidKeyException {
    PKCS12PBEParams parameters = PKCS12PBEParams.getInstance(scheme.getParameters());
    keys.init(password, parameters.getIV(), parameters.getIterations().intValueExact());
    int ivBits = cipher.engine().get().getBlockSize() * 8;
    CipherParameters keyAndIv = keys.generateDerivedParameters(cipher.keyBytes() * 8, ivBits);
    return cbc(cipher, keyAndIv, encrypted);
  }

  private static byte[] pbes2(PBES2Parameters scheme, byte[] encrypted, char[] password)
      throws InvalidKeyException {
    AlgorithmIdentifier cipher =
        AlgorithmIdentifier.getInstance(scheme.getEncryptionScheme().toASN1Primitive());
    Cbc cbc = PBES2_CIPHERS.get(cipher.getAlgorithm());
    if (cbc == null || !(cipher.getParameters() instanceof ASN1OctetString iv)) {
      throw unknown(cipher.getAlgorithm());
    }
    AlgorithmIdentifier function =
        AlgorithmIdentifier.getInstance(scheme.getKeyDerivationFunc().toASN1Primitive());
    byte[] key = derived(function, password, cbc.keyBytes());
    try {
      byte[] plain =
          cbc(cbc, new ParametersWithIV(new KeyParameter(key), iv.getOctets()), encrypted);
      if (plain == null) {
        throw wrongPassword();
      }
      return plain;
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static byte[] derived(AlgorithmIdentifier function, char[] password, int length)
      throws InvalidKeyException {
    ASN1Encodable parameters = function.getParameters();
    if (function.getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt)) {
      ScryptParams scrypt = ScryptParams.getInstance(parameters);
      BigInteger cost = scrypt.getCostParameter();
      return SCrypt.generate(
          bytes(password),
          scrypt.getSalt(),
          cost.intValueExact(),
          scrypt.getBlockSize().intValueExact(),
          scrypt.getParallelizationParameter().intValueExact(),
          length);
    }
    if (!function.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
      throw unknown(function.getAlgorithm());
    }
    PBKDF2Params pbkdf2 = PBKDF2Params.getInstance(parameters);
    ASN1ObjectIdentifier prf = pbkdf2.getPrf().getAlgorithm();
    PBEParametersGenerator keys = new PKCS5S2ParametersGenerator(digest(HMACS, prf));
    keys.init(bytes(password), pbkdf2.getSalt(), pbkdf2.getIterationCount().intValueExact());
    return ((KeyParameter) keys.generateDerivedMacParameters(length * 8)).getKey();
  }

  private static Digest digest(
      Map<ASN1ObjectIdentifier, Supplier<Digest>> known, ASN1ObjectIdentifier algorithm)
      throws InvalidKeyException {
    Supplier<Digest> digest = known.get(algorithm);
    if (digest == null) {
      throw unknown(algorithm);
    }
    return digest.get();
  }

  /**
   * Returns whether the MAC of a PKCS#12 file is correct under a password.
   *
   * @throws InvalidKeyException if the algorithm is unknown
   */
  static boolean isMac(MacData data, byte[] content, char[] password, PasswordCost cost)
      throws InvalidKeyException {
    cost.spend(data);
    AlgorithmIdentifier algorithm = data.getMac().getAlgorithmId();
    byte[] mac = data.getMac().getDigest();
    if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBMAC1)) {
      PBMAC1Params parameters = PBMAC1Params.getInstance(algorithm.getParameters());
      Digest digest = digest(HMACS, parameters.getMessageAuthScheme().getAlgorithm());
      PBKDF2Params pbkdf2 =
          PBKDF2Params.getInstance(parameters.getKeyDerivationFunc().getParameters());
      BigInteger length = pbkdf2.getKeyLength();
      int keyBytes = length == null ? digest.getDigestSize() : length.intValueExact();
      byte[] key = derived(parameters.getKeyDerivationFunc(), password, Math.min(keyBytes, 1024));
      return Arrays.equals(mac, hmac(digest, new KeyParameter(key), content));
    }
    for (byte[] form : pkcs12Forms(password)) {
      Digest digest = digest(MACS, algorithm.getAlgorithm());
      PBEParametersGenerator keys = new PKCS12ParametersGenerator(digest);
      keys.init(form, data.getSalt(), data.getIterationCount().intValueExact());
      CipherParameters key = keys.generateDerivedMacParameters(digest.getDigestSize() * 8);
      if (Arrays.equals(mac, hmac(digest(MACS, algorithm.getAlgorithm()), key, content))) {
        return true;
      }
    }
    return false;
  }

  private static byte[] hmac(Digest digest, CipherParameters key, byte[] content) {
    HMac hmac = new HMac(digest);
    hmac.init(key);
    hmac.update(content, 0, content.length);
    byte[] mac = new byte[hmac.getMacSize()];
    hmac.doFinal(mac, 0);
    return mac;
  }

  /**
   * Decrypts a PEM block in the format that OpenSSL used before PKCS#8.
   *
   * @param info the header {@code DEK-Info}: cipher, comma, IV in hex
   */
  static byte[] decryptPem(String info, byte[] encrypted, char @Nullable [] password)
      throws InvalidKeyException {
    if (password == null) {
      throw passwordNeeded();
    }
    int comma = info.indexOf(',');
    String name = comma < 0 ? info : info.substring(0, comma).strip().toUpperCase(Locale.ROOT);
    Cbc cipher = PEM_CIPHERS.get(name);
    if (cipher == null) {
      throw new InvalidKeyException(
          "the private key is encrypted by a cipher that is not known here; convert it: openssl"
              + " pkcs8 -topk8 -v2 aes-256-cbc -in FILE -out FILE.p8");
    }
    byte[] iv = HexFormat.of().parseHex(info.substring(comma + 1).strip());
    OpenSSLPBEParametersGenerator keys = new OpenSSLPBEParametersGenerator();
    keys.init(bytes(password), Arrays.copyOf(iv, 8));
    CipherParameters key = keys.generateDerivedParameters(cipher.keyBytes() * 8);
    byte[] plain = cbc(cipher, new ParametersWithIV(key, iv), encrypted);
    if (plain == null) {
      throw wrongPassword();
    }
    return plain;
  }

  /**
   * Decrypts the private key in CFCA's container: SM4 in CBC, with IV and key derived from the
   * password with SM3.
   */
  static byte[] decryptCfca(byte[] encrypted, char[] password) throws InvalidKeyException {
    byte[] secret = bytes(password);
    byte[] counter = {0, 0, 0, 1};
    byte[] derived = new Sm3().update(secret).update(counter).end();
    Arrays.fill(secret, (byte) 0);
    CipherParameters keyAndIv =
        new ParametersWithIV(new KeyParameter(derived, 16, 16), Arrays.copyOf(derived, 16));
    byte[] plain = cbc(new Cbc(SM4Engine::new, 16), keyAndIv, encrypted);
    Arrays.fill(derived, (byte) 0);
    if (plain == null) {
      throw wrongPassword();
    }
    return plain;
  }

  /** Decrypts CBC; returns null if the padding is invalid. */
  private static byte @Nullable [] cbc(Cbc cipher, CipherParameters keyAndIv, byte[] encrypted) {
    PaddedBufferedBlockCipher padded =
        new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(cipher.engine().get()));
    padded.init(false, keyAndIv);
    byte[] plain = new byte[padded.getOutputSize(encrypted.length)];
    try {
      int length = padded.processBytes(encrypted, 0, encrypted.length, plain, 0);
      length += padded.doFinal(plain, length);
      return Arrays.copyOf(plain, length);
    } catch (InvalidCipherTextException | RuntimeException e) {
      return null;
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  static InvalidKeyException passwordNeeded() {
    return new InvalidKeyException("the private key is encrypted; give its password");
  }

  static InvalidKeyException wrongPassword() {
    return new InvalidKeyException("the private key cannot be opened with this password");
  }

  private static InvalidKeyException unknown(ASN1ObjectIdentifier algorithm) {
    return new InvalidKeyException(
        "the private key is protected by an algorithm that is not known here ("
            + algorithm
            + "); convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc, or openssl pkcs12 -export");
  }
}
