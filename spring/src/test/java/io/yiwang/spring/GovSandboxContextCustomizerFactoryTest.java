package io.yiwang.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

@Timeout(60)
class GovSandboxContextCustomizerFactoryTest {
  @GovSandboxTest("gov")
  private static final class WithSandbox {}

  /** Otherwise each test whose context does not start would leave a server behind. */
  @Test
  void customizeContext_contextThatDoesNotStart_closesItsSandbox() {
    ContextCustomizer customizer =
        Objects.requireNonNull(
            new GovSandboxContextCustomizerFactory()
                .createContextCustomizer(WithSandbox.class, List.of()));
    try (GenericApplicationContext context = new GenericApplicationContext()) {
      customizer.customizeContext(context, mock(MergedContextConfiguration.class));
      URI endpoint =
          Objects.requireNonNull(
              context.getEnvironment().getProperty("yiwang.gateways.gov.endpoint", URI.class));
      context.addBeanFactoryPostProcessor(
          beans -> {
            throw new IllegalStateException("as where a setting is missing");
          });

      assertThatThrownBy(context::refresh).hasMessage("as where a setting is missing");

      assertThatThrownBy(() -> new Socket(endpoint.getHost(), endpoint.getPort()).close())
          .isInstanceOf(ConnectException.class);
      assertThat(context.isActive()).isFalse();
    }
  }
}
