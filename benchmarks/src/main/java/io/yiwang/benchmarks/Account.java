package io.yiwang.benchmarks;

import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.identity.sm.Sm2Signer;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.identity.x509.TrustAnchors;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Properties;

/** Reads the files that a sandbox with SM2 has written for its client. */
final class Account {
  private final Path folder;
  private final Properties given = new Properties();

  Account(Path folder) throws IOException {
    this.folder = folder;
    try (Reader reader = Files.newBufferedReader(folder.resolve("client.properties"))) {
      given.load(reader);
    }
  }

  String get(String name) {
    String value = given.getProperty(name);
    if (value == null) {
      throw new IllegalArgumentException("client.properties lacks " + name);
    }
    return value;
  }

  byte[] file(String name) throws IOException {
    return Files.readAllBytes(folder.resolve(get(name)));
  }

  GovClient.Builder client() throws IOException, GeneralSecurityException {
    return GovClient.builder()
        .account(get("account"))
        .endpoint(URI.create(get("endpoint")))
        .signer(new Sm2Signer(get("keyId"), SmKeys.privateKey(file("privateKey"))))
        .keyRing(keyRing());
  }

  KeyRing keyRing() throws IOException, GeneralSecurityException {
    return KeyRing.trusting(TrustAnchors.pem(folder.resolve(get("anchor"))));
  }
}
