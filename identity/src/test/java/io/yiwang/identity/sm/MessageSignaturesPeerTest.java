package io.yiwang.identity.sm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.identity.sm.MessageSignaturesPeer.Message;
import io.yiwang.messages.Author;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageReceipt;
import io.yiwang.signing.Ed25519Signer;
import io.yiwang.signing.Ed25519Verifier;
import io.yiwang.signing.Signer;
import io.yiwang.signing.Verifier;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.SandboxScheme;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests whole exchanges with a peer that uses the Node package http-message-signatures. */
@Tag("peer")
class MessageSignaturesPeerTest {
  private static final HexFormat HEX = HexFormat.of();

  private static final String RECEIPT =
      """
      {"messageId": "M-1", "queryCode": "123456", "receivedAt": "2026-11-23T12:00:00+08:00",
       "dueAt": "2026-11-23T23:59:59+08:00"}\
      """;

  private static final String MESSAGE =
      """
      {"title": "西湖边的路灯", "body": "断桥东边的三盏路灯坏了一周。", "region": "330100", "language": "zh-CN",
       "author": {"anonymous": true}, "attachments": [], "mayPublish": false}\
      """;

  private static final io.yiwang.messages.Message OURS =
      io.yiwang.messages.Message.to(new RegionCode("330100"), "西湖边的路灯", "断桥东边的三盏路灯坏了一周。")
          .author(Author.ANONYMOUS)
          .build();

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "SM2"})
  void call_request_verifiesInNode(SandboxScheme scheme) throws Exception {
    Key platform = Key.of(scheme, "wallet-2026");
    try (NodeGateway gateway = new NodeGateway(Key.of(scheme, "gw-1"), null);
        GovClient gov = gateway.client(platform)) {
      new MessageClient(gov).submit(OURS);
      Message sent = gateway.received.get();

      assertTrue(platform.publicPeer().verifies(sent));
      assertFalse(platform.publicPeer().verifies(with(sent, "idempotency-key", "another")));
      String changed = sent.body().replace("330100", "330102");
      assertFalse(
          platform.publicPeer().verifies(new Message(sent.start(), sent.headers(), changed)));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "SM2"})
  void call_answerSignedInNode_isAccepted(SandboxScheme scheme) throws Exception {
    try (NodeGateway gateway = new NodeGateway(Key.of(scheme, "gw-1"), null);
        GovClient gov = gateway.client(Key.of(scheme, "wallet-2026"))) {
      MessageReceipt receipt = new MessageClient(gov).submit(OURS);

      assertEquals("M-1", receipt.messageId());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "SM2"})
  void call_answerSignedInNodeForAnotherRequest_isRejected(SandboxScheme scheme) throws Exception {
    String other = "igs=:" + Base64.getEncoder().encodeToString(new byte[64]) + ":";
    try (NodeGateway gateway = new NodeGateway(Key.of(scheme, "gw-1"), other);
        GovClient gov = gateway.client(Key.of(scheme, "wallet-2026"))) {
      MessageClient messages = new MessageClient(gov);

      var e = assertThrows(OutcomeUnknownException.class, () -> messages.submit(OURS));

      assertEquals(OutcomeUnknownException.Reason.UNTRUSTED_REPLY, e.reason());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "SM2"})
  void sandbox_commandSignedInNode_isAnsweredAndVerifiesInNode(SandboxScheme scheme)
      throws Exception {
    try (GovSandbox sandbox = GovSandbox.builder().scheme(scheme).start()) {
      Map<String, String> key = Map.of("idempotency-key", IdempotencyKey.random().value());
      Message request = signedInNode(sandbox, "POST", "messages", key, MESSAGE);

      Message answer = send(request);

      assertEquals(202, answer.start().get("status").intValue());
      assertEquals(1, sandbox.messageControls().received().size());
      MessageSignaturesPeer peer = gatewayOf(sandbox);
      assertTrue(peer.verifies(answer, request));
      Message otherRequest = signedInNode(sandbox, "POST", "messages", key, MESSAGE);
      assertFalse(peer.verifies(answer, otherRequest));
      assertFalse(peer.verifies(Message.answer(200, answer.headers(), answer.body()), request));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "SM2"})
  void sandbox_querySignedInNode_isAnsweredAndVerifiesInNode(SandboxScheme scheme)
      throws Exception {
    try (GovSandbox sandbox = GovSandbox.builder().scheme(scheme).start()) {
      Message request =
          signedInNode(sandbox, "GET", "services?text=%E5%81%9C%E8%BD%A6&limit=1", Map.of(), "");

      Message answer = send(request);

      assertEquals(200, answer.start().get("status").intValue());
      assertTrue(gatewayOf(sandbox).verifies(answer, request));
    }
  }

  private static Message with(Message message, String header, String value) {
    Map<String, String> headers = new LinkedHashMap<>(message.headers());
    headers.put(header, value);
    return new Message(message.start(), headers, message.body());
  }

  private static Message signedInNode(
      GovSandbox sandbox, String method, String path, Map<String, String> headers, String body)
      throws Exception {
    String pem = sandbox.platformKeyPem();
    String key =
        sandbox.scheme() == SandboxScheme.SM2
            ? hex(SmKeys.privateKey(pem.getBytes(US_ASCII)))
            : pem;
    MessageSignaturesPeer peer =
        new MessageSignaturesPeer(sandbox.scheme().algorithm(), GovSandbox.PLATFORM_KEY_ID, key);
    URI url = sandbox.endpoint().resolve(path);
    return Message.request(
        method, url, peer.signed(Message.request(method, url, headers, body)), body);
  }

  private static MessageSignaturesPeer gatewayOf(GovSandbox sandbox) throws Exception {
    String pem = sandbox.gatewayKeyPem();
    String key =
        sandbox.scheme() == SandboxScheme.SM2 ? hex(SmKeys.publicKey(pem.getBytes(US_ASCII))) : pem;
    return new MessageSignaturesPeer(
        sandbox.scheme().algorithm(), sandbox.gatewayVerifier().keyId(), key);
  }

  private static Message send(Message message) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(message.start().get("url").textValue()))
            .method(
                message.start().get("method").textValue(), BodyPublishers.ofString(message.body()));
    message.headers().forEach(request::header);
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString(UTF_8));
    return Message.answer(answer.statusCode(), single(answer.headers().map()), answer.body());
  }

  private static Map<String, String> single(Map<String, List<String>> headers) {
    return headers.entrySet().stream()
        .collect(
            toMap(
                header -> header.getKey().toLowerCase(Locale.ROOT),
                header -> String.join(", ", header.getValue())));
  }

  private static String hex(Sm2PrivateKey key) {
    byte[] number = new byte[32];
    Sm2Scalar.write(key.d(), number, 0);
    return HEX.formatHex(number);
  }

  private static String hex(Sm2PublicKey key) {
    return HEX.formatHex(key.point().encoded());
  }

  private static String pem(String kind, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(der), kind);
  }

  /** Holds a key pair, for us and for the peer. */
  private record Key(
      Signer signer,
      Verifier verifier,
      MessageSignaturesPeer privatePeer,
      MessageSignaturesPeer publicPeer) {
    static Key of(SandboxScheme scheme, String id) throws Exception {
      return scheme == SandboxScheme.SM2 ? sm2(id) : ed25519(id);
    }

    private static Key sm2(String id) throws Exception {
      Sm2PrivateKey key = SmKeys.generate();
      return new Key(
          new Sm2Signer(id, key),
          new Sm2Verifier(id, key.publicKey()),
          new MessageSignaturesPeer("sm2-sm3", id, hex(key)),
          new MessageSignaturesPeer("sm2-sm3", id, hex(key.publicKey())));
    }

    private static Key ed25519(String id) throws Exception {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new Key(
          new Ed25519Signer(id, pair.getPrivate()),
          new Ed25519Verifier(id, pair.getPublic()),
          new MessageSignaturesPeer(
              "ed25519", id, pem("PRIVATE KEY", pair.getPrivate().getEncoded())),
          new MessageSignaturesPeer(
              "ed25519", id, pem("PUBLIC KEY", pair.getPublic().getEncoded())));
    }
  }

  /** Accepts every message, with a receipt that Node signs. */
  private static final class NodeGateway implements AutoCloseable {
    final AtomicReference<Message> received = new AtomicReference<>();
    private final HttpServer server;
    private final Key key;
    private final String boundTo;

    /** Binds answers to the signature {@code boundTo}, or to the request's if that is null. */
    NodeGateway(Key key, String boundTo) throws IOException {
      this.key = key;
      this.boundTo = boundTo;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.start();
    }

    GovClient client(Key platform) {
      return GovClient.builder()
          .endpoint(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/igs/v1/"))
          .signer(platform.signer())
          .keyRing(KeyRing.pinned(key.verifier()))
          .maxAttempts(1)
          .build();
    }

    private void answer(HttpExchange exchange) throws IOException {
      Map<String, String> headers = single(exchange.getRequestHeaders());
      // The peer must take the authority from the Host header that arrived.
      URI url = URI.create("http://" + headers.get("host") + exchange.getRequestURI());
      Message request =
          Message.request(
              exchange.getRequestMethod(),
              url,
              headers,
              new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      received.set(request);
      byte[] body = RECEIPT.getBytes(UTF_8);
      try (exchange) {
        Message bound = boundTo == null ? request : with(request, "signature", boundTo);
        key.privatePeer()
            .signed(Message.answer(202, Map.of(), RECEIPT), bound)
            .forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(202, body.length);
        exchange.getResponseBody().write(body);
      } catch (Exception e) {
        throw new IOException("Node did not sign", e);
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
