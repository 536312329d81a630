package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Examination.assertMistakes;
import static io.yiwang.identity.doctor.Examination.doctor;
import static io.yiwang.identity.doctor.Examination.key;
import static io.yiwang.identity.doctor.Examination.known;
import static io.yiwang.identity.doctor.Examination.otherKey;
import static io.yiwang.identity.doctor.Examination.request;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.doctor.ForeignKey.Kind;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that the doctor finds exactly the mistake that a foreign signer makes. */
class SignatureDoctorTest {
  private static final ForeignKey KEY = key(Kind.SM2);

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_correctRequest_isClean(Kind kind) {
    assertMistakes(request(kind));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_correctAnswer_isClean(Kind kind) {
    HttpMessage request = request(kind).message();
    HttpMessage answer = ForeignMessage.answer(otherKey(kind), request).message();
    SignatureDoctor doctor =
        SignatureDoctor.builder().signerKey(known("gw-1", otherKey(kind))).build();

    assertTrue(doctor.examine(answer, request).isClean());
  }

  @Test
  void examine_rawSignatureReadAsDer_isCleanAndSaysWhoIsWrong() {
    ForeignMessage sound = request(Kind.SM2);
    byte[] raw = key(Kind.SM2).sign(sound.right().getBytes(UTF_8));
    BigInteger n = GMNamedCurves.getByName("sm2p256v1").getN();
    assertThrows(Exception.class, () -> StandardDSAEncoding.INSTANCE.decode(n, raw));

    Diagnosis diagnosis = doctor(key(Kind.SM2)).build().examine(sound.message());

    assertTrue(diagnosis.isClean());
    assertTrue(diagnosis.report().contains("as DER"), diagnosis.report());
  }

  private static Diagnosis answer(ForeignMessage answer, HttpMessage... requests) {
    return SignatureDoctor.builder()
        .signerKey(known("gw-1", otherKey(Kind.SM2)))
        .ownKey(known("wallet-2026", key(Kind.SM2)))
        .build()
        .examine(answer.message(), requests);
  }

  @Test
  void examine_statusRewritten_isStatusRewritten() {
    HttpMessage request = request(Kind.SM2).message();
    ForeignMessage answer = ForeignMessage.answer(otherKey(Kind.SM2), request);

    assertEquals(
        List.of(Mistake.STATUS_REWRITTEN),
        answer(answer.arrivesAs("HTTP/1.1 200 OK"), request).mistakes());
  }

  @Test
  void examine_answerToAnotherAttempt_isAnswerOfAnotherRequest() {
    HttpMessage first = request(Kind.SM2).message();
    HttpMessage second =
        request(Kind.SM2).parameter("nonce", "\"BAECAwQFBgcICQoLDA0ODw\"").message();
    ForeignMessage answer = ForeignMessage.answer(otherKey(Kind.SM2), first);

    assertTrue(answer(answer, first, second).isClean());
    assertEquals(
        List.of(Mistake.ANSWER_OF_ANOTHER_REQUEST), answer(answer, second, first).mistakes());
    assertEquals(List.of(Mistake.UNEXPLAINED), answer(answer, second).mistakes());
    assertEquals(List.of(Mistake.REQUEST_MISSING), answer(answer).mistakes());
  }

  @Test
  void examine_boundToTheWholeSignatureHeader_isRequestSignatureForm() {
    HttpMessage request = request(Kind.SM2).message();
    ForeignMessage answer = ForeignMessage.answer(otherKey(Kind.SM2), request);

    assertEquals(
        List.of(Mistake.REQUEST_SIGNATURE_FORM),
        answer(answer.text(text -> text.replace("igs\": :", "igs\": igs=:")), request).mistakes());
  }

  @Test
  void examine_answerSignedWithOwnKey_isOwnKey() {
    HttpMessage request = request(Kind.SM2).message();
    ForeignMessage answer = ForeignMessage.answer(key(Kind.SM2), request);

    assertEquals(List.of(Mistake.OWN_KEY), answer(answer, request).mistakes());
  }

  @Test
  void examine_answerNotBound_isCoverage() {
    HttpMessage request = request(Kind.SM2).message();
    ForeignMessage answer = ForeignMessage.answer(otherKey(Kind.SM2), request);

    assertEquals(
        List.of(Mistake.COVERAGE),
        answer(answer.leavesOut("signature\";req;key=\"igs"), request).mistakes());
  }

  @Test
  void examine_unsignedAnswer_isUnsigned() {
    HttpMessage answer =
        HttpMessage.read("HTTP/1.1 502 Bad Gateway\r\nserver: nginx\r\n\r\n".getBytes(US_ASCII));

    assertEquals(
        List.of(Mistake.UNSIGNED), doctor(key(Kind.SM2)).build().examine(answer).mistakes());
  }

  @Test
  void examine_signatureWithoutColons_isSyntax() {
    assertMistakes(
        request(Kind.SM2).written(s -> '"' + Base64.getEncoder().encodeToString(s) + '"'),
        Mistake.FIELD_SYNTAX);
    assertMistakes(
        request(Kind.SM2).arrivesWith("signature-input", "igs=nothing that can be read"),
        Mistake.FIELD_SYNTAX);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_requestSignedWithTheReceiversKey_isOwnKey(Kind kind) {
    assertMistakes(request(kind).signedBy(otherKey(kind)::sign), Mistake.OWN_KEY);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_signedWithAnOldKey_isOtherKey(Kind kind) {
    HttpMessage message = request(kind).signedBy(otherKey(kind)::sign).message();
    SignatureDoctor doctor =
        SignatureDoctor.builder()
            .signerKey(known("wallet-2026", key(kind)))
            .signerKey(known("wallet-2025", otherKey(kind)))
            .build();

    assertEquals(List.of(Mistake.OTHER_KEY), doctor.examine(message).mistakes());
  }

  @Test
  void examine_unknownKeyId_isKeyUnknown() {
    assertMistakes(request(Kind.SM2).parameter("keyid", "\"wallet-2027\""), Mistake.KEY_UNKNOWN);
  }

  @Test
  void examine_clockAhead_isClock() {
    HttpMessage message = request(Kind.SM2).message();
    Instant created = Instant.ofEpochSecond(ForeignMessage.CREATED);

    assertTrue(
        doctor(key(Kind.SM2)).at(created.plusSeconds(299)).build().examine(message).isClean());
    for (long off : List.of(301L, -301L, 86_400L)) {
      assertEquals(
          List.of(Mistake.CLOCK),
          doctor(key(Kind.SM2)).at(created.plusSeconds(off)).build().examine(message).mistakes());
    }
  }

  @Test
  void examine_answerLongAfterItsRequest_isClock() {
    HttpMessage request = request(Kind.SM2).message();
    ForeignMessage answer =
        ForeignMessage.answer(otherKey(Kind.SM2), request)
            .parameter("created", Long.toString(ForeignMessage.CREATED + 900));

    assertEquals(List.of(Mistake.CLOCK), answer(answer, request).mistakes());
  }

  @Test
  void examine_signatureExpired_isClock() {
    HttpMessage message =
        request(Kind.SM2)
            .parameter("expires", Long.toString(ForeignMessage.CREATED + 60))
            .message();
    Instant at = Instant.ofEpochSecond(ForeignMessage.CREATED + 61);

    assertEquals(
        List.of(Mistake.CLOCK), doctor(key(Kind.SM2)).at(at).build().examine(message).mistakes());
  }

  @Test
  void examine_createdInMillisecondsOrChinaTime_isTimeUnit() {
    Instant created = Instant.ofEpochSecond(ForeignMessage.CREATED);
    for (long wrong : List.of(ForeignMessage.CREATED * 1000, ForeignMessage.CREATED + 8 * 3600)) {
      HttpMessage message = request(Kind.SM2).parameter("created", Long.toString(wrong)).message();

      assertEquals(
          List.of(Mistake.TIME_UNIT),
          doctor(key(Kind.SM2)).at(created).build().examine(message).mistakes());
    }
  }

  @Test
  void examine_partNotCovered_isCoverage() {
    assertMistakes(request(Kind.SM2).leavesOut("@query"), Mistake.COVERAGE);
    assertMistakes(request(Kind.SM2).leavesOut("authorization"), Mistake.COVERAGE);
    assertMistakes(request(Kind.SM2).withoutParameter("expires"), Mistake.COVERAGE);
    assertMistakes(request(Kind.SM2).parameter("tag", "\"igs-response\""), Mistake.COVERAGE);
    assertMistakes(request(Kind.SM2).parameter("nonce", "\"short\""), Mistake.COVERAGE);
  }

  @Test
  void examine_unknownKey_isUnexplained() {
    assertUnexplained(Kind.SM2);
  }

  @ParameterizedTest
  @Tag("proof")
  @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "SM2")
  void examine_unknownKeyOfAnotherScheme_isUnexplained(Kind kind) {
    assertUnexplained(kind);
  }

  private void assertUnexplained(Kind kind) {
    ForeignKey stranger = new ForeignKey(kind);

    assertMistakes(request(kind).signedBy(stranger::sign), Mistake.UNEXPLAINED);
  }

  @Test
  void report_anyMistake_showsNothingOfTheMessage() {
    for (ForeignMessage message :
        List.of(
            request(Kind.SM2).arrivesWith("{}".getBytes(UTF_8)),
            request(Kind.SM2).signs("authorization", "x"),
            request(Kind.SM2).signs("@path", "/x"))) {
      HttpMessage arrived = message.message();
      Diagnosis diagnosis = doctor(key(Kind.SM2)).build().examine(arrived);
      String shown = diagnosis.report() + diagnosis + arrived + known("wallet-2026", message.key);
      for (String secret : List.of("西湖", "abc.def", "5e0c7d2e", "330100", "gw.example")) {
        assertFalse(shown.contains(secret), shown);
      }
    }
  }

  @Test
  void build_withoutAKey_namesTheSetting() {
    var e = assertThrows(IllegalStateException.class, () -> SignatureDoctor.builder().build());

    assertTrue(e.getMessage().startsWith("SignatureDoctor needs signerKey"), e.getMessage());
  }

  @Test
  void examine_bodyConsumedByAFilter_isOnlyBodyMissing() throws Exception {
    assertMistakes(request(Kind.SM2).arrivesWith(new byte[0]), Mistake.BODY_MISSING);
    assertMistakes(
        request(Kind.SM2).arrivesWith(new byte[0]).arrivesWith("content-length", "120"),
        Mistake.BODY_MISSING);
  }

  @Test
  void examine_digestOfAnEmptyBody_isNotBodyMissing() throws Exception {
    ForeignMessage message = ForeignMessage.request(KEY, "");

    assertTrue(
        SignatureDoctor.builder()
            .signerKey(KnownKey.of("wallet-2026", KEY.pair.getPublic().getEncoded()))
            .build()
            .examine(message.message())
            .mistakes()
            .stream()
            .noneMatch(Mistake.BODY_MISSING::equals));
  }
}
