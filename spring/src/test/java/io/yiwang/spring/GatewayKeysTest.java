package io.yiwang.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yiwang.testkit.GovSandbox;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.DefaultResourceLoader;

class GatewayKeysTest {
  private static final String DER = "MC4CAQAwBQYDK2VwBCIEIFNFQ1JFVFNFQ1JFVFNFQ1JFVFNFQ1JFVFNF";

  private static GatewayKeys keys(String privateKey) {
    YiwangProperties.GatewaySettings settings =
        new YiwangProperties.GatewaySettings(
            null,
            "app-2026",
            privateKey,
            null,
            null,
            null,
            null,
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

  /** What is not recognised as PEM is taken for a location, which an exception would quote. */
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
  void signer_keyThatCannotBeRead_isInNoTrace(String text) {
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
}
