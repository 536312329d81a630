package io.yiwang.internal;

import static io.yiwang.internal.ScriptedServer.answer;
import static io.yiwang.internal.ScriptedServer.signed;
import static io.yiwang.internal.ScriptedServer.silenceAfter;
import static io.yiwang.internal.TestPipe.COMMAND;
import static io.yiwang.internal.TestPipe.QUERY;
import static io.yiwang.internal.TestPipe.RECEIPT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovRequest;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.internal.ExchangeFailedException.Kind;
import io.yiwang.internal.ScriptedServer.Step;
import io.yiwang.internal.TestPipe.Receipt;
import io.yiwang.signing.Ed25519Signer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests pooled connections that the server has closed. */
@Timeout(60)
class StaleConnectionTest {
  private static final Receipt DONE = new Receipt("p-1", null);
  private static final Duration LONG = Duration.ofSeconds(20);

  /** The ways in which a server ends an idle connection. */
  enum End {
    FIN {
      @Override
      void of(Socket socket) throws IOException {
        socket.close();
      }
    },
    RST {
      @Override
      void of(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
      }
    },
    /** Sends a 408 without a request, as HAProxy does. */
    STRAY_ANSWER {
      @Override
      void of(Socket socket) throws IOException {
        socket.getOutputStream().write("HTTP/1.0 408 X\r\n\r\n".getBytes(ISO_8859_1));
        socket.close();
      }
    };

    abstract void of(Socket socket) throws IOException;
  }

  private final TestPipe pipe = new TestPipe();

  @AfterEach
  void close() throws IOException {
    pipe.close();
  }

  private Step done() {
    return signed(pipe.gateway.answers(200, RECEIPT));
  }

  /** Answers as if the connection stayed open, and ends it. */
  private Step doneAndEnded(End end, CountDownLatch ended) {
    return (request, socket) -> {
      done().serve(request, socket);
      end.of(socket);
      ended.countDown();
      return false;
    };
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(20, TimeUnit.SECONDS));
  }

  private void assertAnsweredInOneAttempt(GovRequest<Receipt> request) {
    assertEquals(DONE, pipe.call(request));
    assertEquals(1, pipe.reports.get(pipe.reports.size() - 1).attempts());
    assertEquals(List.of(), pipe.sleeper.waits());
  }

  @ParameterizedTest
  @EnumSource(
      value = End.class,
      names = {"FIN", "RST"})
  void call_keptConnectionClosed_doesNotCountAsAnAttempt(End end) throws InterruptedException {
    for (GovRequest<Receipt> request : List.of(QUERY, COMMAND)) {
      CountDownLatch ended = new CountDownLatch(1);
      pipe.maxAttempts(1).then(doneAndEnded(end, ended), done());
      pipe.call(QUERY);
      await(ended);

      assertAnsweredInOneAttempt(request);
    }
  }

  @Test
  void call_keptConnectionSilent_isSignedAgainWithoutCountingAnAttempt() {
    pipe.firstByteTimeout(Duration.ofMillis(300)).maxAttempts(1);
    pipe.then(done(), silenceAfter(""), done());
    pipe.call(QUERY);

    assertAnsweredInOneAttempt(COMMAND);

    assertEquals(3, pipe.received().size());
    assertEquals(1, pipe.received().get(1).connection(), "the silent one was a kept one");
    assertEquals(2, pipe.received().get(2).connection());
    assertNotEquals(pipe.checked(1).nonce(), pipe.checked(2).nonce());
    assertEquals("key-1", pipe.received().get(2).header("idempotency-key"));
  }

  /** Checks that a slow gateway does not count as dead. */
  @Test
  void call_newConnectionSilentForLonger_isWaitedFor() {
    pipe.firstByteTimeout(Duration.ofMillis(50)).maxAttempts(1);
    CountDownLatch never = new CountDownLatch(1);
    pipe.then(
        (request, socket) -> {
          try {
            assertFalse(never.await(500, TimeUnit.MILLISECONDS));
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return done().serve(request, socket);
        });

    assertAnsweredInOneAttempt(COMMAND);
    assertEquals(1, pipe.received().size());
  }

  @Test
  void call_longPollOnAKeptConnection_isWaitedFor() {
    pipe.firstByteTimeout(Duration.ofMillis(50)).maxAttempts(1);
    CountDownLatch never = new CountDownLatch(1);
    pipe.then(
        done(),
        (request, socket) -> {
          try {
            assertFalse(never.await(500, TimeUnit.MILLISECONDS));
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return done().serve(request, socket);
        });
    pipe.call(QUERY);

    assertAnsweredInOneAttempt(QUERY.longPoll(LONG));
    assertEquals(2, pipe.received().size());
  }

  @ParameterizedTest
  @EnumSource(
      value = End.class,
      names = {"FIN", "RST"})
  void call_allConnectionsOfABurstEnded_eachCallSucceedsInOneAttempt(End end) throws Exception {
    int calls = 8;
    pipe.maxAttempts(1);
    CyclicBarrier allHere = new CyclicBarrier(calls);
    CountDownLatch ended = new CountDownLatch(calls);
    for (int i = 0; i < calls; i++) {
      pipe.then(
          (request, socket) -> {
            try {
              allHere.await(20, TimeUnit.SECONDS);
            } catch (Exception e) {
              throw new IOException(e);
            }
            return doneAndEnded(end, ended).serve(request, socket);
          });
    }
    callAtOnce(calls);
    await(ended);
    for (int i = 0; i < 4 * calls; i++) {
      pipe.then(done());
    }

    callAtOnce(calls);

    assertEquals(2 * calls, pipe.reports.size());
    pipe.reports.forEach(report -> assertEquals(1, report.attempts()));
  }

  private void callAtOnce(int calls) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(calls);
    try {
      List<Future<Receipt>> all = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        all.add(threads.submit(() -> pipe.call(QUERY)));
      }
      for (Future<Receipt> each : all) {
        assertEquals(DONE, each.get(30, TimeUnit.SECONDS));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * Checks a connection that breaks within an answer: the gateway has read the request, so the
   * attempt counts.
   */
  @Test
  void call_keptConnectionBreaksWithinTheAnswer_countsAsAnAttempt() {
    pipe.maxAttempts(1).then(done(), ScriptedServer.raw("HTTP/1.1 2"), done());
    pipe.call(QUERY);

    OutcomeUnknownException e =
        assertThrows(OutcomeUnknownException.class, () -> pipe.call(COMMAND));

    assertEquals(1, e.attempts());
    assertEquals(2, pipe.received().size());
  }

  /**
   * Checks that the outcome is unknown once bytes have left, even on a connection that was surely
   * dead.
   */
  @Test
  void call_commandOnADeadConnectionAndThenNoConnection_isUnknown() {
    pipe.then(done(), pipe.hangUpForGood());
    pipe.call(QUERY);

    OutcomeUnknownException e =
        assertThrows(OutcomeUnknownException.class, () -> pipe.call(COMMAND));

    assertEquals(OutcomeUnknownException.Reason.NO_ANSWER, e.reason());
    assertEquals(3, e.attempts(), "beside the one that cost none");
  }

  // The exception of the transport itself.

  @ParameterizedTest
  @EnumSource(End.class)
  void exchange_connectionClosedWhileIdle_isNoticedBeforeAnythingIsSent(End end) throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    Step answersAndEnds =
        (request, socket) -> {
          answer(200).serve(request, socket);
          end.of(socket);
          ended.countDown();
          return false;
        };
    RequestSigner signer =
        new RequestSigner(
            new Ed25519Signer(
                "w", KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate()));
    HttpTransport.Settings settings =
        new HttpTransport.Settings(LONG, LONG, LONG, 4, 1000, null, null, null);
    try (ScriptedServer server = new ScriptedServer(answersAndEnds, answer(200));
        HttpTransport transport =
            new HttpTransport(settings, InetAddress::getAllByName, Duration.ZERO)) {
      UnsignedRequest post =
          new UnsignedRequest("POST", "http", server.authority(), "/p", "", Map.of(), new byte[1]);
      transport.exchange(signer.sign(post, TestGateway.NOW), LONG);
      await(ended);

      ExchangeFailedException e =
          assertThrows(
              ExchangeFailedException.class,
              () -> transport.exchange(signer.sign(post, TestGateway.NOW), LONG));

      assertEquals(Kind.STALE, e.kind());
      assertFalse(e.sent());
      assertEquals(1, server.received().size());
      assertEquals(200, transport.exchange(signer.sign(post, TestGateway.NOW), LONG).status());
    }
  }
}
