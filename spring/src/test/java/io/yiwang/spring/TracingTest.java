package io.yiwang.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.yiwang.RejectedException;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.payments.cashier.ChargeAnswer;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Tests the spans that OpenTelemetry gets through Micrometer, and the trace context sent. */
class TracingTest {
  private final GovSandbox sandbox = GovSandbox.start();
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build();
  private final ObservationRegistry observations = observations(provider.get("test"));

  private final Queue<String> traceParents = new ConcurrentLinkedQueue<>();

  private final ApplicationContextRunner app =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(YiwangAutoConfiguration.class))
          .withBean(ObservationRegistry.class, () -> observations)
          .withPropertyValues(
              "yiwang.gateways.gov.endpoint=" + sandbox.endpoint(),
              "yiwang.gateways.gov.key-id=" + GovSandbox.PLATFORM_KEY_ID,
              "yiwang.gateways.gov.private-key=" + sandbox.platformKeyPem(),
              "yiwang.gateways.gov.trust-anchors=" + sandbox.anchorPem());

  /** Sets up a registry like Spring Boot's Actuator. */
  private static ObservationRegistry observations(Tracer otel) {
    OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), event -> {});
    OtelPropagator propagator =
        new OtelPropagator(
            ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
    ObservationRegistry registry = ObservationRegistry.create();
    registry
        .observationConfig()
        .observationHandler(
            new FirstMatchingCompositeObservationHandler(
                new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                new DefaultTracingObservationHandler(tracer)));
    return registry;
  }

  @BeforeEach
  void listen() {
    sandbox
        .wireMock()
        .addMockServiceRequestListener(
            (request, response) ->
                traceParents.add(String.valueOf(request.getHeader("traceparent"))));
  }

  @AfterEach
  void stop() {
    provider.close();
    sandbox.close();
  }

  private List<SpanData> spans(String name) {
    return exporter.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .toList();
  }

  private static String of(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.stringKey(key));
  }

  @Test
  void call_withinASpan_isItsChildAndSendsItsContext() {
    app.run(
        context -> {
          Observation.createNotStarted("page", observations)
              .observe(() -> context.getBean(CatalogClient.class).regions());

          SpanData page = spans("page").get(0);
          SpanData call = spans("catalog.regions").get(0);
          assertThat(call.getTraceId()).isEqualTo(page.getTraceId());
          assertThat(call.getParentSpanId()).isEqualTo(page.getSpanId());
          assertThat(call.getKind().name()).isEqualTo("CLIENT");
          assertThat(of(call, "outcome")).isEqualTo("answered");
          assertThat(of(call, "gateway")).isEqualTo("gov");
          // The fetch of the key list is not part of a call.
          assertThat(traceParents)
              .filteredOn(header -> !header.equals("null"))
              .containsExactly("00-" + call.getTraceId() + "-" + call.getSpanId() + "-01");
        });
  }

  @Test
  void pay_oneFine_makesSpansOfStagesCallsAndChargesWithoutThePayer(@TempDir Path folder) {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    app.withPropertyValues(
            "yiwang.journal.file=" + folder.resolve("app.journal"),
            "yiwang.gateways.gov.cashier.channel=wallet")
        .withBean(PayerCharge.class, Wallet::new)
        .run(
            context -> {
              FineCashier cashier = context.getBean(FineCashier.class);
              FineOutcome outcome =
                  cashier.pay(
                      "W1",
                      cashier.quote(
                          List.of(FineTicket.ofPlate(fine.decisionNumber(), fine.plate()))));

              assertThat(outcome).isInstanceOf(FineOutcome.Settled.class);
              assertThat(spans("fine.hold")).hasSize(1);
              assertThat(spans("fine.confirm")).hasSize(1);
              SpanData charge = spans("payer-charge.charge").get(0);
              assertThat(of(charge, "outcome")).isEqualTo("charged");
              assertThat(of(charge, "order")).isEqualTo("W1");
              assertThat(exporter.getFinishedSpanItems())
                  .filteredOn(span -> span.getName().startsWith("yiwang.stage"))
                  .extracting(span -> of(span, "state"))
                  .contains("HOLDING", "CHARGING", "SETTLED");
              assertThat(exporter.getFinishedSpanItems().toString())
                  .doesNotContain(fine.plate(), fine.decisionNumber());
            });
  }

  @Test
  void call_rejected_spanHasOutcomeAndCode() {
    app.run(
        context -> {
          sandbox.faults().next("catalog.regions").times(10).rateLimited(Duration.ofHours(1));
          try {
            context.getBean(CatalogClient.class).regions();
          } catch (RejectedException e) {
            SpanData call = spans("catalog.regions").get(0);
            assertThat(of(call, "outcome")).isEqualTo("rejected");
            assertThat(of(call, "code")).isEqualTo(e.code());
            assertThat(of(call, "request")).isEqualTo(e.requestId());
            return;
          }
          throw new AssertionError("the call should have been rejected");
        });
  }

  /** Charges everybody. */
  private static final class Wallet implements PayerCharge {
    private final Map<String, ChargeAnswer> charges = new ConcurrentHashMap<>();

    @Override
    public ChargeAnswer charge(Order order) {
      return charges.computeIfAbsent(
          order.orderNo(),
          no ->
              ChargeAnswer.charged(
                  "T" + no, OffsetDateTime.now(ZoneOffset.ofHours(8)), order.amount()));
    }

    @Override
    public ChargeAnswer query(String orderNo) {
      return charges.getOrDefault(orderNo, ChargeAnswer.notFound());
    }

    @Override
    public ChargeAnswer cancel(String orderNo) {
      return charges.computeIfAbsent(orderNo, no -> ChargeAnswer.notCharged());
    }

    @Override
    public RefundAnswer refund(Refund refund) {
      return RefundAnswer.PAID_BACK;
    }
  }
}
