package io.yiwang.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.yiwang.GatewayErrors;
import io.yiwang.GovException;
import io.yiwang.ProblemMembers;
import io.yiwang.RejectedException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

class YiwangWebAutoConfigurationTest {
  private static final AutoConfigurations OURS =
      AutoConfigurations.of(YiwangWebAutoConfiguration.class);

  @RestController
  static class Paying {
    @GetMapping("/pay")
    String pay() {
      throw GatewayErrors.rejected(
          new GovException.Call("fine.hold", "r-1", 1),
          new RejectedException.Problem(
              409, "DECISION_HELD", null, "held by Zhang San", null, List.of(), null),
          new ProblemMembers() {
            @Override
            public <M> @Nullable M read(String name, Class<M> type) {
              return null;
            }
          });
    }
  }

  @Test
  void advice_eachKindOfWebApplication_existsUnlessDisabled() {
    new WebApplicationContextRunner()
        .withConfiguration(OURS)
        .run(context -> assertThat(context).hasSingleBean(GovProblemAdvice.class));
    new ReactiveWebApplicationContextRunner()
        .withConfiguration(OURS)
        .run(context -> assertThat(context).hasSingleBean(GovProblemAdvice.class));
    new ApplicationContextRunner()
        .withConfiguration(OURS)
        .run(context -> assertThat(context).doesNotHaveBean(GovProblemAdvice.class));
    new WebApplicationContextRunner()
        .withConfiguration(OURS)
        .withPropertyValues("yiwang.problems.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(GovProblemAdvice.class));
  }

  @ParameterizedTest
  @CsvSource({
    "zh-CN,该决定书正在其他渠道缴款，请稍后再试。",
    "en,The decision is being paid through another channel; please try again later."
  })
  void rejected_inWebFlux_isAProblemInTheRequestedLanguage(String language, String detail) {
    String body =
        WebTestClient.bindToController(new Paying())
            .controllerAdvice(new GovProblemAdvice())
            .build()
            .get()
            .uri("/pay")
            .header(HttpHeaders.ACCEPT_LANGUAGE, language)
            .exchange()
            .expectStatus()
            .isEqualTo(422)
            .returnResult(String.class)
            .getResponseBody()
            .blockFirst();

    assertThat(body).contains(detail, "DECISION_HELD", "r-1").doesNotContain("Zhang San");
  }
}
