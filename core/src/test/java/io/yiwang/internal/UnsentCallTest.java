package io.yiwang.internal;

import static io.yiwang.internal.ScriptedServer.hangUp;
import static io.yiwang.internal.ScriptedServer.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.ClosedPort;
import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Signer;
import io.yiwang.signing.Verifier;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests attempts that are not sent: without a connection, a signature, or after an interrupt. */
class UnsentCallTest extends CallExecutionFixture {
  @Test
  void call_connectionRefused_isTriedAgainAndNotSent() throws IOException {
    try (ClosedPort closed = new ClosedPort()) {
      pipe.authority("127.0.0.1:" + closed.number());

      NotSentException e = notSent();

      assertEquals(NotSentException.Reason.NO_CONNECTION, e.reason());
      assertEquals(3, e.attempts());
      assertFalse(e.sent());
      assertTrue(e.getCause() instanceof IOException);
    }
  }

  @Test
  void call_lostAnswerAndThenNoConnection_isUnknown() {
    pipe.then(pipe.hangUpForGood());

    OutcomeUnknownException e = unknown();

    assertEquals(OutcomeUnknownException.Reason.NO_ANSWER, e.reason());
    assertEquals(3, e.attempts());
    assertEquals(1, pipe.received().size());
  }

  @Test
  void call_rejectedAndThenNoConnection_isThatRejection() {
    Answer no =
        gateway
            .refuses(429, "RATE_LIMITED")
            .header("retry-after", "1")
            .header("connection", "close");
    pipe.then(
        (request, socket) -> {
          boolean stays = pipe.hangUpForGood().serve(request, socket);
          ScriptedServer.write(socket, no.to(request.signature()));
          return stays;
        });

    RejectedException e = rejected();

    assertEquals("RATE_LIMITED", e.code());
    assertEquals(3, pipe.reports.get(0).attempts());
  }

  private static Signer failing(Throwable e) {
    return new FunctionSigner(
        message -> {
          if (e instanceof GeneralSecurityException security) {
            throw security;
          }
          if (e instanceof IOException io) {
            throw io;
          }
          if (e instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) e;
        });
  }

  static List<Throwable> failures() {
    return List.of(
        new GeneralSecurityException("slot SECRET"),
        new IOException("host SECRET"),
        new ProviderException("pin SECRET"),
        new NoClassDefFoundError("SECRET/Token"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void call_signerFails_isNotSentAndShowsOnlyTheExceptionsType(Throwable failure) {
    pipe.signer(failing(failure));

    NotSentException e = notSent();

    assertEquals(NotSentException.Reason.SIGNING_FAILED, e.reason());
    assertEquals(
        "fine.hold: not sent, signing failed with "
            + failure.getClass().getSimpleName()
            + "; check the signer's key [requestId="
            + pipe.requestId
            + "]",
        e.getMessage());
    assertNull(e.getCause());
    assertEquals(0, pipe.received().size());
  }

  @ParameterizedTest
  @MethodSource("failures")
  void call_signerFailsOnTheRepeat_isUnknown(Throwable failure) {
    int[] times = {0};
    pipe.signer(
            new FunctionSigner(
                message -> times[0]++ == 0 ? new byte[64] : failing(failure).sign(message)))
        .then(hangUp());

    OutcomeUnknownException e = unknown();

    assertEquals(OutcomeUnknownException.Reason.NO_ANSWER, e.reason());
    assertNull(e.getCause());
  }

  /** Checks exceptions of the application's verifier, which throws after the request has left. */
  @ParameterizedTest
  @MethodSource("failures")
  void call_verifierFails_isUnknownAndShowsOnlyTheExceptionsType(Throwable failure) {
    pipe.ring(TrustedKeys.pinned(new FailingVerifier(failing(failure)))).then(done());

    OutcomeUnknownException e = unknown();

    assertEquals(OutcomeUnknownException.Reason.UNTRUSTED_REPLY, e.reason());
    String said =
        failure instanceof GeneralSecurityException || failure instanceof IOException
            ? "its signature does not verify"
            : "verifying it failed with " + failure.getClass().getSimpleName();
    assertTrue(e.getMessage().contains(said), e.getMessage());
    assertFalse(e.getMessage().contains("SECRET"), e.getMessage());
    assertEquals(1, pipe.received().size());
  }

  /** Verifies like the signer's key, unless it throws. */
  private record FailingVerifier(Signer how) implements Verifier {
    @Override
    public String keyId() {
      return "gw-1";
    }

    @Override
    public String algorithm() {
      return "ed25519";
    }

    @Override
    public ContentDigest digest() {
      return ContentDigest.SHA_256;
    }

    @Override
    public void verify(byte[] message, byte[] signature) throws GeneralSecurityException {
      try {
        how.sign(message);
      } catch (IOException e) {
        throw new GeneralSecurityException(e);
      }
    }
  }

  @Test
  void call_interruptedBefore_isNotSent() {
    pipe.then(done());
    Thread.currentThread().interrupt();

    NotSentException e = notSent();

    assertTrue(Thread.interrupted(), "the flag is set again");
    assertEquals(NotSentException.Reason.INTERRUPTED, e.reason());
    assertEquals(0, pipe.received().size());
  }

  @Test
  void call_interruptedWhileItWaitsAfterALostAnswer_isUnknown() {
    pipe.sleeper.interrupts();
    pipe.maxAttempts(50);
    for (int i = 0; i < 49; i++) {
      pipe.then(hangUp());
    }

    OutcomeUnknownException e = unknown();

    assertTrue(Thread.interrupted(), "the flag is set again");
    assertEquals(OutcomeUnknownException.Reason.INTERRUPTED, e.reason());
  }

  @Test
  void call_interruptedWhileItWaitsToConnectAgain_isNotSent() throws IOException {
    try (ClosedPort closed = new ClosedPort()) {
      pipe.authority("127.0.0.1:" + closed.number());
      pipe.sleeper.interrupts();

      NotSentException e = notSent();

      assertTrue(Thread.interrupted(), "the flag is set again");
      assertEquals(NotSentException.Reason.INTERRUPTED, e.reason());
    }
  }

  /** Checks that a call which was answered is not reported as not sent. */
  @Test
  void call_interruptedWhileItWaitsAfterARejection_isThatRejection() {
    pipe.sleeper.interrupts();
    pipe.then(signed(gateway.refuses(429, "RATE_LIMITED").header("retry-after", "1")));

    RejectedException e = rejected();

    assertTrue(Thread.interrupted(), "the flag is set again");
    assertEquals("RATE_LIMITED", e.code());
  }

  @Test
  void call_repeatAfterARejectionCannotBeSigned_isThatRejection() {
    int[] times = {0};
    pipe.signer(
            new FunctionSigner(
                message -> {
                  if (times[0]++ == 0) {
                    return new byte[64];
                  }
                  throw new IOException();
                }))
        .then(signed(gateway.refuses(429, "RATE_LIMITED").header("retry-after", "1")));

    assertEquals("RATE_LIMITED", rejected().code());
  }
}
