package io.yiwang.callbacks;

import static io.yiwang.callbacks.SignedCallback.settled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.KeyRing;
import io.yiwang.KeyRings;
import io.yiwang.RecordingGateway;
import io.yiwang.callbacks.CallbackVerdict.Handled;
import io.yiwang.callbacks.CallbackVerdict.Outdated;
import io.yiwang.callbacks.CallbackVerdict.Reason;
import io.yiwang.callbacks.CallbackVerdict.Refused;
import io.yiwang.callbacks.CallbackVerdict.Repeated;
import io.yiwang.signing.Ed25519Verifier;
import io.yiwang.signing.GatewayKey;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests callbacks of several gateways, for several platforms, and of gateways with new keys. */
class CallbackSourcesTest extends CallbackReceiverFixture {
  /** A client that knows a key only after it has fetched the list. */
  private static final class Source implements Gateway {
    final List<String> asked = new ArrayList<>();
    private final Consumer<Duration> fetch;

    Source(Consumer<Duration> fetch) {
      this.fetch = fetch;
    }

    @Override
    public <T> T call(GovRequest<T> request) {
      throw new AssertionError("only the list is fetched");
    }

    @Override
    public void refreshKeys(String keyId, Duration timeout) {
      asked.add(keyId);
      fetch.accept(timeout);
    }
  }

  @Test
  void receive_unknownKey_isFetchedAndTheCallbackHandled() throws Exception {
    KeyRing ring =
        KeyRing.trusting((key, host, at) -> new Ed25519Verifier(key.keyid(), keys.getPublic()));
    OffsetDateTime year = OffsetDateTime.parse("2020-01-01T00:00:00Z");
    GatewayKey listed =
        new GatewayKey("gw-1", "ed25519", "sign", year, year.plusYears(100), List.of("chain"));
    Source source =
        new Source(
            timeout -> {
              assertTrue(timeout.compareTo(Duration.ofSeconds(5)) < 0, "the gateway waits 5 s");
              KeyRings.adopt(ring, listed, Instant.EPOCH, year.toInstant());
            });
    receiver = builder().keyRing(ring).handler(handled::add).gateway(source).build();

    assertEquals(204, receive(signed(settled("e-1", "p", 1))).status());
    assertEquals(204, receive(signed(settled("e-2", "p", 2)).nonce("other")).status());

    assertEquals(List.of("gw-1"), source.asked);
  }

  /** Checks the time in which no further list is fetched: a callback in it is delivered again. */
  @Test
  void receive_keyThatMayNotBeFetchedYet_isRefusedAndHandledWhenDeliveredAgain() {
    KeyRing ring =
        KeyRing.trusting((key, host, at) -> new Ed25519Verifier(key.keyid(), keys.getPublic()));
    OffsetDateTime year = OffsetDateTime.parse("2020-01-01T00:00:00Z");
    GatewayKey listed =
        new GatewayKey("gw-1", "ed25519", "sign", year, year.plusYears(100), List.of("chain"));
    AtomicInteger fetches = new AtomicInteger();
    Source source =
        new Source(
            timeout -> {
              if (fetches.incrementAndGet() > 1) {
                KeyRings.adopt(ring, listed, Instant.EPOCH, year.toInstant());
              }
            });
    receiver = builder().keyRing(ring).handler(handled::add).gateway(source).build();

    assertRefused(Reason.UNKNOWN_KEY, receive(signed(settled("e-1", "p", 1))));
    assertEquals(204, receive(signed(settled("e-1", "p", 1)).nonce("again")).status());

    assertEquals(1, handled.size());
  }

  @Test
  void receive_keyMissingInTheList_isRefused() {
    Source source = new Source(timeout -> {});
    receiver = builder().handler(handled::add).gateway(source).build();

    assertRefused(
        Reason.UNKNOWN_KEY, receive(signed(settled("e-1", "p", 1)).parameters("gw-1", "gw-2")));
    assertEquals(List.of("gw-2"), source.asked);
  }

  private static final String SOURCE = "https://gw.example.gov.cn/igs/v1";

  private static String from(String source, String event) {
    assertTrue(event.contains(SOURCE));
    return event.replace(SOURCE, source);
  }

  private static String forPlatform(String json, String event) {
    return event.replace("\"specversion\"", "\"platform\":" + json + ",\"specversion\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://gw.jiangsu.gov.cn/igs/v1",
        SOURCE + "/",
        SOURCE + "#2",
        "https://gw.example.gov.cn/igs/v1/other",
        "urn:another gateway"
      })
  void receive_eventOfAnotherSource_isNeitherRepeatedNorOutdated(String source) {
    receive(signed(settled("e-1", "pay-1", 9)).nonce("a"));

    assertInstanceOf(
        Handled.class, receive(signed(from(source, settled("e-1", "pay-1", 1))).nonce("a")));
    assertInstanceOf(
        Outdated.class, receive(signed(from(source, settled("e-0", "pay-1", 1))).nonce("b")));
    assertInstanceOf(
        Repeated.class, receive(signed(from(source, settled("e-1", "pay-1", 1))).nonce("c")));
    assertInstanceOf(Outdated.class, receive(signed(settled("e-2", "pay-1", 8)).nonce("d")));
    assertInstanceOf(
        Handled.class, receive(signed(from(source, settled("e-3", "pay-1", 2))).nonce("e")));
    assertEquals(List.of(SOURCE, source, source), handled.stream().map(Callback::source).toList());
  }

  @Test
  void receive_twoGatewaysWithOneDeduplicator_areBothHandled() {
    CallbackDeduplicator memory = new InMemoryDeduplicator(100);
    receiver = builder().handler(handled::add).deduplicator(memory).build();
    assertInstanceOf(Handled.class, receive(signed(settled("e-1", "pay-1", 5))));

    receiver = builder().handler(handled::add).deduplicator(memory).build();
    assertInstanceOf(
        Handled.class, receive(signed(from("https://other/igs/v1", settled("e-1", "pay-1", 1)))));
    assertInstanceOf(
        Refused.class, receive(signed(from("https://other/igs/v1", settled("e-1", "pay-1", 1)))));
  }

  @Test
  void receive_sameSubjectOfAnotherGatewayMeanwhile_isHandledAtOnce() {
    List<CallbackVerdict> meanwhile = new ArrayList<>();
    receiver =
        builder()
            .handler(
                callback -> {
                  if (callback.source().equals(SOURCE)) {
                    meanwhile.add(
                        receive(signed(from("https://other/igs/v1", settled("e-1", "pay-1", 1)))));
                  }
                })
            .build();

    receive(signed("e-1", 2));

    assertInstanceOf(Handled.class, meanwhile.get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"test-wallet\"", "\"Wallet\"", "\"\"", "\"wallet \"", "\"wallets\""})
  void receive_eventForAnotherPlatform_isRefusedWithoutRecordingIt(String other) {
    CallbackDeduplicator memory = new InMemoryDeduplicator(100);
    receiver = builder().handler(handled::add).deduplicator(memory).platform("wallet").build();
    SignedCallback callback = signed(forPlatform(other, settled("e-1", "pay-1", 1)));

    CallbackVerdict verdict = receive(callback);

    assertRefused(Reason.WRONG_PLATFORM, verdict);
    assertEquals(403, verdict.status());
    receiver =
        builder()
            .handler(handled::add)
            .deduplicator(memory)
            .platform(other.substring(1, other.length() - 1))
            .build();
    assertInstanceOf(Handled.class, receive(callback));
  }

  @Test
  void receive_eventForThisPlatformOrForNone_isHandled() {
    receiver = builder().handler(handled::add).platform("wallet").build();

    receive(signed(forPlatform("\"wallet\"", settled("e-1", "pay-1", 1))).nonce("a"));
    receive(signed(settled("e-2", "pay-1", 2)).nonce("b"));
    receive(signed(forPlatform("null", settled("e-3", "pay-1", 3))).nonce("c"));

    assertEquals(
        List.of(Optional.of("wallet"), Optional.empty(), Optional.empty()),
        handled.stream().map(Callback::platform).toList());
  }

  @Test
  void receive_receiverWithoutPlatform_acceptsAnyPlatform() {
    assertInstanceOf(
        Handled.class, receive(signed(forPlatform("\"any\"", settled("e-1", "pay-1", 1)))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "[\"wallet\"]", "{\"name\":\"wallet\"}", "true"})
  void receive_platformThatIsNotText_isRefused(String json) {
    receiver = builder().handler(handled::add).platform("wallet").build();

    CallbackVerdict verdict = receive(signed(forPlatform(json, settled("e-1", "pay-1", 1))));

    assertTrue(verdict.status() >= 400, verdict::toString);
    assertEquals(List.of(), handled);
  }

  @Test
  void receive_withAGateway_hasTheAccount() {
    Gateway nameless = new RecordingGateway();
    receiver = builder().handler(handled::add).gateway(Gateway.of("zhejiang", nameless)).build();
    receive(signed("e-1", 1));
    receiver = builder().handler(handled::add).gateway(nameless).build();
    receive(signed("e-2", 2));

    assertEquals(
        List.of(Optional.of("zhejiang"), Optional.empty()),
        handled.stream().map(Callback::account).toList());
  }
}
