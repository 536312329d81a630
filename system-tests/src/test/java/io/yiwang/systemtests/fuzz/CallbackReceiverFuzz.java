package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.KeyRing;
import io.yiwang.callbacks.Callback;
import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.CallbackRequest;
import io.yiwang.callbacks.CallbackVerdict;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Fuzzes {@link CallbackReceiver}. If an input's first line is not {@code POST}, its body is signed
 * here as the gateway would sign it.
 */
public final class CallbackReceiverFuzz implements FuzzTarget {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  private static final String PATH = "/gov/callbacks";
  private static final List<String> BODIES =
      List.of(
          "{\"specversion\":\"1.0\",\"id\":\"evt-1\",\"source\":\"https://gw.example/igs/v1\",\"type\":"
              + "\"igs.payment.settled\",\"time\":\"2026-10-22T10:17:06+08:00\",\"subject\":\"pay-1\","
              + "\"data\":{\"paymentId\":\"pay-1\",\"amount\":15900,\"revision\":3}}",
          "{\"specversion\":\"1.0\",\"id\":\"e\",\"source\":\"s\",\"type\":\"igs.signing.signed\","
              + "\"time\":\"2026-10-22T10:17:06Z\",\"subject\":\"sgn-1\",\"data\":{\"revision\":1,"
              + "\"signingId\":\"sgn-1\",\"state\":\"SIGNED\",\"more\":[null,1.5e3,\"\\ud83d\"]}}");

  @Override
  public Stream<byte[]> good() {
    return Stream.concat(
        BODIES.stream().map(body -> signed(body.getBytes(UTF_8)).bytes()),
        BODIES.stream().map(body -> ("sign\n\n" + body).getBytes(UTF_8)));
  }

  private static FuzzedMessage signed(byte[] body) {
    return FuzzedMessage.signed(
        "POST",
        "\"@method\" \"@path\" \"content-type\" \"content-digest\"",
        ";created=1800000000;expires=1800000300;nonce=\"n-1\";keyid=\"gw-1\";alg=\"ed25519\""
            + ";tag=\"igs-callback\"",
        Map.of("@method", "POST", "@path", PATH, "content-type", "application/cloudevents+json"),
        body);
  }

  /**
   * Checks that only signed callbacks are handled, and that exactly those which were handled are
   * answered with 2xx.
   */
  @Override
  public boolean read(byte[] bytes) {
    FuzzedMessage sent = FuzzedMessage.read(bytes);
    boolean forged = sent.first().equals("POST");
    FuzzedMessage message = forged ? sent : signed(sent.body());
    AtomicReference<Callback> handled = new AtomicReference<>();
    CallbackReceiver receiver =
        CallbackReceiver.builder()
            .keyRing(KeyRing.pinned(new MacKey()))
            .handler(handled::set)
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .build();

    CallbackVerdict verdict =
        receiver.receive(new CallbackRequest("POST", PATH, message.headers(), message.body()));

    assertNotNull(verdict.toString());
    boolean good = verdict.status() >= 200 && verdict.status() < 300;
    assertEquals(good, handled.get() != null);
    if (good && forged) {
      assertTrue(BODIES.contains(new String(message.body(), UTF_8)));
    }
    if (good) {
      assertNotNull(handled.get().read(Map.class));
    }
    return good;
  }
}
