package io.yiwang.spring;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yiwang.identity.sm.SmKeys;
import io.yiwang.testkit.GovSandbox;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.DefaultResourceLoader;

class GatewayKeysTest {
  private static final char[] PASSWORD = "geheim".toCharArray();
  private static final String DER = "MC4CAQAwBQYDK2VwBCIEIFNFQ1JFVFNFQ1JFVFNFQ1JFVFNFQ1JFVFNF";

  private static GatewayKeys keys(String privateKey) {
    return keys(privateKey, null, null, null, null);
  }

  private static GatewayKeys keys(
      String privateKey, String password, String keyStore, String alias, String algorithm) {
    YiwangProperties.GatewaySettings settings =
        new YiwangProperties.GatewaySettings(
            null,
            "app-2026",
            privateKey,
            password,
            keyStore,
            alias,
            algorithm,
            null,
            List.of(),
            "zh-CN",
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            3,
            null,
            null,
            null,
            null,
            null,
            null);
    return new GatewayKeys("yiwang.gateways.a", settings, new DefaultResourceLoader());
  }

  /** A key that is not recognised as PEM is treated as a location, which an exception may quote. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        DER,
        "\"-----BEGIN PRIVATE KEY-----\\n" + DER + "\\n-----END PRIVATE KEY-----\"",
        "\ufeff-----BEGIN PRIVATE KEY-----\n" + DER + "\n-----END PRIVATE KEY-----",
        "Key: " + DER,
        "file:" + DER,
        "url:" + DER,
        "-----BEGIN PRIVATE KEY-----\n!" + DER + "\n-----END PRIVATE KEY-----"
      })
  void signer_unreadableKey_isNotInTheStackTrace(String text) {
    assertThatThrownBy(() -> keys(text).signer())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("yiwang.gateways.a.private-key")
        .satisfies(
            e -> {
              StringWriter trace = new StringWriter();
              e.printStackTrace(new PrintWriter(trace));
              assertThat(trace.toString()).doesNotContain("FNFQ1JF").doesNotContain("MC4CAQ");
            });
  }

  @Test
  void signer_pemText_signs() {
    try (GovSandbox sandbox = GovSandbox.start()) {
      assertThat(keys("\n " + sandbox.platformKeyPem()).signer().keyId()).isEqualTo("app-2026");
    }
  }

  private static String store(Path folder, String... aliases) throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    PrivateKey key = rsa.generateKeyPair().getPrivate();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Certificate[] any = new Certificate[1];
    try (GovSandbox sandbox = GovSandbox.start()) {
      any[0] =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(sandbox.anchorPem().getBytes(US_ASCII)));
    }
    for (String alias : aliases) {
      store.setKeyEntry(alias, key, PASSWORD, any);
    }
    Path file = folder.resolve("keys.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD);
    }
    return file.toUri().toString();
  }

  @Test
  void signer_keyStoreWithTwoKeys_needsAnAlias(@TempDir Path folder) throws Exception {
    String store = store(folder, "Test-2026", "App-2026");

    assertThatThrownBy(
            () -> keys(null, new String(PASSWORD), store, null, "rsa-pss-sha512").signer())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("yiwang.gateways.a.key-alias is missing")
        .hasMessageContaining("2 private keys");
    assertThat(
            keys(null, new String(PASSWORD), store, "App-2026", "rsa-pss-sha512")
                .signer()
                .algorithm())
        .isEqualTo("rsa-pss-sha512");
    assertThatThrownBy(
            () -> keys(null, new String(PASSWORD), store, "app-2027", "rsa-pss-sha512").signer())
        .hasMessageContaining("yiwang.gateways.a.key-store has no private key");
  }

  @Test
  void signer_algorithmOfAnotherKey_isRejected() throws Exception {
    String sm2 = SmKeys.pkcs8Pem(SmKeys.generate());

    assertThat(keys(sm2, null, null, null, "sm2-sm3").signer().algorithm()).isEqualTo("sm2-sm3");
    assertThatThrownBy(() -> keys(sm2, null, null, null, "ed25519").signer())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("yiwang.gateways.a.algorithm does not fit the key of type SM2");
  }
}
