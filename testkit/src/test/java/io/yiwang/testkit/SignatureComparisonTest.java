package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.testkit.RecordedSignature.Line;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(GovSandboxExtension.class)
class SignatureComparisonTest {
  private static final String BODY = "{\"status\":\"PAYABLE\"}";

  private static RawClient search(GovSandbox sandbox) {
    return new RawClient(sandbox, "POST", "penalties/search?limit=2")
        .body("application/json", BODY.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static RecordedSignature signature(GovSandbox sandbox) {
    return sandbox.requests().last().signature();
  }

  private static List<Line> differing(RecordedSignature signature) {
    return signature.lines().stream().filter(Line::differs).toList();
  }

  static Stream<Arguments> otherValues() {
    return Stream.of(
        Arguments.of("@method", "post"),
        Arguments.of("@authority", "127.0.0.1"),
        Arguments.of("@authority", "127.0.0.1:80"),
        Arguments.of("@path", "/penalties/search"),
        Arguments.of("@path", "/igs/v1/penalties/search/"),
        Arguments.of("@path", "/igs/v1/penalties/search?limit=2"),
        Arguments.of("@query", "limit=2"),
        Arguments.of("@query", ""),
        Arguments.of("content-type", "application/json; charset=utf-8"));
  }

  @ParameterizedTest
  @MethodSource("otherValues")
  void of_otherValueSigned_showsBothValues(String component, String value, GovSandbox sandbox)
      throws Exception {
    RawClient raw = search(sandbox).signs(component, value);
    raw.send();

    RecordedSignature found = signature(sandbox);

    assertEquals("SIGNATURE_INVALID", found.code());
    assertTrue(found.reason().contains("the line \"" + component + "\""), found.reason());
    assertEquals(1, differing(found).size());
    assertEquals("\"" + component + "\": " + value, differing(found).get(0).actual());
  }

  @Test
  void of_twoOtherValuesSigned_showsBoth(GovSandbox sandbox) throws Exception {
    search(sandbox).signs("@path", "/penalties/search").signs("@query", "limit=2").send();

    RecordedSignature found = signature(sandbox);

    assertTrue(found.reason().contains("\"@path\"") && found.reason().contains("\"@query\""));
    assertEquals(2, differing(found).size());
  }

  @ParameterizedTest
  @EnumSource(SandboxScheme.class)
  void of_otherValueSigned_isFoundInEveryScheme(SandboxScheme scheme) throws Exception {
    try (GovSandbox sandbox = GovSandbox.builder().scheme(scheme).services(1).start()) {
      search(sandbox).signs("@path", "/penalties/search").send();

      assertEquals(1, differing(signature(sandbox)).size());
    }
  }

  static Stream<Arguments> forms() {
    return Stream.of(
        Arguments.of((UnaryOperator<String>) text -> text + "\n"),
        Arguments.of((UnaryOperator<String>) text -> text.replace("\n", "\r\n")),
        Arguments.of((UnaryOperator<String>) text -> text.replace("\": ", "\":")),
        Arguments.of(
            (UnaryOperator<String>) text -> text.replaceFirst("\n\"@signature-params.*$", "")));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void of_otherFormSigned_isFound(UnaryOperator<String> change, GovSandbox sandbox)
      throws Exception {
    search(sandbox).signsText(change).send();

    assertTrue(signature(sandbox).reason().contains("signature base"));
    assertEquals(List.of(), differing(signature(sandbox)));
  }

  @Test
  void of_somethingElseSigned_isUnexplained(GovSandbox sandbox) throws Exception {
    search(sandbox).signsText(text -> "something else").send();

    RecordedSignature found = signature(sandbox);

    assertEquals(List.of(), differing(found));
    assertTrue(found.reason().contains("no usual mistake explains it"), found.reason());
  }

  @Test
  void of_anotherKey_isFound(GovSandbox sandbox) throws Exception {
    try (GovSandbox other = GovSandbox.start()) {
      sandbox.registerPlatformKey("second", SandboxScheme.ED25519, other.gatewayKeyPem());
    }
    SandboxKey second =
        new SandboxKey(
            "second",
            SandboxScheme.ED25519,
            KeyPool.pair(SandboxScheme.ED25519, "gw-1"),
            java.time.Instant.MIN,
            java.time.Instant.MAX);
    search(sandbox).signer(second.signer()).send();

    assertTrue(signature(sandbox).reason().contains("by the key second"));
  }

  static Stream<Arguments> parameters() {
    return Stream.of(
        parameter("SIGNATURE_INVALID", "tag", raw -> raw.parameter("tag", "x")),
        parameter("SIGNATURE_INVALID", "nonce", raw -> raw.parameter("nonce", "abc")),
        parameter("SIGNATURE_INVALID", "nonce", raw -> raw.without("nonce")),
        parameter("SIGNATURE_INVALID", "expires", raw -> raw.parameter("expires", 9999999999L)),
        parameter("KEY_UNKNOWN", "keyid", raw -> raw.parameter("keyid", "stranger")),
        parameter("ALGORITHM_REFUSED", "alg", raw -> raw.parameter("alg", "sm2-sm3")),
        parameter(
            "CLOCK_SKEW",
            "created",
            raw -> raw.parameter("created", 1000L).parameter("expires", 1300L)));
  }

  private static Arguments parameter(String code, String part, UnaryOperator<RawClient> change) {
    return Arguments.of(code, part, change);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("parameters")
  void of_wrongParameter_showsTheRightOnes(
      String code, String part, UnaryOperator<RawClient> change, GovSandbox sandbox)
      throws Exception {
    change.apply(search(sandbox)).send();

    RecordedSignature found = signature(sandbox);

    assertEquals(code, found.code());
    assertTrue(found.reason().contains(part), found.reason());
    assertEquals(1, differing(found).size());
    assertTrue(
        String.valueOf(differing(found).get(0).expected()).startsWith("\"@signature-params\": ("));
  }

  @Test
  void of_componentNotCovered_showsTheMissingLine(GovSandbox sandbox) throws Exception {
    RawClient raw = search(sandbox);
    raw.send();
    raw.header("idempotency-key", "k-1").sendAsIs();

    RecordedSignature found = signature(sandbox);

    assertTrue(found.reason().contains("idempotency-key is missing"), found.reason());
    assertEquals(new Line("\"idempotency-key\": k-1", null), differing(found).get(0));
  }

  @Test
  void of_otherBody_showsItsDigest(GovSandbox sandbox) throws Exception {
    search(sandbox).sendsInstead("{}").send();

    RecordedSignature found = signature(sandbox);

    assertEquals("DIGEST_MISMATCH", found.code());
    assertEquals(
        "\"content-digest\": "
            + Digests.header(io.yiwang.signing.ContentDigest.SHA_256, new byte[] {'{', '}'}),
        differing(found).get(0).expected());
  }

  @Test
  void of_noSignature_showsTheExpectedLines(GovSandbox sandbox) throws Exception {
    search(sandbox).sendAsIs();

    RecordedSignature found = signature(sandbox);

    assertEquals("SIGNATURE_MISSING", found.code());
    assertTrue(found.lines().stream().allMatch(line -> line.actual() == null));
    assertTrue(found.baseString().contains("\"@query\": ?limit=2\n"));
  }

  @Test
  void of_unreadableHeader_showsIt(GovSandbox sandbox) throws Exception {
    RawClient raw = search(sandbox);
    raw.send();
    raw.header("signature-input", "sig1=(\"@method\");created=1").sendAsIs();

    assertTrue(signature(sandbox).reason().contains("of the label igs"));
    assertEquals(
        "\"@signature-params\": sig1=(\"@method\");created=1",
        signature(sandbox).lines().get(signature(sandbox).lines().size() - 1).actual());
  }

  @Test
  void of_replayed_showsNoDifference(GovSandbox sandbox) throws Exception {
    RawClient raw = search(sandbox);
    raw.send();
    raw.sendAsIs();

    assertEquals("SIGNATURE_REPLAYED", signature(sandbox).code());
    assertEquals(List.of(), differing(signature(sandbox)));
  }

  @Test
  void of_faultBeforeTheCheck_isExaminedLater(GovSandbox sandbox) throws Exception {
    sandbox.faults().next().signedError();
    search(sandbox).signs("@path", "/penalties/search").send();

    assertFalse(signature(sandbox).wasChecked());
    assertEquals("SIGNATURE_INVALID", signature(sandbox).code());
    assertEquals(1, differing(signature(sandbox)).size());
    sandbox.faults().next().signedError();
    search(sandbox).send();
    assertEquals(RecordedSignature.VERIFIED, signature(sandbox).code());
  }

  @Test
  void of_keyRevokedLater_isValid(GovSandbox sandbox) throws Exception {
    search(sandbox).send();
    sandbox.revokePlatformKey();

    assertEquals(RecordedSignature.VERIFIED, signature(sandbox).code());
  }
}
