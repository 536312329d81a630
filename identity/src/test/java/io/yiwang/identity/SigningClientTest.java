package io.yiwang.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.signing.ContentDigest;
import io.yiwang.value.AccessToken;
import io.yiwang.value.Confidential;
import io.yiwang.value.IdempotencyKey;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SigningClientTest {
  private static final OffsetDateTime NOON = OffsetDateTime.parse("2026-11-23T12:00:00+08:00");
  private static final DocumentToSign DOCUMENT =
      DocumentToSign.of("a.pdf", "application/pdf", new byte[] {1}, ContentDigest.SHA_256);
  private static final SigningRequest BY_TOKEN =
      new SigningRequest("我同意。", List.of(DOCUMENT), null, 300);

  private final List<GovRequest<?>> requests = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();

  /** The time that each long poll takes. */
  private Duration pollTakes = Duration.ofSeconds(20);

  private int waitingAnswers;
  private long nanos;

  private final SigningClient signing =
      new SigningClient(
          new Gateway() {
            @Override
            @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
            public <T> T call(GovRequest<T> request) {
              requests.add(request);
              nanos += pollTakes.toNanos();
              return (T) signing(waitingAnswers-- > 0 ? SigningState.WAITING : SigningState.SIGNED);
            }
          },
          Duration.ofSeconds(20),
          new SigningClient.Timer() {
            @Override
            public long nanos() {
              return nanos;
            }

            @Override
            public void pause(Duration duration) {
              pauses.add(duration);
              nanos += duration.toNanos();
            }
          });

  @Test
  void await_citizenTakesTime_pollsWithinTheCallsDeadline() {
    waitingAnswers = 2;

    Signing signed = signing.await("s1", Duration.ofSeconds(90));

    assertEquals(SigningState.SIGNED, signed.status());
    assertEquals(
        List.of("wait=20", "wait=20", "wait=20"),
        requests.stream()
            .map(request -> request.parameters().get(0))
            .map(parameter -> parameter.name() + "=" + parameter.value())
            .toList());
    assertEquals(List.of(), pauses);
  }

  @Test
  void await_timeout_returnsTheLastState() {
    waitingAnswers = 100;

    Signing still = signing.await("s1", Duration.ofSeconds(50));

    assertEquals(SigningState.WAITING, still.status());
    assertEquals(3, requests.size());
  }

  @Test
  void await_gatewayAnswersAtOnce_pausesBetweenCalls() {
    pollTakes = Duration.ZERO;
    waitingAnswers = 3;

    assertEquals(SigningState.SIGNED, signing.await("s1", Duration.ofSeconds(60)).status());

    assertEquals(3, pauses.size());
  }

  @Test
  void await_shorterPoll_waitsNoLonger() {
    List<GovRequest<?>> polls = new ArrayList<>();
    var impatient =
        new SigningClient(
            new Gateway() {
              @Override
              @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
              public <T> T call(GovRequest<T> request) {
                polls.add(request);
                return (T) signing(SigningState.REFUSED);
              }
            },
            Duration.ofSeconds(5));

    assertEquals(SigningState.REFUSED, impatient.await("s1", Duration.ofMinutes(5)).status());

    assertEquals("5", polls.get(0).parameters().get(0).value());
  }

  @Test
  void await_negativeTimeoutOrTooLongAPoll_isRejectedBeforeAnyCall() {
    assertThrows(IllegalArgumentException.class, () -> signing.await("s1", Duration.ofSeconds(-1)));
    Gateway none =
        new Gateway() {
          @Override
          public <T> T call(GovRequest<T> request) {
            throw new AssertionError("nothing is called");
          }
        };
    assertThrows(
        IllegalArgumentException.class, () -> new SigningClient(none, Duration.ofSeconds(31)));
    assertEquals(List.of(), requests);
  }

  @Test
  void start_withAToken_isMadeInTheCitizensName() {
    var citizen = new AccessToken("abc");
    IdempotencyKey key = IdempotencyKey.random();

    signing.start(BY_TOKEN, citizen, key);

    GovRequest<?> request = requests.get(0);
    assertEquals("signing.start", request.operation());
    assertEquals(citizen, request.bearer());
    assertEquals(key, request.idempotencyKey());
  }

  @Test
  void start_neitherOrBothOfTokenAndSigner_isRejectedBeforeAnyCall() {
    assertThrows(
        IllegalArgumentException.class, () -> signing.start(BY_TOKEN, IdempotencyKey.random()));
    var named =
        new SigningRequest(
            "我同意。",
            List.of(DOCUMENT),
            new SigningRequest.Signatory(IdType.PASSPORT, Confidential.of("E12345678")),
            300);
    assertThrows(
        IllegalArgumentException.class,
        () -> signing.start(named, new AccessToken("abc"), IdempotencyKey.random()));
    assertEquals(List.of(), requests);
  }

  @Test
  void cancel_again_hasTheSameIdempotencyKey() {
    signing.cancel("s1");
    signing.cancel("s1");

    assertEquals("signings/s1/cancel", requests.get(0).path());
    assertEquals(requests.get(0).idempotencyKey(), requests.get(1).idempotencyKey());
    // It is the same in another process.
    assertEquals(
        new IdempotencyKey("zLjbzJ_V8LuzMNCO0cKrnWMLWk6uZ9S8"), requests.get(0).idempotencyKey());
  }

  @Test
  void request_outOfBounds_saysTheRule() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new SigningRequest("x", List.of(DOCUMENT), null, 10));

    assertEquals("expiresIn must be 30 to 86400 seconds, got 10", e.getMessage());
    assertTrue(BY_TOKEN.toString().startsWith("SigningRequest[1"));
  }

  @Test
  void request_documentsOfOneName_areRefused() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new SigningRequest("x", List.of(DOCUMENT, DOCUMENT), null, 300));

    assertEquals("the documents of a signing must not share a name", e.getMessage());
  }

  @Test
  void signing_signedWithoutSignatures_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Signing(
                "s1", SigningState.SIGNED, "1234", "https://q", null, NOON, null, List.of()));
  }

  @Test
  void signature_toString_hidesTheDocumentsName() {
    assertEquals(
        "DocumentSignature[3 bytes]", new Signing.DocumentSignature("王小明.pdf", "MIIB").toString());
    assertThrows(IllegalArgumentException.class, () -> new Signing.DocumentSignature("a.pdf", "*"));
  }

  private static Signing signing(SigningState state) {
    List<Signing.DocumentSignature> signatures =
        state.equals(SigningState.SIGNED)
            ? List.of(new Signing.DocumentSignature("a.pdf", "MIIB"))
            : List.of();
    return new Signing("s1", state, "1234", "https://q", null, NOON, null, signatures);
  }
}
