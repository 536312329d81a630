package io.yiwang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovRequest.Kind;
import io.yiwang.GovRequest.Parameter;
import io.yiwang.value.AccessToken;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Language;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GovRequestTest {
  private static final GovRequest<String> QUERY =
      GovRequest.query("fine.payment", "payments/{id}/refunds/{refundNo}", String.class);

  @Test
  void query_get_isAQueryWithoutBodyAndKey() {
    assertEquals(Kind.QUERY, QUERY.kind());
    assertEquals("GET", QUERY.method());
    assertEquals(new Reply.One<>(String.class), QUERY.reply());
    assertNull(QUERY.body());
    assertNull(QUERY.idempotencyKey());
    assertNull(QUERY.bearer());
    assertNull(QUERY.language());
  }

  @Test
  void query_withBody_isAPostWithoutKey() {
    GovRequest<String> query = GovRequest.query("a.b", "x", "body", String.class);

    assertEquals(Kind.QUERY, query.kind());
    assertEquals("POST", query.method());
    assertEquals("body", query.body());
    assertNull(query.idempotencyKey());
  }

  @Test
  void command_always_isAPostWithItsOwnKey() {
    GovRequest<String> first = GovRequest.command("a.b", "x", "body", String.class);
    GovRequest<NoContent> second = GovRequest.command("a.b", "x", NoContent.class);

    assertEquals(Kind.COMMAND, first.kind());
    assertEquals("POST", second.method());
    assertNull(second.body());
    assertNotNull(first.idempotencyKey());
    assertNotEquals(first.idempotencyKey(), second.idempotencyKey());
    assertEquals(first.idempotencyKey(), first.parameter("a", 1).idempotencyKey());
  }

  @Test
  void pageAndList_shapes_areQueries() {
    assertEquals(
        new Reply.OnePage<>(String.class), GovRequest.page("a.b", "x", String.class).reply());
    assertEquals("POST", GovRequest.page("a.b", "x", "body", String.class).method());
    assertEquals(
        new Reply.Items<>(String.class), GovRequest.list("a.b", "x", String.class).reply());
  }

  @Test
  void segments_filled_canBeReadByName() {
    GovRequest<String> request =
        GovRequest.query("a.b", "x/{one}/y/{other}", String.class)
            .segment("one", "1")
            .segment("other", "2");

    assertEquals(Map.of("one", "1", "other", "2"), request.segments());
    assertThrows(UnsupportedOperationException.class, () -> request.segments().clear());
  }

  @Test
  void path_segmentsFilled_areInTheirPlaces() {
    assertEquals(
        "payments/p-1/refunds/R.9_", QUERY.segment("id", "p-1").segment("refundNo", "R.9_").path());
  }

  @Test
  void path_segmentMissing_isNamed() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> QUERY.segment("refundNo", "r").path());

    assertEquals("fine.payment needs id; call .segment(...)", e.getMessage());
  }

  @Test
  void segment_nameNotInThePath_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> QUERY.segment("orderNo", "1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "a/b", "a b", "a%2Fb", "\u6d59", "a?b", "a#b", "a;b", "a\n"})
  void segment_notAnId_isRefusedWithoutBeingQuoted(String id) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> QUERY.segment("id", id));

    assertEquals(
        "fine.payment id must be 1 to 64 of A-Z a-z 0-9 . _ -, got " + id.length() + " characters",
        e.getMessage());
  }

  @Test
  void segment_upTo64Characters_isAccepted() {
    assertEquals(
        "x/" + "a".repeat(64),
        GovRequest.query("a.b", "x/{id}", String.class).segment("id", "a".repeat(64)).path());
    assertThrows(IllegalArgumentException.class, () -> QUERY.segment("id", "a".repeat(65)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/x", "x/", "x//y", "x y", "x?y", "x#y", "{}", "{1}", "x{id}", "{id}x", "{id", "\u6d59",
        "..", "x/..", "../x", "x/../y", ".", "./x", "x/.", "x/./y", "%2e/x"
      })
  void query_invalidPath_isRefused(String path) {
    assertThrows(IllegalArgumentException.class, () -> GovRequest.query("a.b", path, String.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "a/b-c/d_e.f~g", ".well-known/openid-configuration", "x/{id}/y"})
  void query_validPath_isAccepted(String path) {
    GovRequest<String> query = GovRequest.query("a.b", path, String.class);

    assertEquals(
        path.replace("{id}", "1"),
        (path.contains("{id}") ? query.segment("id", "1") : query).path());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a b", "a-b", "a\n"})
  void query_invalidOperation_isRefused(String operation) {
    assertThrows(
        IllegalArgumentException.class, () -> GovRequest.query(operation, "x", String.class));
  }

  @Test
  void parameter_values_areKeptInOrderWithoutAbsentOnes() {
    GovRequest<String> query =
        QUERY
            .parameter("text", "\u62a4\u7167 &=")
            .parameter("none", null)
            .parameter("limit", 20)
            .parameter("text", "again");

    assertEquals(
        List.of(
            new Parameter("text", "\u62a4\u7167 &="),
            new Parameter("limit", "20"),
            new Parameter("text", "again")),
        query.parameters());
  }

  @Test
  void with_anyPart_doesNotChangeTheOriginal() {
    QUERY.parameter("a", 1);
    QUERY.bearer(new AccessToken("t"));
    QUERY.language(Language.EN);

    assertEquals(List.of(), QUERY.parameters());
    assertNull(QUERY.bearer());
    assertNull(QUERY.language());
  }

  @Test
  void idempotencyKey_onAQuery_isRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> QUERY.idempotencyKey(new IdempotencyKey("k")));
  }

  @Test
  void idempotencyKey_onACommand_isKept() {
    IdempotencyKey key = IdempotencyKey.derived("fine.hold", "o-1");

    assertEquals(
        key,
        GovRequest.command("a.b", "x", NoContent.class)
            .idempotencyKey(key)
            .bearer(new AccessToken("t"))
            .parameter("a", "b")
            .language(Language.EN)
            .idempotencyKey());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Accept",
        "accept-encoding",
        "Authorization",
        "Content-Type",
        "content-length",
        "Cookie",
        "Host",
        "Idempotency-Key",
        "Signature",
        "signature-input",
        "Transfer-Encoding",
        "User-Agent",
        "",
        "a b",
        "a:b",
        "a\n"
      })
  void header_thatTheClientSetsItself_isRefused(String name) {
    assertThrows(IllegalArgumentException.class, () -> QUERY.header(name, "x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " a", "a ", "a\r\nb: c", "\u62a4"})
  void header_invalidValue_isRefusedWithoutBeingQuoted(String value) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> QUERY.header("If-None-Match", value));

    assertEquals(
        "fine.payment: the value of If-None-Match must be visible ASCII, without blanks around it",
        e.getMessage());
  }

  @Test
  void header_valueOrNull_isKeptByLowerCaseNameOrLeftOut() {
    assertEquals(
        Map.of("if-none-match", "\"v 1\""),
        QUERY.header("If-None-Match", "\"v 1\"").header("Igs-Filename", null).headers());
    assertEquals(Map.of(), QUERY.headers());
  }

  @Test
  void timeout_ofARequest_isKept() {
    assertNull(QUERY.timeout());
    assertEquals(Duration.ofMinutes(5), QUERY.timeout(Duration.ofMinutes(5)).timeout());
    assertThrows(IllegalArgumentException.class, () -> QUERY.timeout(Duration.ZERO));
  }

  @Test
  void download_target_isAbsoluteAndItsLimitPositive() {
    GovRequest<Download> request =
        GovRequest.download("fine.statement", "statements/d", Path.of("day.ndjson"), 10);

    assertEquals(new Reply.File(Path.of("day.ndjson").toAbsolutePath(), 10), request.reply());
    assertThrows(
        IllegalArgumentException.class,
        () -> GovRequest.download("fine.statement", "s", Path.of("x"), 0));
  }

  @Test
  void toString_always_isOnlyTheOperation() {
    GovRequest<String> request =
        GovRequest.command("fine.hold", "x/{id}", "SECRET", String.class)
            .segment("id", "SECRET")
            .parameter("a", "SECRET");

    assertEquals("fine.hold", request.toString());
    assertEquals("[Parameter[a]]", request.parameters().toString());
    assertTrue(request.path().contains("SECRET"));
  }

  @Test
  void path_invalidTemplate_isRefusedWithoutBeingQuoted() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> GovRequest.query("fine.payment", "payments/SECRET?", String.class));

    assertTrue(e.getMessage().startsWith("fine.payment: path must be"), e::getMessage);
    assertFalse(e.getMessage().contains("SECRET"), e::getMessage);
  }

  @Test
  void query_hugeNames_doNotRecurse() {
    String operation = "a" + ".a".repeat(100_000);
    String path = "a" + "/a".repeat(100_000);

    assertEquals(operation, GovRequest.query(operation, "a", NoContent.class).operation());
    assertEquals(path, GovRequest.query("a", path, NoContent.class).path());
  }
}
