package io.yiwang.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class YiwangPropertiesTest {
  private static YiwangProperties bind(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bind("yiwang", YiwangProperties.class)
        .get();
  }

  @Test
  void toString_ofKeyAndSecret_showsNeither() {
    YiwangProperties properties =
        bind(
            Map.of(
                "yiwang.gateways.zhejiang.private-key",
                "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----",
                "yiwang.gateways.zhejiang.login.client-secret",
                "hunter2"));

    assertThat(properties.toString())
        .contains("zhejiang")
        .doesNotContain("hunter2")
        .doesNotContain("PRIVATE KEY");
  }

  @Test
  void toString_ofAnEndpointWithAPassword_showsOnlyTheHost() {
    YiwangProperties properties =
        bind(Map.of("yiwang.gateways.zhejiang.endpoint", "https://app:hunter2@gw.example/"));

    assertThat(properties.toString()).contains("gw.example").doesNotContain("hunter2");
  }
}
