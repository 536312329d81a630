package io.yiwang.identity.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.yiwang.GovClient;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.messages.Author;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageClient;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.SandboxScheme;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the doctor on whole exchanges through a proxy that rewrites JSON. */
class RewritingProxyTest {
  private static final Message MESSAGE =
      Message.to(new RegionCode("330100"), "西湖边的路灯", "断桥东边的三盏路灯坏了一周。")
          .author(Author.ANONYMOUS)
          .build();

  private static SignatureDoctor doctor(GovSandbox sandbox) throws Exception {
    return SignatureDoctor.builder()
        .signerKey(KnownKey.of("gw-1", sandbox.gatewayKeyPem().getBytes(US_ASCII)))
        .signerKey(
            KnownKey.of(
                GovSandbox.PLATFORM_KEY_ID, sandbox.platformPublicKeyPem().getBytes(US_ASCII)))
        .at(sandbox.clock().instant())
        .build();
  }

  @ParameterizedTest
  @EnumSource(names = {"SM2", "RSA"})
  void request_reserialised_isRejectedAndExplained(SandboxScheme scheme) throws Exception {
    try (GovSandbox sandbox = GovSandbox.builder().scheme(scheme).services(0).start();
        RewritingProxy proxy = new RewritingProxy(sandbox, true, false);
        GovClient gov = sandbox.clientBuilder().endpoint(proxy.endpoint()).build()) {
      var e = assertThrows(RejectedException.class, () -> new MessageClient(gov).submit(MESSAGE));

      assertEquals("DIGEST_MISMATCH", e.code());
      assertEquals(
          List.of(Mistake.BODY_RESERIALISED), doctor(sandbox).examine(proxy.request()).mistakes());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SM2", "RSA"})
  void answer_reserialised_isNotTrustedAndExplained(SandboxScheme scheme) throws Exception {
    try (GovSandbox sandbox = GovSandbox.builder().scheme(scheme).services(0).start();
        RewritingProxy proxy = new RewritingProxy(sandbox, false, true);
        GovClient gov = sandbox.clientBuilder().endpoint(proxy.endpoint()).build()) {
      assertThrows(OutcomeUnknownException.class, () -> new MessageClient(gov).submit(MESSAGE));

      assertEquals(
          List.of(Mistake.BODY_RESERIALISED),
          doctor(sandbox).examine(proxy.answer(), proxy.request()).mistakes());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SM2", "RSA", "ECDSA_P256", "ED25519", "RSA_PSS"})
  void answer_forwardedUnchanged_isClean(SandboxScheme scheme) throws Exception {
    try (GovSandbox sandbox = GovSandbox.builder().scheme(scheme).services(0).start();
        RewritingProxy proxy = new RewritingProxy(sandbox, false, false);
        GovClient gov = sandbox.clientBuilder().endpoint(proxy.endpoint()).build()) {
      new MessageClient(gov).submit(MESSAGE);

      Diagnosis diagnosis = doctor(sandbox).examine(proxy.answer(), proxy.request());
      assertTrue(diagnosis.isClean(), diagnosis.report());
    }
  }

  /** Forwards requests and answers, and can parse and serialise their JSON again. */
  private static final class RewritingProxy implements AutoCloseable {
    private static final Set<String> HOP_BY_HOP =
        Set.of("connection", "content-length", "transfer-encoding");
    private static final ObjectMapper PRETTY =
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final GovSandbox sandbox;
    private final HttpServer server;
    private final boolean requests;
    private final boolean answers;
    private volatile HttpMessage request;
    private volatile HttpMessage answer;

    RewritingProxy(GovSandbox sandbox, boolean requests, boolean answers) throws IOException {
      this.sandbox = sandbox;
      this.requests = requests;
      this.answers = answers;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::forward);
      server.start();
    }

    URI endpoint() {
      return URI.create(
          "http://127.0.0.1:" + server.getAddress().getPort() + sandbox.endpoint().getRawPath());
    }

    HttpMessage request() {
      return request;
    }

    HttpMessage answer() {
      return answer;
    }

    private static byte[] reserialised(byte[] json) throws IOException {
      return PRETTY.writeValueAsBytes(PRETTY.readTree(json));
    }

    private void forward(HttpExchange exchange) throws IOException {
      byte[] arrived = exchange.getRequestBody().readAllBytes();
      byte[] body = requests ? reserialised(arrived) : arrived;
      Map<String, List<String>> headers = exchange.getRequestHeaders();
      String target = exchange.getRequestURI().toString();
      request = HttpMessage.request(exchange.getRequestMethod(), target, headers, body);
      StringBuilder head =
          new StringBuilder(exchange.getRequestMethod() + " " + target + " HTTP/1.1\r\n");
      headers.forEach(
          (name, values) -> {
            if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
              values.forEach(value -> head.append(name + ": " + value + "\r\n"));
            }
          });
      head.append("connection: close\r\ncontent-length: " + body.length + "\r\n\r\n");
      try (exchange;
          Socket socket =
              new Socket(InetAddress.getLoopbackAddress(), sandbox.endpoint().getPort())) {
        socket.getOutputStream().write(head.toString().getBytes(ISO_8859_1));
        socket.getOutputStream().write(body);
        byte[] raw = socket.getInputStream().readAllBytes();
        HttpMessage reply = HttpMessage.read(raw);
        byte[] content = answers ? reserialised(reply.body()) : reply.body();
        Map<String, List<String>> replied = new LinkedHashMap<>();
        for (String line : new String(raw, ISO_8859_1).split("\r\n\r\n", 2)[0].split("\r\n")) {
          String name = line.substring(0, Math.max(0, line.indexOf(':'))).toLowerCase(Locale.ROOT);
          if (!name.isEmpty() && !HOP_BY_HOP.contains(name)) {
            replied.put(name, reply.lines(name).stream().map(String::strip).toList());
          }
        }
        answer = HttpMessage.answer(reply.status(), replied, content);
        exchange.getResponseHeaders().putAll(replied);
        exchange.sendResponseHeaders(reply.status(), content.length);
        exchange.getResponseBody().write(content);
      }
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
