package io.yiwang.spring;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.regex.Pattern.CASE_INSENSITIVE;

import io.yiwang.KeyRing;
import io.yiwang.identity.sm.Sm2PrivateKey;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.signing.EcdsaP256Signer;
import io.yiwang.signing.Ed25519Signer;
import io.yiwang.signing.PemKeys;
import io.yiwang.signing.RsaPssSigner;
import io.yiwang.signing.RsaSigner;
import io.yiwang.signing.Signer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ResourceLoader;

/** Reads the platform's own key and the gateway's trust anchors, as the properties say. */
final class GatewayKeys {
  private static final String PEM_HEAD = "-----BEGIN ";
  private static final Pattern NETWORK =
      Pattern.compile("(^|:)\\s*(http|ftp)s?:", CASE_INSENSITIVE);
  private static final String LOCATION_OR_TEXT =
      "give it a location such as file:/etc/app/key.pem, or the PEM text from its first line on";

  private final String prefix;
  private final YiwangProperties.GatewaySettings settings;
  private final ResourceLoader resources;

  GatewayKeys(String prefix, YiwangProperties.GatewaySettings settings, ResourceLoader resources) {
    this.prefix = prefix;
    this.settings = settings;
    this.resources = resources;
  }

  boolean hasSigner() {
    return settings.privateKey() != null || settings.keyStore() != null;
  }

  Signer signer() {
    String keyId = settings.keyId();
    if (keyId == null) {
      throw new ConfigurationException(
          prefix + ".key-id",
          "is missing",
          "set the id under which your key is registered with the gateway");
    }
    return settings.privateKey() == null ? fromKeyStore(keyId) : fromPem(keyId);
  }

  KeyRing keyRing() {
    String property = prefix + ".trust-anchors";
    String anchors = settings.trustAnchors();
    try {
      TrustAnchors trusted = TrustAnchors.pem(new String(bytes(property, anchors), UTF_8));
      List<String> names = settings.gatewayNames();
      return KeyRing.trusting(
          names.isEmpty() ? trusted : trusted.gatewayNames(names.toArray(String[]::new)));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          prefix + ".gateway-names",
          "has a name that is not a host name",
          "write names like gw.example.gov.cn, without scheme, port and wildcard",
          e);
    } catch (GeneralSecurityException e) {
      throw new ConfigurationException(
          property,
          "has no certificate that can be read",
          "give it the certificates of the gateway's authority: a location such as"
              + " file:/etc/app/anchors.pem, or the PEM text",
          e);
    }
  }

  private Signer fromPem(String keyId) {
    String property = prefix + ".private-key";
    byte[] pem = bytes(property, settings.privateKey());
    char[] password = password();
    try {
      return sm2(
          property,
          keyId,
          password == null ? SmKeys.privateKey(pem) : SmKeys.privateKey(pem, password));
    } catch (InvalidKeyException notSm2) {
      try {
        return signer(
            property,
            keyId,
            password == null ? PemKeys.privateKey(pem) : PemKeys.privateKey(pem, password));
      } catch (InvalidKeyException e) {
        e.addSuppressed(notSm2);
        throw new ConfigurationException(
            property,
            "is not a private key that can be read",
            "give it an SM2, Ed25519, P-256 or RSA key in PEM, and key-password where it is"
                + " encrypted",
            e);
      }
    }
  }

  private Signer fromKeyStore(String keyId) {
    String property = prefix + ".key-store";
    String location = settings.keyStore();
    char[] password = password();
    if (password == null) {
      throw new ConfigurationException(
          prefix + ".key-password", "is missing", "set the password of the key-store");
    }
    byte[] file = bytes(property, location);
    try (InputStream in = new ByteArrayInputStream(file)) {
      return sm2(property, keyId, SmKeys.pkcs12(in, password, settings.keyAlias()));
    } catch (InvalidKeyException | IOException e) {
      return signer(property, keyId, fromJdkKeyStore(property, file, password, e));
    }
  }

  private PrivateKey fromJdkKeyStore(
      String property, byte[] file, char[] password, Exception first) {
    List<PrivateKey> found = new ArrayList<>();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(new ByteArrayInputStream(file), password);
      String alias = settings.keyAlias();
      for (String each : Collections.list(store.aliases())) {
        // The JDK lists aliases in lower case.
        if ((alias == null || alias.equalsIgnoreCase(each))
            && store.getKey(each, password) instanceof PrivateKey key) {
          found.add(key);
        }
      }
    } catch (GeneralSecurityException | IOException e) {
      first.addSuppressed(e);
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.size() > 1) {
      throw new ConfigurationException(
          prefix + ".key-alias",
          "is missing, and the key-store has " + found.size() + " private keys",
          "name the one that is registered with the gateway");
    }
    throw new ConfigurationException(
        property,
        "has no private key that can be read with this password",
        "correct key-password, or key-alias where the store has several keys",
        first);
  }

  private Signer sm2(String property, String keyId, Sm2PrivateKey key) {
    if (settings.algorithm() != null && !settings.algorithm().equals("sm2-sm3")) {
      key.destroy();
      throw wrongAlgorithm("SM2", property, null);
    }
    return new Sm2Signer(keyId, key);
  }

  private ConfigurationException wrongAlgorithm(
      String type, String property, @Nullable Exception cause) {
    return new ConfigurationException(
        prefix + ".algorithm",
        "does not fit the key of type " + type + " in " + property,
        "leave it out, or set a key that fits it",
        cause);
  }

  private Signer signer(String property, String keyId, PrivateKey key) {
    try {
      return byAlgorithm(property, keyId, key);
    } catch (IllegalArgumentException e) {
      throw wrongAlgorithm(key.getAlgorithm(), property, e);
    }
  }

  private Signer byAlgorithm(String property, String keyId, PrivateKey key) {
    String algorithm = Objects.requireNonNullElse(settings.algorithm(), key.getAlgorithm());
    return switch (algorithm) {
      case "Ed25519", "EdDSA", "ed25519" -> new Ed25519Signer(keyId, key);
      case "EC", "ecdsa-p256-sha256" -> new EcdsaP256Signer(keyId, key);
      case "rsa-pss-sha512" -> new RsaPssSigner(keyId, key);
      case "rsa-v1_5-sha256" -> new RsaSigner(keyId, key);
      default ->
          throw new ConfigurationException(
              prefix + ".algorithm",
              "does not say how the key of type "
                  + key.getAlgorithm()
                  + " in "
                  + property
                  + " signs",
              "set the algorithm that the gateway requires, such as rsa-pss-sha512 or rsa-v1_5-sha256");
    };
  }

  private char @Nullable [] password() {
    String password = settings.keyPassword();
    return password == null ? null : password.toCharArray();
  }

  private byte[] bytes(String property, @Nullable String value) {
    if (value == null) {
      throw new ConfigurationException(property, "is missing", LOCATION_OR_TEXT);
    }
    if (value.strip().startsWith(PEM_HEAD)) {
      return value.getBytes(US_ASCII);
    }
    if (NETWORK.matcher(value).find()) {
      throw new ConfigurationException(
          property, "is a network address, from which keys are not loaded", LOCATION_OR_TEXT);
    }
    try (InputStream in = resources.getResource(value).getInputStream()) {
      return in.readAllBytes();
    } catch (IOException | RuntimeException e) {
      // Without the cause, which quotes the location: that may be the key itself.
      throw new ConfigurationException(property, "cannot be read", LOCATION_OR_TEXT);
    }
  }
}
