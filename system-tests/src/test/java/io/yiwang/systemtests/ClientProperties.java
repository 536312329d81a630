package io.yiwang.systemtests;

import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.signing.Ed25519Signer;
import io.yiwang.signing.PemKeys;
import io.yiwang.signing.Signer;
import io.yiwang.testkit.GovSandbox;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Properties;

/**
 * Reads the {@code client.properties} that {@link GovSandbox#writeKeys} writes, so that a process
 * which a test starts can call the test's sandbox.
 */
final class ClientProperties {
  private final Path file;
  private final Properties properties = new Properties();

  ClientProperties(Path file) throws IOException {
    this.file = file;
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
  }

  private String get(String name) {
    String value = properties.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException(file + " lacks " + name);
    }
    return value;
  }

  /** Returns one entry of a list of samples, counted from 0. */
  String sample(String name, int i) {
    return get(name).split(",", -1)[i].strip();
  }

  /** Returns a file in the same folder. */
  Path file(String name) {
    return file.resolveSibling(name);
  }

  URI endpoint() {
    return URI.create(get("endpoint"));
  }

  /** Returns the certificates that the gateway's keys are trusted under. */
  TrustAnchors anchors() throws IOException, GeneralSecurityException {
    return TrustAnchors.pem(Files.readString(file(get("anchor"))));
  }

  Signer signer() throws IOException, GeneralSecurityException {
    Path key = file(get("privateKey"));
    return switch (get("algorithm")) {
      case "sm2-sm3" -> new Sm2Signer(get("keyId"), SmKeys.privateKey(key, null));
      case "ed25519" -> new Ed25519Signer(get("keyId"), PemKeys.privateKey(key));
      default -> throw new IllegalArgumentException(file + ": unknown algorithm");
    };
  }

  /** Returns a builder with everything that a client needs. */
  GovClient.Builder client() throws IOException, GeneralSecurityException {
    return GovClient.builder()
        .account(get("account"))
        .endpoint(endpoint())
        .signer(signer())
        .keyRing(KeyRing.trusting(anchors()));
  }
}
