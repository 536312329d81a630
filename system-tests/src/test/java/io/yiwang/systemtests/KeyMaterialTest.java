package io.yiwang.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.identity.DocumentSigner;
import io.yiwang.identity.doctor.SealingDoctor;
import io.yiwang.identity.login.CitizenLogin;
import io.yiwang.identity.sm.Sm2PrivateKey;
import io.yiwang.identity.sm.Sm2Sealer;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.Sm2Unsealer;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.journal.Journal;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.EcdsaP256Signer;
import io.yiwang.signing.Ed25519Signer;
import io.yiwang.signing.RotatingSigner;
import io.yiwang.signing.RsaPssSigner;
import io.yiwang.signing.RsaSealer;
import io.yiwang.signing.RsaSigner;
import io.yiwang.signing.RsaUnsealer;
import io.yiwang.signing.Signer;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.Deque;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import javax.security.auth.Destroyable;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks that no holder of a key shows it: by type, text, getters or serialization. */
class KeyMaterialTest {
  /** All public types that may hold a key; {@link PublicTypesTest} finds any that is missing. */
  static final Set<String> HOLDERS =
      Set.of(
          "AesGcmCipher",
          "CitizenLogin$Builder",
          "DocumentSigner",
          "EcdsaP256Signer",
          "Ed25519Signer",
          "GovClient",
          "GovClient$Builder",
          "Journal",
          "Journal$Builder",
          "RotatingSigner",
          "RsaUnsealer",
          "RsaPssSigner",
          "RsaSigner",
          "SealingDoctor",
          "Sm2Unsealer",
          "Sm2PrivateKey",
          "Sm2Signer");

  /** An instance of each holder, with the numbers and bytes that must not show. */
  private static final Map<Object, List<byte[]>> SAMPLES = new LinkedHashMap<>();

  @TempDir static Path folder;
  private static Journal journal;

  @AfterAll
  static void close() {
    journal.close();
  }

  @BeforeAll
  static void samples() throws Exception {
    Sm2PrivateKey sm2 = SmKeys.generate();
    byte[] d = sm2Number(sm2);
    BigInteger n =
        new BigInteger("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123", 16);
    byte[] inverse = fixed(new BigInteger(1, d).add(BigInteger.ONE).modInverse(n));
    Sm2Signer sm2Signer = new Sm2Signer("k", sm2);
    sample(sm2, d);
    sample(sm2Signer, d, inverse);
    sample(new Sm2Unsealer("k", sm2), d);

    KeyPair ed25519 = pair("Ed25519", 0);
    byte[] seed = ((EdECPrivateKey) ed25519.getPrivate()).getBytes().orElseThrow();
    sample(new Ed25519Signer("k", ed25519.getPrivate()), seed);
    KeyPair p256 = pair("EC", 256);
    byte[] number = fixed(((ECPrivateKey) p256.getPrivate()).getS());
    EcdsaP256Signer p256Signer = new EcdsaP256Signer("k", p256.getPrivate());
    sample(p256Signer, number);
    KeyPair rsa = pair("RSA", 2048);
    RSAPrivateCrtKey crt = (RSAPrivateCrtKey) rsa.getPrivate();
    byte[][] ofRsa = {
      fixed(crt.getPrivateExponent()), fixed(crt.getPrimeP()), fixed(crt.getPrimeQ())
    };
    sample(new RsaSigner("k", rsa.getPrivate()), ofRsa);
    sample(new RsaPssSigner("k", rsa.getPrivate()), ofRsa);
    sample(new RsaUnsealer("k", rsa.getPrivate()), ofRsa);

    RotatingSigner rotating = new RotatingSigner(sm2Signer);
    rotating.switchAt(Instant.MAX, p256Signer);
    sample(rotating, d, inverse, number);
    byte[] aes = HexFormat.of().parseHex("a1b2c3d4e5f60718293a4b5c6d7e8f90");
    sample(new AesGcmCipher("k", aes), aes);
    journal = Journal.at(folder.resolve("keys.journal"), new AesGcmCipher("k", aes));
    sample(journal, aes);
    sample(
        Journal.builder(folder.resolve("other.journal")).cipher(new AesGcmCipher("k", aes)), aes);
    sample(new SealingDoctor(SmKeys.pkcs8Pem(sm2).getBytes(US_ASCII)), d);
    sample(CitizenLogin.builder().key("k", p256.getPrivate()), number);
    sample(new DocumentSigner(p256Signer, List.of(certificate(p256)), Clock.systemUTC()), number);
    GovClient.Builder builder =
        GovClient.builder()
            .endpoint(URI.create("https://gw.example.gov.cn/igs/v1/"))
            .signer(sm2Signer)
            .keyRing(KeyRing.trusting((key, host, at) -> null));
    sample(builder, d, inverse);
    sample(builder.build(), d, inverse);
  }

  private static void sample(Object holder, byte[]... secrets) {
    SAMPLES.put(holder, List.of(secrets));
  }

  private static KeyPair pair(String algorithm, int size) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (size > 0) {
      generator.initialize(size);
    }
    return generator.generateKeyPair();
  }

  /** Reads the private number from the PKCS#8 form, which is the only way to get it. */
  private static byte[] sm2Number(Sm2PrivateKey key) {
    String pem = SmKeys.pkcs8Pem(key);
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    byte[] before = HexFormat.of().parseHex("02010104" + "20");
    for (int i = 0; ; i++) {
      if (Arrays.equals(before, Arrays.copyOfRange(der, i, i + before.length))) {
        return Arrays.copyOfRange(der, i + before.length, i + before.length + 32);
      }
    }
  }

  private static byte[] fixed(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static X509Certificate certificate(KeyPair pair) throws Exception {
    X500Name name = new X500Name("CN=wallet");
    Date from = Date.from(Instant.now().minusSeconds(60));
    Date to = Date.from(Instant.now().plusSeconds(3600));
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(name, BigInteger.ONE, from, to, name, pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
  }

  @Test
  void samples_areOfAllHolders() {
    assertEquals(
        HOLDERS,
        SAMPLES.keySet().stream()
            .map(each -> each.getClass().getName().replaceFirst("^.*\\.", ""))
            .collect(Collectors.toSet()));
  }

  /** Returns a secret in the forms in which keys are written. */
  private static Map<String, String> forms(byte[] secret) {
    Map<String, String> forms = new LinkedHashMap<>();
    String hex = HexFormat.of().formatHex(secret);
    forms.put("hex", hex);
    forms.put("upper hex", hex.toUpperCase(Locale.ROOT));
    forms.put("hex of a number", new BigInteger(1, secret).toString(16));
    forms.put("decimal", new BigInteger(1, secret).toString());
    forms.put("base64", Base64.getEncoder().withoutPadding().encodeToString(secret));
    forms.put("array", Arrays.toString(secret).replaceAll("[\\[\\]]", ""));
    forms.put("bytes", new String(secret, ISO_8859_1));
    return forms;
  }

  private static void assertHidden(String shown, Object holder, String where) {
    for (byte[] secret : SAMPLES.get(holder)) {
      forms(secret)
          .forEach(
              (form, text) ->
                  assertFalse(
                      shown.contains(text),
                      () ->
                          holder.getClass().getSimpleName()
                              + " shows its key in "
                              + where
                              + " as "
                              + form));
    }
  }

  @Test
  void toString_showsNoKey() {
    for (Object each : SAMPLES.keySet()) {
      assertHidden(String.valueOf(each), each, "toString");
    }
  }

  @Test
  void javaSerialization_isRefused() {
    for (Object each : SAMPLES.keySet()) {
      assertThrows(
          NotSerializableException.class,
          () -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(each),
          each.getClass().getName());
    }
  }

  @Test
  void jacksonSerialization_showsNoKey() {
    ObjectMapper mapper = new ObjectMapper();
    for (Object each : SAMPLES.keySet()) {
      try {
        assertHidden(mapper.writeValueAsString(each), each, "Jackson");
      } catch (JsonProcessingException refused) {
        assertHidden(String.valueOf(refused.getMessage()), each, "Jackson's exception");
      }
    }
  }

  /** Follows all public methods without parameters, and those of what they return, and so on. */
  @Test
  void getters_leadToNoKey() {
    for (Object holder : SAMPLES.keySet()) {
      Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      Deque<Object> open = new ArrayDeque<>(List.of(holder));
      while (!open.isEmpty()) {
        Object at = open.poll();
        if (seen.size() > 5000 || !seen.add(at)) {
          continue;
        }
        assertFalse(at instanceof PrivateKey || at instanceof SecretKey, "a key is reachable");
        assertFalse(at instanceof Sm2PrivateKey && at != holder, "a key is reachable");
        assertHidden(shown(at), holder, "a getter that returns " + at.getClass().getSimpleName());
        parts(at, open::add);
      }
    }
  }

  private static String shown(Object at) {
    if (at instanceof byte[] bytes) {
      return new String(bytes, ISO_8859_1);
    }
    return at instanceof BigInteger number ? number.toString(16) : String.valueOf(at);
  }

  private static void parts(Object at, Consumer<Object> each) {
    if (at instanceof Iterable<?> iterable) {
      iterable.forEach(part -> add(part, each));
    } else if (at instanceof Map<?, ?> map) {
      map.values().forEach(part -> add(part, each));
    } else if (at.getClass().isArray()) {
      for (int i = 0; i < Math.min(100, Array.getLength(at)); i++) {
        add(Array.get(at, i), each);
      }
    } else if (at.getClass().getName().startsWith("io.yiwang.")) {
      for (Method method : at.getClass().getMethods()) {
        boolean getter =
            method.getParameterCount() == 0
                && !method.getReturnType().equals(void.class)
                && !Modifier.isStatic(method.getModifiers())
                && method.getDeclaringClass() != Object.class
                && Modifier.isPublic(method.getDeclaringClass().getModifiers());
        if (getter && !Set.of("build", "hashCode").contains(method.getName())) {
          try {
            add(method.invoke(at), each);
          } catch (ReflectiveOperationException e) {
            // It returns nothing.
          }
        }
      }
    }
  }

  private static void add(Object part, Consumer<Object> each) {
    if (part != null) {
      each.accept(part);
    }
  }

  @Test
  void destroy_everyHolderOfItsOwnKey_cannotBeUsedAfterwards() throws Exception {
    byte[] text = "text".getBytes(US_ASCII);
    KeyPair rsa = pair("RSA", 2048);
    Sm2PrivateKey key = SmKeys.generate();
    Map<Destroyable, Use> uses = new LinkedHashMap<>();
    for (Signer signer :
        List.of(
            new Sm2Signer("k", key),
            new Ed25519Signer("k", pair("Ed25519", 0).getPrivate()),
            new EcdsaP256Signer("k", pair("EC", 256).getPrivate()),
            new RsaSigner("k", rsa.getPrivate()),
            new RsaPssSigner("k", rsa.getPrivate()))) {
      signer.sign(text);
      uses.put((Destroyable) signer, () -> signer.sign(text));
    }
    var sealed = new Sm2Sealer("k", key.publicKey()).seal("浙A12345", "/proof");
    Sm2Unsealer opener = new Sm2Unsealer("k", key);
    uses.put(opener, () -> opener.open(sealed, "/proof"));
    RsaUnsealer rsaUnsealer = new RsaUnsealer("k", rsa.getPrivate());
    uses.put(
        rsaUnsealer,
        () ->
            rsaUnsealer.open(
                new RsaSealer("k", (RSAPublicKey) rsa.getPublic()).seal("浙A12345", "/proof"),
                "/proof"));
    AesGcmCipher cipher = new AesGcmCipher("k", new byte[16]);
    uses.put(cipher, () -> cipher.encrypt(text, text));
    uses.put(key, () -> SmKeys.pkcs8Pem(key));

    for (Use use : uses.values()) {
      use.make();
    }
    for (Map.Entry<Destroyable, Use> each : uses.entrySet()) {
      assertFalse(each.getKey().isDestroyed());
      each.getKey().destroy();
      assertTrue(each.getKey().isDestroyed());
      each.getKey().destroy();
      assertThrows(IllegalStateException.class, () -> each.getValue().make());
    }
  }

  private interface Use {
    void make() throws Exception;
  }
}
