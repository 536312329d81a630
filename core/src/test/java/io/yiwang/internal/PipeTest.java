package io.yiwang.internal;

import static io.yiwang.internal.ScriptedServer.signed;
import static io.yiwang.internal.TestPipe.COMMAND;
import static io.yiwang.internal.TestPipe.QUERY;
import static io.yiwang.internal.TestPipe.RECEIPT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.NoContent;
import io.yiwang.NotSentException;
import io.yiwang.Page;
import io.yiwang.Verbatim;
import io.yiwang.internal.ScriptedServer.Received;
import io.yiwang.internal.TestPipe.Receipt;
import io.yiwang.value.AccessToken;
import io.yiwang.value.Confidential;
import io.yiwang.value.Language;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests what is sent, and what is returned. */
class PipeTest {
  private final TestPipe pipe = new TestPipe();

  @AfterEach
  void close() throws IOException {
    pipe.close();
  }

  private void answers(String json) {
    pipe.then(signed(pipe.gateway.answers(200, json)));
  }

  @Test
  void call_command_isSentSignedAndAnswered() {
    answers("{\"id\":\"p-1\",\"note\":\"\u5df2\u5360\u7528\",\"new\":{\"member\":[1]}}");

    Receipt receipt = pipe.call(COMMAND);

    assertEquals(new Receipt("p-1", "\u5df2\u5360\u7528"), receipt);
    Received received = pipe.received().get(0);
    assertEquals("POST /igs/v1/payments HTTP/1.1", received.line());
    assertEquals("{\"orderNo\":\"o-1\",\"amount\":15000}", new String(received.body(), UTF_8));
    assertEquals("key-1", received.header("idempotency-key"));
    assertEquals("application/json", received.header("content-type"));
    SignedParameters parameters = pipe.checked(0);
    assertEquals(TestGateway.NOW.getEpochSecond(), parameters.created());
    assertEquals(TestGateway.NOW.getEpochSecond() + 300, parameters.expires());
    assertEquals("wallet-2026", parameters.keyid());
    assertTrue(received.header("signature-input").contains("\"idempotency-key\")"));
  }

  @Test
  void call_verbatim_returnsTheBytesWithTheAnswer() {
    String json = "{ \"id\":\"p-1\", \"new\" : [1.0] }";
    answers(json);

    Verbatim<Receipt> receipt =
        pipe.call(GovRequest.verbatim("fine.receipt", "receipts/r", Receipt.class));

    assertEquals(new Receipt("p-1", null), receipt.value());
    assertEquals(json, new String(receipt.json(), UTF_8));
    assertEquals("verbatim answer", receipt.toString());
  }

  @Test
  void call_ownTimeout_replacesTheClients() {
    pipe.callTimeout(Duration.ofNanos(1));
    answers(RECEIPT);

    assertEquals(new Receipt("p-1", null), pipe.call(QUERY.timeout(Duration.ofSeconds(30))));
    assertThrows(GovException.class, () -> pipe.call(QUERY));
  }

  @Test
  void call_query_isSentWithoutBodyAndKey() {
    answers(RECEIPT);

    assertEquals(new Receipt("p-1", null), pipe.call(QUERY));

    Received received = pipe.received().get(0);
    assertEquals("GET /igs/v1/payments/p-1 HTTP/1.1", received.line());
    assertEquals("", received.header("idempotency-key"));
    assertEquals("", received.header("content-type"));
    pipe.checked(0);
  }

  @Test
  void call_parameters_areSignedAsTheyAreEscaped() {
    answers(RECEIPT);

    pipe.call(
        QUERY
            .parameter("text", "\u62a4\u7167 +&=?#%/\ud83d\ude97")
            .parameter("plain", "aZ09-._~")
            .parameter("\u540d", "*'()")
            .parameter("absent", null)
            .parameter("limit", 20)
            .parameter("empty", ""));

    assertEquals(
        "GET /igs/v1/payments/p-1?text=%E6%8A%A4%E7%85%A7%20%2B%26%3D%3F%23%25%2F%F0%9F%9A%97"
            + "&plain=aZ09-._~&%E5%90%8D=%2A%27%28%29&limit=20&empty= HTTP/1.1",
        pipe.received().get(0).line());
    pipe.checked(0);
  }

  @Test
  void call_everyAllowedCharacterInASegment_isSentAsSigned() {
    answers(RECEIPT);
    String id = "ABCXYZabcxyz0189._-..a";

    pipe.call(GovRequest.query("a.b", "x/{id}/y", Receipt.class).segment("id", id));

    assertEquals("GET /igs/v1/x/" + id + "/y HTTP/1.1", pipe.received().get(0).line());
    pipe.checked(0);
  }

  @Test
  void call_endpointWithoutSlashOrPath_isJoinedWithOne() {
    answers(RECEIPT);

    pipe.prefix("").call(QUERY);

    assertEquals("GET /payments/p-1 HTTP/1.1", pipe.received().get(0).line());
    pipe.checked(0);
  }

  @Test
  void call_endpointWithEscapes_isSignedAsItIsSent() {
    answers(RECEIPT);

    pipe.prefix("/%E6%94%BF%20a+b;c=d@e:f!$&'()*,").call(QUERY);

    assertEquals(
        "GET /%E6%94%BF%20a+b;c=d@e:f!$&'()*,/payments/p-1 HTTP/1.1",
        pipe.received().get(0).line());
    pipe.checked(0);
  }

  @Test
  void call_endpointInChinese_isSignedAsItIsSent() {
    answers(RECEIPT);

    pipe.prefix("/\u653f\u52a1/").call(QUERY);

    assertEquals("GET /%E6%94%BF%E5%8A%A1/payments/p-1 HTTP/1.1", pipe.received().get(0).line());
    pipe.checked(0);
  }

  @Test
  void call_bearer_isSentAndSigned() {
    answers(RECEIPT);

    pipe.call(COMMAND.bearer(new AccessToken("tok.en~+/=")));

    assertEquals("Bearer tok.en~+/=", pipe.received().get(0).header("authorization"));
    assertTrue(pipe.received().get(0).header("signature-input").contains("\"authorization\")"));
    pipe.checked(0);
  }

  @Test
  void call_language_isTheRequestsElseTheClients() {
    answers(RECEIPT);
    answers(RECEIPT);
    pipe.language(Language.EN);

    pipe.call(QUERY);
    pipe.call(QUERY.language(Language.ZH_CN));

    assertEquals("en", pipe.received().get(0).header("accept-language"));
    assertEquals("zh-CN", pipe.received().get(1).header("accept-language"));
  }

  @Test
  void call_commandWithoutBody_sendsNone() {
    pipe.then(signed(pipe.gateway.answersNothing(204)));

    assertEquals(
        new NoContent(),
        pipe.call(
            GovRequest.command("signing.cancel", "signings/{id}/cancel", NoContent.class)
                .segment("id", "s-1")));

    assertArrayEquals(new byte[0], pipe.received().get(0).body());
    pipe.checked(0);
  }

  @Test
  void call_page_readsItemsAndCursor() {
    answers("{\"items\":[{\"id\":\"1\"},{\"id\":\"2\"}],\"next\":\"c\"}");
    answers("{\"items\":[]}");
    GovRequest<Page<Receipt>> page = GovRequest.page("fine.search", "payments", Receipt.class);

    assertEquals(
        new Page<>(List.of(new Receipt("1", null), new Receipt("2", null)), "c"), pipe.call(page));
    assertEquals(new Page<Receipt>(List.of(), null), pipe.call(page));
  }

  @Test
  void call_list_readsItems() {
    answers("{\"items\":[{\"id\":\"1\"}]}");

    assertEquals(
        List.of(new Receipt("1", null)),
        pipe.call(GovRequest.list("catalog.themes", "themes", Receipt.class)));
  }

  @Test
  void call_gzippedAnswer_isReadDecompressed() {
    pipe.then(signed(pipe.gateway.answers(200, RECEIPT).gzip()));

    assertEquals(new Receipt("p-1", null), pipe.call(QUERY));
  }

  @Test
  void call_confidentialWithoutSealer_isNotSent() {
    NotSentException e =
        assertThrows(
            NotSentException.class,
            () ->
                pipe.call(
                    GovRequest.command(
                        "fine.hold",
                        "payments",
                        Map.of("payerName", Confidential.of("SECRET")),
                        Receipt.class)));

    assertEquals(NotSentException.Reason.SEALING_FAILED, e.reason());
    assertEquals(
        "fine.hold: not sent, /payerName must be sealed: GovClient needs sealer; call .sealer(...),"
            + " or give a keyRing with trust anchors [requestId="
            + pipe.requestId
            + "]",
        e.getMessage());
    assertEquals(0, e.attempts());
    assertEquals(List.of(), pipe.received());
  }

  @Test
  void call_sealerFails_isNotSent() {
    pipe.sealer(
        (text, pointer) -> {
          throw new GeneralSecurityException("with " + text);
        });

    NotSentException e =
        assertThrows(
            NotSentException.class,
            () ->
                pipe.call(
                    GovRequest.query(
                        "fine.lookup",
                        "penalties/lookup",
                        Map.of("proof", Map.of("value", Confidential.of("SECRET"))),
                        Receipt.class)));

    assertEquals(NotSentException.Reason.SEALING_FAILED, e.reason());
    assertEquals(
        "fine.lookup: not sent, /proof/value could not be sealed [requestId="
            + pipe.requestId
            + "]",
        e.getMessage());
  }

  @Test
  void call_bodyThatIsNotJson_isNotSent() {
    NotSentException e =
        assertThrows(
            NotSentException.class,
            () ->
                pipe.call(
                    GovRequest.command("a.b", "x", Map.of("member", new Object()), Receipt.class)));

    assertEquals(NotSentException.Reason.UNWRITABLE_BODY, e.reason());
    assertEquals(List.of(), pipe.received());
  }

  @Test
  void call_bodyOverOneMebibyte_isNotSent() {
    NotSentException e =
        assertThrows(
            NotSentException.class,
            () ->
                pipe.call(
                    GovRequest.command(
                        "a.b", "x", Map.of("m", "x".repeat(1 << 20)), Receipt.class)));

    assertEquals(NotSentException.Reason.UNWRITABLE_BODY, e.reason());
    assertEquals(
        "a.b: not sent, the body must be at most 1 MiB of JSON, got 1048584 bytes [requestId="
            + pipe.requestId
            + "]",
        e.getMessage());
    assertEquals(List.of(), pipe.received());
  }

  @Test
  void call_segmentNotFilledIn_isAnIllegalArgument() {
    GovRequest<Receipt> unfilled = GovRequest.query("a.b", "x/{id}", Receipt.class);

    assertThrows(IllegalArgumentException.class, () -> pipe.call(unfilled));
    assertEquals(List.of(), pipe.received());
  }
}
