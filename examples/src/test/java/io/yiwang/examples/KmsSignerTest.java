package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.yiwang.GovClient;
import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.messages.Author;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageClient;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.SandboxScheme;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests calls that are signed by a key service over HTTP, also when it fails. */
class KmsSignerTest {
  private static final Message MESSAGE =
      Message.to(new RegionCode("330100"), "西湖边的路灯", "断桥东边的三盏路灯坏了一周。")
          .author(Author.ANONYMOUS)
          .build();

  private final GovSandbox sandbox = GovSandbox.builder().services(0).start();
  private KeyService service;
  private GovClient gov;

  @BeforeEach
  void connect() throws Exception {
    service = new KeyService();
    sandbox.registerPlatformKey("wallet-kms", SandboxScheme.ED25519, service.publicKeyPem());
    gov = client(Duration.ofSeconds(10));
  }

  private GovClient client(Duration timeout) {
    return sandbox
        .clientBuilder()
        .signer(new KmsSigner("wallet-kms", service.address(), () -> "secret-token", timeout))
        .build();
  }

  @AfterEach
  void close() {
    gov.close();
    service.close();
    sandbox.close();
  }

  private NotSentException notSent() {
    NotSentException e =
        assertThrows(NotSentException.class, () -> new MessageClient(gov).submit(MESSAGE));
    assertEquals(NotSentException.Reason.SIGNING_FAILED, e.reason());
    assertNull(e.getCause());
    assertFalse(e.getMessage().contains("secret-token"), e.getMessage());
    assertEquals(0, sandbox.messageControls().received().size());
    return e;
  }

  @Test
  void call_serviceSigns_isAccepted() {
    new MessageClient(gov).submit(MESSAGE);

    assertEquals(1, sandbox.messageControls().received().size());
    assertEquals(List.of("Bearer secret-token"), service.tokens);
  }

  @Test
  void call_serviceDown_isNotSent() {
    service.close();

    assertTrue(notSent().getMessage().contains("ConnectException"));
  }

  @Test
  void call_serviceRefuses_isNotSent() {
    service.status = 403;

    notSent();
  }

  @Test
  void call_serviceGivesNoSignature_isNotSent() {
    service.cut = true;

    notSent();
  }

  @Test
  void call_serviceHangs_isNotSent() {
    gov.close();
    service.hang = true;
    gov = client(Duration.ofMillis(200));

    assertTrue(notSent().getMessage().contains("HttpTimeoutException"));
  }

  @Test
  void call_serviceFailsAtARepetition_isUnknown() {
    sandbox.faults().next("message.submit").answerLost();
    service.failAfter = 1;

    var e =
        assertThrows(OutcomeUnknownException.class, () -> new MessageClient(gov).submit(MESSAGE));

    assertEquals(OutcomeUnknownException.Reason.NO_ANSWER, e.reason());
    assertEquals(1, sandbox.messageControls().received().size());
  }

  @Test
  void toString_namesTheKeyAlone() {
    var signer =
        new KmsSigner("wallet-kms", service.address(), () -> "secret-token", Duration.ZERO);

    assertEquals("key service signer wallet-kms", signer.toString());
  }

  /** A key service with one key. */
  private static final class KeyService implements AutoCloseable {
    final List<String> tokens = new CopyOnWriteArrayList<>();
    volatile int status = 200;
    volatile int failAfter = Integer.MAX_VALUE;
    volatile boolean cut;
    volatile boolean hang;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final KeyPair pair;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    KeyService() throws Exception {
      pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/keys/wallet-kms/sign", this::sign);
      server.setExecutor(threads);
      server.start();
    }

    URI address() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    String publicKeyPem() {
      return "-----BEGIN PUBLIC KEY-----\n"
          + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
          + "\n-----END PUBLIC KEY-----\n";
    }

    private void sign(HttpExchange exchange) throws IOException {
      tokens.add(exchange.getRequestHeaders().getFirst("authorization"));
      try (exchange) {
        if (hang) {
          closed.await();
        }
        byte[] answer = signed(exchange.getRequestBody().readAllBytes());
        exchange.sendResponseHeaders(
            tokens.size() > failAfter ? 500 : status, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private byte[] signed(byte[] message) throws IOException {
      try {
        Signature engine = Signature.getInstance("Ed25519");
        engine.initSign(pair.getPrivate());
        engine.update(message);
        return cut ? new byte[0] : engine.sign();
      } catch (GeneralSecurityException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void close() {
      closed.countDown();
      server.stop(0);
      threads.shutdown();
    }
  }
}
