package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Examination.assertMistakes;
import static io.yiwang.identity.doctor.Examination.doctor;
import static io.yiwang.identity.doctor.Examination.key;
import static io.yiwang.identity.doctor.Examination.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.doctor.Diagnosis.Finding;
import io.yiwang.identity.doctor.ForeignKey.Kind;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComponentInterpretationsTest {
  private static final ForeignKey KEY = key(Kind.SM2);
  private static final Charset GBK = Charset.forName("GBK");

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_prefixAddedByAProxy_isPathRewritten(Kind kind) {
    assertMistakes(
        request(kind)
            .arrivesAs(
                "POST /gateway/igs/v1/messages?text=%E5%81%9C%E8%BD%A6&region=330100&limit=20 HTTP/1.1"),
        Mistake.PATH_REWRITTEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/messages", "/igs/v1/messages/", "//igs/v1//messages", "/api/igs/v1/messages"})
  void examine_pathRewritten_isPathRewritten(String path) {
    assertMistakes(request(Kind.SM2).arrivesAs(start(path)), Mistake.PATH_REWRITTEN);
  }

  private static String start(String path) {
    return "POST " + path + "?text=%E5%81%9C%E8%BD%A6&region=330100&limit=20 HTTP/1.1";
  }

  @Test
  void examine_pathUnescapedOrEscapedAgain_isPathRewritten() {
    String signed = "/igs/v1/items/%E5%81%9C%20(1)";
    for (String arrives :
        List.of(
            "/igs/v1/items/%e5%81%9c%20(1)",
            "/igs/v1/items/%E5%81%9C%20%281%29",
            "/igs/v1/items/" + URLEncoder.encode("停", GBK) + "%20(1)")) {
      assertMistakes(
          request(Kind.SM2).signs("@path", signed).arrivesAs(start(arrives)),
          Mistake.PATH_REWRITTEN);
    }
    assertMistakes(
        request(Kind.SM2)
            .signs("@path", new String("/igs/v1/items/停".getBytes(UTF_8), ISO_8859_1))
            .arrivesAs(start("/igs/v1/items/%E5%81%9C")),
        Mistake.PATH_REWRITTEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text=%e5%81%9c%e8%bd%a6&region=330100&limit=20",
        "text=%E5%81%9C%E8%BD%A6&region=330100&limit=20&utm_source=app",
        "text=%CD%A3%B3%B5&region=330100&limit=20"
      })
  void examine_queryRewritten_isQueryRewritten(String query) {
    assertMistakes(
        request(Kind.SM2).arrivesAs("POST /igs/v1/messages?" + query + " HTTP/1.1"),
        Mistake.QUERY_REWRITTEN);
  }

  @Test
  void examine_querySortedByTheSigner_isQueryRewritten() {
    assertMistakes(
        request(Kind.SM2).signs("@query", "?limit=20&region=330100&text=%E5%81%9C%E8%BD%A6"),
        Mistake.QUERY_REWRITTEN);
  }

  @Test
  void examine_queryOfAnotherEncoder_isQueryRewritten() {
    String text = "停车 (A+B)/C*";
    String form = URLEncoder.encode(text, UTF_8);
    String component = form.replace("+", "%20").replace("%28", "(").replace("%29", ")");
    assertEquals(text, URLDecoder.decode(component, UTF_8));

    assertMistakes(
        request(Kind.SM2)
            .signs("@query", "?text=" + component)
            .arrivesAs("POST /igs/v1/messages?text=" + form + " HTTP/1.1"),
        Mistake.QUERY_REWRITTEN);
    assertMistakes(
        request(Kind.SM2)
            .signs("@query", "?text=" + form)
            .arrivesAs("POST /igs/v1/messages?text=" + component + " HTTP/1.1"),
        Mistake.QUERY_REWRITTEN);
  }

  @Test
  void examine_questionMarkOmitted_isQueryRewritten() {
    assertMistakes(
        request(Kind.SM2).signs("@query", "text=%E5%81%9C%E8%BD%A6&region=330100&limit=20"),
        Mistake.QUERY_REWRITTEN);
    assertMistakes(
        request(Kind.SM2).signs("@query", "").arrivesAs("POST /igs/v1/messages HTTP/1.1"),
        Mistake.QUERY_REWRITTEN);
  }

  @Test
  void examine_pathAndQueryRewritten_areBothNamed() {
    assertPathAndQueryAreNamed(Kind.SM2);
  }

  @ParameterizedTest
  @Tag("proof")
  @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "SM2")
  void examine_pathAndQueryRewrittenInAnotherScheme_areBothNamed(Kind kind) {
    assertPathAndQueryAreNamed(kind);
  }

  private static void assertPathAndQueryAreNamed(Kind kind) {
    assertMistakes(
        request(kind)
            .signs("@query", "?limit=20&region=330100&text=%E5%81%9C%E8%BD%A6")
            .arrivesAs(start("/messages")),
        Mistake.PATH_REWRITTEN,
        Mistake.QUERY_REWRITTEN);
  }

  @Test
  void examine_methodInLowerCase_isMethodRewritten() {
    assertMistakes(request(Kind.SM2).signs("@method", "post"), Mistake.METHOD_REWRITTEN);
  }

  @Test
  void examine_hostRewrittenByAProxy_isAuthorityRewritten() {
    assertMistakes(
        request(Kind.SM2)
            .arrivesWith("host", "10.20.30.40:8080")
            .arrivesWith("x-forwarded-host", "gw.example.gov.cn"),
        Mistake.AUTHORITY_REWRITTEN);
    assertMistakes(
        request(Kind.SM2).signs("@authority", "gw.example.gov.cn:443"),
        Mistake.AUTHORITY_REWRITTEN);
    assertMistakes(
        request(Kind.SM2)
            .signs("@authority", "GW.example.gov.cn")
            .arrivesWith("host", "GW.example.gov.cn"),
        Mistake.AUTHORITY_REWRITTEN);
  }

  @Test
  void examine_pinnedAddressThatMoved_isAuthorityRewritten() {
    HttpMessage message = request(Kind.SM2).signs("@authority", "10.20.30.40:8443").message();

    assertEquals(
        List.of(Mistake.UNEXPLAINED), doctor(key(Kind.SM2)).build().examine(message).mistakes());
    assertEquals(
        List.of(Mistake.AUTHORITY_REWRITTEN),
        doctor(key(Kind.SM2)).authority("10.20.30.40:8443").build().examine(message).mistakes());
  }

  @Test
  void examine_foldSignedAsItIs_isFolded() {
    String folded = "Bearer abc\r\n  .def";

    assertMistakes(request(Kind.SM2).header("authorization", folded), Mistake.HEADER_FOLDED);
    assertMistakes(
        request(Kind.SM2)
            .signs("authorization", "Bearer abc.def")
            .arrivesWith("authorization", folded),
        Mistake.HEADER_FOLDED);
  }

  @Test
  void examine_linesCombinedDifferently_isCombined() {
    assertMistakes(
        request(Kind.SM2)
            .signs("idempotency-key", "a,b")
            .arrivesWith("idempotency-key", "a\r\nidempotency-key: b"),
        Mistake.HEADER_COMBINED);
    assertMistakes(
        request(Kind.SM2)
            .signs("idempotency-key", "a")
            .arrivesWith("idempotency-key", "a\r\nidempotency-key: b"),
        Mistake.HEADER_COMBINED);
    assertMistakes(
        request(Kind.SM2).signs("idempotency-key", "a").arrivesWith("idempotency-key", "a, a"),
        Mistake.HEADER_COMBINED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json;charset=UTF-8",
        "application/json; charset=utf-8",
        "Application/JSON"
      })
  void examine_contentTypeRewritten_isHeaderRewritten(String type) {
    assertMistakes(request(Kind.SM2).arrivesWith("content-type", type), Mistake.HEADER_REWRITTEN);
    if (type.contains(";")) {
      assertMistakes(request(Kind.SM2).signs("content-type", type), Mistake.HEADER_REWRITTEN);
    }
  }

  private static Diagnosis arrivesAs(String path, String... headers) throws Exception {
    ForeignMessage message =
        request(Kind.SM2)
            .arrivesAs("POST " + path + "?text=%E5%81%9C%E8%BD%A6&region=330100&limit=20 HTTP/1.1");
    for (int i = 0; i < headers.length; i += 2) {
      message.arrivesWith(headers[i], headers[i + 1]);
    }
    return SignatureDoctor.builder()
        .signerKey(KnownKey.of("wallet-2026", KEY.pair.getPublic().getEncoded()))
        .path("/igs/v1/messages")
        .build()
        .examine(message.message());
  }

  @Test
  void examine_prefixAddedOrRemoved_isNamed() throws Exception {
    assertEquals(
        List.of(
            new Finding(
                Mistake.PATH_REWRITTEN, "@path", "the prefix /gateway was added on the way")),
        arrivesAs("/gateway/igs/v1/messages").findings());
    assertEquals(
        List.of(
            new Finding(Mistake.PATH_REWRITTEN, "@path", "the prefix /igs was removed on the way")),
        arrivesAs("/v1/messages").findings());
    // The doctor was given this path.
    assertEquals(
        List.of(new Finding(Mistake.PATH_REWRITTEN, "@path")),
        arrivesAs("/internal/letters").findings());
    assertTrue(
        arrivesAs("/v1/messages").report().endsWith("(the prefix /igs was removed on the way)\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-original-uri", "x-rewrite-url", "x-envoy-original-path"})
  void examine_pathKeptInAHeaderByAProxy_isPathRewritten(String header) throws Exception {
    ForeignMessage message =
        request(Kind.SM2)
            .signs("@path", "/public/letters")
            .arrivesAs("POST /other/place?text=%E5%81%9C%E8%BD%A6&region=330100&limit=20 HTTP/1.1")
            .arrivesWith(header, "/public/letters?text=1");

    assertMistakes(message, Mistake.PATH_REWRITTEN);
  }
}
