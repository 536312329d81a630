package io.yiwang.examples;

import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.signing.EcdsaP256Signer;
import io.yiwang.signing.Ed25519Signer;
import io.yiwang.signing.PemKeys;
import io.yiwang.signing.RsaPssSigner;
import io.yiwang.signing.RsaSigner;
import io.yiwang.signing.Signer;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Properties;

/** A platform's account: its key, its gateway, and the samples of the examples. */
final class Platform {
  private final Path folder;
  private final Properties properties = new Properties();

  /** Reads {@code client.properties}; the files that it names are in the same folder. */
  Platform(Path file) throws IOException {
    folder = file.toAbsolutePath().resolveSibling("");
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
  }

  /** Returns a setting; the error names a missing one. */
  String get(String name) {
    String value = properties.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException("client.properties lacks " + name);
    }
    return value;
  }

  /** Returns the i-th of a list of samples, from 0. */
  String sample(String name, int i) {
    String[] values = get(name).split(",", -1);
    if (i >= values.length) {
      throw new IllegalArgumentException("client.properties needs " + (i + 1) + " " + name);
    }
    return values[i].strip();
  }

  /** Returns a file in the folder of {@code client.properties}. */
  Path file(String name) {
    return folder.resolve(name);
  }

  URI endpoint() {
    return URI.create(get("endpoint"));
  }

  /** Returns a client of this account, with the gateway's keys as certified under the anchor. */
  GovClient.Builder client() throws IOException, GeneralSecurityException {
    return GovClient.builder()
        .account(get("account"))
        .endpoint(endpoint())
        .signer(signer())
        .keyRing(KeyRing.trusting(TrustAnchors.pem(file(get("anchor")))));
  }

  /** Returns the keys that other readers share with the client. */
  KeyRing keyRing() throws IOException, GeneralSecurityException {
    return KeyRing.trusting(TrustAnchors.pem(file(get("anchor"))));
  }

  Signer signer() throws IOException, GeneralSecurityException {
    String keyId = get("keyId");
    Path key = file(get("privateKey"));
    return switch (get("algorithm")) {
      case "sm2-sm3" -> new Sm2Signer(keyId, SmKeys.privateKey(key, null));
      case "ed25519" -> new Ed25519Signer(keyId, PemKeys.privateKey(key));
      case "ecdsa-p256-sha256" -> new EcdsaP256Signer(keyId, PemKeys.privateKey(key));
      case "rsa-pss-sha512" -> new RsaPssSigner(keyId, PemKeys.privateKey(key));
      case "rsa-v1_5-sha256" -> new RsaSigner(keyId, PemKeys.privateKey(key));
      default -> throw new IllegalArgumentException("client.properties: unknown algorithm");
    };
  }
}
