package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.testkit.CheckOptions.WrongUse;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/** Reads a platform's {@code client.properties}. Its {@code toString} prints only the folder. */
final class CheckSettings {
  private static final JcaPEMKeyConverter KEYS = new JcaPEMKeyConverter().setProvider(Bc.PROVIDER);

  private final Path folder;
  private final Properties properties = new Properties();

  private CheckSettings(Path folder) {
    this.folder = folder;
  }

  static CheckSettings read(Path file) throws WrongUse {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new WrongUse("--config must name a file");
    }
    CheckSettings settings = new CheckSettings(folder);
    try (Reader text = Files.newBufferedReader(file, UTF_8)) {
      settings.properties.load(text);
      return settings;
    } catch (NoSuchFileException e) {
      throw new WrongUse("there is no configuration " + file);
    } catch (IOException | IllegalArgumentException e) {
      // The message of the latter quotes the file.
      throw new WrongUse("cannot read the configuration " + file + "; is it UTF-8 text?");
    }
  }

  @Nullable String text(String name) {
    String value = properties.getProperty(name);
    return value == null || value.isBlank() ? null : value.strip();
  }

  String required(String name) throws WrongUse {
    String value = text(name);
    if (value == null) {
      throw new WrongUse("the configuration lacks " + name + "; see check --help");
    }
    return value;
  }

  /** Returns the values of a setting that has several. */
  List<String> list(String name, String separator) {
    String value = text(name);
    return value == null ? List.of() : Arrays.asList(value.split(separator));
  }

  /** Returns a value; throws {@link CheckNotRun} if it is missing. */
  String needed(String name) {
    String value = text(name);
    if (value == null) {
      throw new CheckNotRun("the configuration has no " + name);
    }
    return value;
  }

  /** Returns a value of a list; throws {@link CheckNotRun} if it is missing. */
  String needed(String name, int index) {
    List<String> values = list(name, ",");
    if (values.size() <= index) {
      throw new CheckNotRun("the configuration has fewer than " + (index + 1) + " " + name);
    }
    return values.get(index);
  }

  SandboxScheme scheme() throws WrongUse {
    String name = required("algorithm").toLowerCase(Locale.ROOT);
    SandboxScheme scheme = schemeOf(name);
    if (scheme == null) {
      throw new WrongUse("the configuration's algorithm is not one of docs/igs-1.md section 2.3");
    }
    return scheme;
  }

  static @Nullable SandboxScheme schemeOf(String algorithm) {
    return Arrays.stream(SandboxScheme.values())
        .filter(each -> each.algorithm().equals(algorithm))
        .findFirst()
        .orElse(null);
  }

  PrivateKey privateKey() throws WrongUse {
    try {
      return KEYS.getPrivateKey(PrivateKeyInfo.getInstance(der("privateKey")));
    } catch (IOException | IllegalArgumentException e) {
      throw new WrongUse("privateKey must name a file with a PKCS#8 key in PEM, not encrypted");
    }
  }

  PublicKey publicKey(String name) throws WrongUse {
    try {
      return publicKey(der(name));
    } catch (IOException | IllegalArgumentException e) {
      throw new WrongUse(name + " must name a file with a public key in PEM");
    }
  }

  static PublicKey publicKey(byte[] der) throws IOException {
    return KEYS.getPublicKey(SubjectPublicKeyInfo.getInstance(der));
  }

  @Nullable X509CertificateHolder anchor() throws WrongUse {
    if (text("anchor") == null) {
      return null;
    }
    try {
      return new X509CertificateHolder(der("anchor"));
    } catch (IOException | IllegalArgumentException e) {
      throw new WrongUse("anchor must name a file with a certificate in PEM");
    }
  }

  /** Returns the key that fields are sealed for. */
  SealingKey sealer() {
    String keyId = needed("sealKeyId");
    SandboxScheme scheme =
        needed("sealAlgorithm").equals(SandboxScheme.SM2.sealAlgorithm())
            ? SandboxScheme.SM2
            : SandboxScheme.RSA;
    needed("sealPublicKey");
    try {
      // Only its public half is used.
      return new SealingKey(keyId, scheme, new KeyPair(publicKey("sealPublicKey"), null));
    } catch (WrongUse e) {
      throw new CheckNotRun(String.valueOf(e.getMessage()));
    }
  }

  private byte[] der(String name) throws IOException, WrongUse {
    String pem = Files.readString(folder.resolve(required(name)));
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }

  @Override
  public String toString() {
    return "CheckSettings[" + folder + "]";
  }
}
