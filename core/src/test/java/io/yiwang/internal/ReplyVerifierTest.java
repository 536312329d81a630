package io.yiwang.internal;

import static io.yiwang.internal.TestGateway.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.internal.UntrustedReplyException.Flaw;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.EcdsaP256Verifier;
import io.yiwang.signing.Verifier;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyVerifierTest {
  private static final String REQUEST = ":cmVxdWVzdA==:";
  private static final String JSON = "{\"a\":1}";

  /** Another known digest, like SM3 for a client that signs with SM2. */
  private static final ContentDigest SM3 =
      new ContentDigest() {
        @Override
        public String algorithm() {
          return "sm3";
        }

        @Override
        public byte[] digest(byte[] content) {
          return new byte[] {(byte) content.length};
        }
      };

  private final TestGateway gateway = new TestGateway("gw-1");
  private final ReplyVerifier verifier = new ReplyVerifier(SM3);

  private @Nullable Verifier key(String id) {
    return id.equals("gw-1") ? gateway.verifier() : null;
  }

  private VerifiedReply verify(RawReply reply) throws UntrustedReplyException {
    return verifier.verify(reply, REQUEST, this::key, NOW);
  }

  private void assertFlaw(Flaw expected, RawReply reply) {
    UntrustedReplyException e = assertThrows(UntrustedReplyException.class, () -> verify(reply));
    assertEquals(expected, e.flaw());
  }

  private static RawReply with(RawReply reply, String header, @Nullable String value) {
    Map<String, String> headers = new TreeMap<>(reply.headers());
    if (value == null) {
      headers.remove(header);
    } else {
      headers.put(header, value);
    }
    return new RawReply(reply.status(), headers, reply.body());
  }

  private Answer answer() {
    return gateway.answers(200, JSON);
  }

  @Test
  void verify_validAnswer_isReturnedUnchanged() throws UntrustedReplyException {
    RawReply reply = answer().to(REQUEST);

    VerifiedReply verified = verify(reply);

    assertSame(reply, verified.reply());
    assertEquals(NOW, verified.created());
    assertTrue(verified.fresh());
  }

  /**
   * Checks that rejections are verified like other answers, since they decide about money as well.
   */
  @ParameterizedTest
  @ValueSource(ints = {400, 401, 404, 409, 422, 429, 500, 503})
  void verify_errorAnswerWithAnotherBody_isWrongDigest(int status) {
    RawReply no = gateway.refuses(status, "HOLD_LOST").to(REQUEST);
    byte[] changed = new String(no.body(), UTF_8).replace("LOST", "KEPT").getBytes(UTF_8);

    assertFlaw(Flaw.WRONG_DIGEST, new RawReply(status, no.headers(), changed));
    assertFlaw(Flaw.NO_KNOWN_DIGEST, with(no, "content-digest", null));
  }

  private static final String[] ACTED_ON = {
    "retry-after", "etag", "igs-cursor", "idempotency-replayed"
  };

  private static final String FIRST = "\"@status\" \"content-type\" \"content-digest\"";
  private static final String LAST = " \"signature\";req;key=\"igs\"";

  private Answer withAll() {
    Answer answer = answer();
    for (String name : ACTED_ON) {
      answer.header(name, "1");
    }
    return answer;
  }

  @Test
  void verify_signedHeadersThatAClientActsOn_areKept() throws UntrustedReplyException {
    RawReply verified = verify(withAll().to(REQUEST)).reply();

    for (String name : ACTED_ON) {
      assertEquals("1", verified.header(name), name);
    }
  }

  /** Checks headers that a gateway of IGS/1.0 sends, or a proxy adds. */
  @Test
  void verify_unsignedHeadersThatAClientActsOn_areRemoved() throws UntrustedReplyException {
    RawReply old = withAll().header("x-trace", "t").covering(FIRST + LAST).to(REQUEST);
    RawReply some =
        withAll().covering(FIRST + " \"etag\" \"idempotency-replayed\"" + LAST).to(REQUEST);

    for (String name : ACTED_ON) {
      assertNull(verify(old).reply().header(name), name);
      assertNull(verify(with(answer().to(REQUEST), name, "1")).reply().header(name), name);
    }
    assertEquals("t", verify(old).reply().header("x-trace"));
    assertEquals("1", verify(some).reply().header("etag"));
    assertEquals("1", verify(some).reply().header("idempotency-replayed"));
    assertNull(verify(some).reply().header("retry-after"));
    assertNull(verify(some).reply().header("igs-cursor"));
  }

  @Test
  void verify_signedHeaderChangedOrRemoved_isWrongSignature() {
    for (String name : ACTED_ON) {
      assertFlaw(Flaw.WRONG_SIGNATURE, with(withAll().to(REQUEST), name, "2"));
      assertFlaw(Flaw.WRONG_SIGNATURE, with(withAll().to(REQUEST), name, null));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " \"etag\" \"retry-after\"", // not in order
        " \"etag\" \"etag\"",
        " \"etag\";sf",
        " \"x-trace\"",
      })
  void verify_otherHeadersCovered_isWrongCoverage(String more) {
    assertFlaw(
        Flaw.WRONG_COVERAGE,
        withAll().header("x-trace", "t").covering(FIRST + more + LAST).to(REQUEST));
  }

  @Test
  void verify_headerCoveredAfterTheBinding_isWrongCoverage() {
    assertFlaw(Flaw.WRONG_COVERAGE, withAll().covering(FIRST + LAST + " \"etag\"").to(REQUEST));
  }

  @Test
  void verify_emptyBody_needsNeitherTypeNorDigest() throws UntrustedReplyException {
    assertTrue(verify(gateway.answersNothing(204).to(REQUEST)).fresh());
  }

  @Test
  void verify_severalLabels_readsItsOwn() throws UntrustedReplyException {
    RawReply reply = answer().to(REQUEST);
    RawReply both =
        with(
            with(
                reply,
                "signature-input",
                "proxy=(\"@status\");created=1, " + reply.header("signature-input")),
            "signature",
            "proxy=:YQ==:, " + reply.header("signature"));

    assertSame(both, verify(both).reply());
  }

  @Test
  void verify_noSignatureHeaders_isUnsigned() {
    RawReply reply = answer().to(REQUEST);

    assertFlaw(Flaw.UNSIGNED, answer().unsigned());
    assertFlaw(Flaw.UNSIGNED, with(reply, "signature", null));
    assertFlaw(Flaw.UNSIGNED, with(reply, "signature-input", null));
  }

  @Test
  void verify_onlyOtherLabels_isUnsigned() {
    RawReply reply = answer().to(REQUEST);

    assertFlaw(Flaw.UNSIGNED, with(reply, "signature-input", "proxy=(\"@status\");created=1"));
    assertFlaw(Flaw.UNSIGNED, with(reply, "signature", "proxy=:YQ==:"));
  }

  @ParameterizedTest
  @CsvSource({"signature-input,igs=?1", "signature,igs=abc", "content-digest,sha-256=abc"})
  void verify_unreadableHeader_isMalformed(String header, String value) {
    assertFlaw(Flaw.MALFORMED_SIGNATURE, with(answer().to(REQUEST), header, value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"@status\"",
        "\"@status\" \"signature\";req;key=\"igs\"", // not the body
        "\"@status\" \"content-type\" \"content-digest\"", // not bound to the request
        "\"@status\" \"content-type\" \"signature\";req;key=\"igs\"",
        "\"content-type\" \"content-digest\" \"signature\";req;key=\"igs\"", // not the status
        "\"content-type\" \"@status\" \"content-digest\" \"signature\";req;key=\"igs\"",
        "\"@status\" \"content-type\" \"content-digest\" \"signature\";req;key=\"other\"",
        "\"@status\" \"content-type\" \"content-digest\" \"signature\";key=\"igs\"",
      })
  void verify_otherComponents_isWrongCoverage(String components) {
    assertFlaw(Flaw.WRONG_COVERAGE, answer().covering(components).to(REQUEST));
  }

  @ParameterizedTest
  @CsvSource({
    "igs-response,igs-request",
    ";tag=\"igs-response\",''",
    ";created=,;made=",
    ";created=,;created=\"1\";made="
  })
  void verify_wrongTagOrTime_isWrongCoverage(String part, String replacement) {
    assertFlaw(Flaw.WRONG_COVERAGE, answer().parameters(part, replacement).to(REQUEST));
  }

  @Test
  void verify_bodyRemoved_isWrongCoverage() {
    RawReply reply = answer().to(REQUEST);

    assertFlaw(Flaw.WRONG_COVERAGE, new RawReply(200, reply.headers(), new byte[0]));
  }

  @Test
  void verify_bodyAdded_isWrongCoverage() {
    RawReply reply = gateway.answersNothing(200).to(REQUEST);

    assertFlaw(Flaw.WRONG_COVERAGE, new RawReply(200, reply.headers(), JSON.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({"gw-1,gw-2", "\"gw-1\",1", ";keyid=\"gw-1\",''"})
  void verify_keyNotHeld_isUnknown(String part, String replacement) {
    assertFlaw(Flaw.UNKNOWN_KEY, answer().parameters(part, replacement).to(REQUEST));
  }

  @ParameterizedTest
  @CsvSource({"ed25519,sm2-sm3", "\"ed25519\",1", ";alg=\"ed25519\",''"})
  void verify_anotherAlgorithmThanTheKeys_isRefused(String part, String replacement) {
    assertFlaw(Flaw.WRONG_ALGORITHM, answer().parameters(part, replacement).to(REQUEST));
  }

  @Test
  void verify_keyOfAnotherScheme_isRefusedWhateverTheMessageNames() {
    Verifier ecdsa = new EcdsaP256Verifier("gw-1", Rfc9421.publicKey("test-key-ecc-p256", "EC"));

    UntrustedReplyException e =
        assertThrows(
            UntrustedReplyException.class,
            () -> verifier.verify(answer().to(REQUEST), REQUEST, id -> ecdsa, NOW));

    assertEquals(Flaw.WRONG_ALGORITHM, e.flaw());
  }

  @Test
  void verify_noKnownDigest_isRefused() {
    assertFlaw(
        Flaw.NO_KNOWN_DIGEST, answer().header("content-digest", "sha-512=:YQ==:").to(REQUEST));
    assertFlaw(Flaw.NO_KNOWN_DIGEST, with(answer().to(REQUEST), "content-digest", null));
  }

  @Test
  void verify_digestOfOtherBytes_isRefused() {
    String other = Answer.sha256("{\"a\":2}".getBytes(UTF_8));

    assertFlaw(Flaw.WRONG_DIGEST, answer().header("content-digest", other).to(REQUEST));
  }

  @Test
  void verify_bothKnownDigests_areBothChecked() throws UntrustedReplyException {
    String sha256 = Answer.sha256(JSON.getBytes(UTF_8));
    String sm3 = "sm3=:" + Base64.getEncoder().encodeToString(new byte[] {7}) + ":";

    verify(answer().header("content-digest", sm3).to(REQUEST));
    verify(answer().header("content-digest", sha256 + ", " + sm3).to(REQUEST));
    verify(answer().header("content-digest", "md5=:YQ==:, " + sha256).to(REQUEST));

    assertFlaw(
        Flaw.WRONG_DIGEST, answer().header("content-digest", sha256 + ", sm3=:YQ==:").to(REQUEST));
    assertFlaw(
        Flaw.WRONG_DIGEST, answer().header("content-digest", sm3 + ", sha-256=:YQ==:").to(REQUEST));
  }

  @Test
  void verify_answerToAnotherRequest_isRefused() {
    assertFlaw(Flaw.WRONG_SIGNATURE, answer().to(":b3RoZXI=:"));
  }

  @Test
  void verify_otherStatus_isRefused() {
    RawReply reply = answer().to(REQUEST);

    assertFlaw(Flaw.WRONG_SIGNATURE, new RawReply(201, reply.headers(), reply.body()));
  }

  @Test
  void verify_forgedUnderTheSameKeyId_isRefused() {
    assertFlaw(Flaw.WRONG_SIGNATURE, new TestGateway("gw-1").answers(200, JSON).to(REQUEST));
  }

  @Test
  void verify_signatureOfWrongLength_isRefused() {
    assertFlaw(Flaw.WRONG_SIGNATURE, with(answer().to(REQUEST), "signature", "igs=:c2hvcnQ=:"));
  }

  @ParameterizedTest
  @CsvSource({"-301,false", "-300,true", "300,true", "301,false", "-999999999,false"})
  void verify_age_isFreshWithin300SecondsEitherWay(long seconds, boolean fresh)
      throws UntrustedReplyException {
    VerifiedReply verified = verify(answer().created(NOW.plusSeconds(seconds)).to(REQUEST));

    assertEquals(fresh, verified.fresh());
    assertEquals(NOW.plusSeconds(seconds), verified.created());
  }

  @Test
  void verify_passedExpiry_isNotFresh() throws UntrustedReplyException {
    long now = NOW.getEpochSecond();

    assertTrue(
        verify(answer().parameters(";keyid", ";expires=" + now + ";keyid").to(REQUEST)).fresh());
    assertFalse(
        verify(answer().parameters(";keyid", ";expires=" + (now - 1) + ";keyid").to(REQUEST))
            .fresh());
  }

  @Test
  void verify_eachBitFlipped_isRefused() throws UntrustedReplyException {
    RawReply good = answer().to(REQUEST);
    verify(good);
    int flips = 0;
    for (String header : new String[] {"content-type", "content-digest", "signature-input"}) {
      char[] text = String.valueOf(good.header(header)).toCharArray();
      for (int bit = 0; bit < text.length * 8; bit++, flips++) {
        char[] flipped = text.clone();
        flipped[bit / 8] ^= (char) (1 << (bit % 8));
        assertRefused(with(good, header, new String(flipped)));
      }
    }
    for (int bit = 0; bit < good.body().length * 8; bit++, flips++) {
      byte[] flipped = good.body().clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(new RawReply(200, good.headers(), flipped));
    }
    for (int bit = 0; bit < 9; bit++, flips++) {
      assertRefused(new RawReply(200 ^ (1 << bit), good.headers(), good.body()));
    }
    byte[] signature = signature(good);
    for (int bit = 0; bit < signature.length * 8; bit++, flips++) {
      byte[] flipped = signature.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertRefused(with(good, "signature", "igs=" + StructuredFields.serialised(flipped)));
    }
    assertTrue(flips > 2000, "all parts were tried");
  }

  private static byte[] signature(RawReply reply) {
    String text = String.valueOf(reply.header("signature"));
    return Base64.getDecoder().decode(text.substring("igs=:".length(), text.length() - 1));
  }

  private void assertRefused(RawReply reply) {
    assertThrows(UntrustedReplyException.class, () -> verify(reply));
  }

  @Test
  void claimedKey_ofAnyAnswer_isTheKeyIdIfItNamesOne() {
    assertEquals("gw-1", ReplyVerifier.claimedKey(answer().to(REQUEST)));
    assertNull(ReplyVerifier.claimedKey(answer().unsigned()));
    assertNull(ReplyVerifier.claimedKey(answer().parameters("\"gw-1\"", "1").to(REQUEST)));
    assertNull(ReplyVerifier.claimedKey(with(answer().to(REQUEST), "signature-input", "garbage")));
  }

  @Test
  void toString_ofAnAnswer_isOnlyItsStatus() {
    assertEquals("reply 200", answer().to(REQUEST).toString());
  }
}
