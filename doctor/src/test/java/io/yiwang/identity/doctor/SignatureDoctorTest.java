package io.yiwang.identity.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.yiwang.identity.doctor.ForeignKey.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.jcajce.provider.asymmetric.ec.BCECPrivateKey;
import org.bouncycastle.jcajce.spec.SM2ParameterSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mistake is made by somebody else's code, and the doctor names it and nothing else. */
class SignatureDoctorTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final Map<Kind, ForeignKey> KEYS = new EnumMap<>(Kind.class);
  private static final Map<Kind, ForeignKey> OTHERS = new EnumMap<>(Kind.class);
  private static final Charset GBK = Charset.forName("GBK");

  static {
    for (Kind kind : Kind.values()) {
      KEYS.put(kind, new ForeignKey(kind));
      OTHERS.put(kind, new ForeignKey(kind));
    }
  }

  private static ForeignKey key(Kind kind) {
    return KEYS.get(kind);
  }

  private static KnownKey known(String keyId, ForeignKey key) {
    try {
      return KnownKey.of(keyId, key.pair.getPublic().getEncoded());
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SignatureDoctor.Builder doctor(ForeignKey key) {
    return SignatureDoctor.builder()
        .theirs(known("wallet-2026", key))
        .own(known("gw-1", OTHERS.get(key.kind)));
  }

  private static void says(ForeignMessage message, Mistake... mistakes) {
    Diagnosis diagnosis = doctor(message.key).build().examine(message.message());
    assertEquals(List.of(mistakes), diagnosis.mistakes(), diagnosis.report());
  }

  private static ForeignMessage request(Kind kind) {
    return ForeignMessage.request(key(kind));
  }

  // Nothing wrong.

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_soundRequest_isSound(Kind kind) {
    says(request(kind));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_soundAnswer_isSound(Kind kind) {
    HttpMessage request = request(kind).message();
    HttpMessage answer = ForeignMessage.answer(OTHERS.get(kind), request).message();
    SignatureDoctor doctor =
        SignatureDoctor.builder().theirs(known("gw-1", OTHERS.get(kind))).build();

    assertTrue(doctor.examine(answer, request).isClean());
  }

  @Test
  void examine_rawThatIsReadAsDer_isSoundAndSaysWhoErrs() {
    ForeignMessage sound = request(Kind.SM2);
    byte[] raw = key(Kind.SM2).sign(sound.right().getBytes(UTF_8));
    BigInteger n = GMNamedCurves.getByName("sm2p256v1").getN();
    assertThrows(Exception.class, () -> StandardDSAEncoding.INSTANCE.decode(n, raw));

    Diagnosis diagnosis = doctor(key(Kind.SM2)).build().examine(sound.message());

    assertTrue(diagnosis.isClean());
    assertTrue(diagnosis.report().contains("as DER"), diagnosis.report());
  }

  // The body and its digest.

  private static void bodyArrives(Kind kind, String sent, byte[] arrives, Mistake mistake) {
    ForeignMessage message = ForeignMessage.request(key(kind), sent);
    assertFalse(Arrays.equals(message.body(), arrives), "the mistake changes the body");
    says(message.arrivesWith(arrives), mistake);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_prettyBodyCompactedByJackson_isReserialised(Kind kind) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode body = mapper.readTree(ForeignMessage.BODY);
    String pretty = mapper.writerWithDefaultPrettyPrinter().writeValueAsString(body);

    bodyArrives(kind, pretty, mapper.writeValueAsBytes(body), Mistake.BODY_RESERIALISED);
  }

  @Test
  void examine_compactBodyPrettiedByJackson_isReserialised() throws Exception {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    byte[] pretty = mapper.writeValueAsBytes(mapper.readTree(ForeignMessage.BODY));

    bodyArrives(Kind.SM2, ForeignMessage.BODY, pretty, Mistake.BODY_RESERIALISED);
  }

  @Test
  void examine_nonAsciiEscapedOnTheWay_isReserialised() throws Exception {
    ObjectMapper mapper = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    byte[] escaped = mapper.writeValueAsBytes(mapper.readTree(ForeignMessage.BODY));

    bodyArrives(Kind.SM2, ForeignMessage.BODY, escaped, Mistake.BODY_RESERIALISED);
    bodyArrives(
        Kind.SM2,
        new String(escaped, UTF_8),
        ForeignMessage.BODY.getBytes(UTF_8),
        Mistake.BODY_RESERIALISED);
  }

  @Test
  void examine_digestOfTheSortedBody_isReserialised() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    Map<?, ?> members = mapper.readValue(ForeignMessage.BODY, TreeMap.class);

    bodyArrives(
        Kind.SM2,
        mapper.writeValueAsString(members),
        ForeignMessage.BODY.getBytes(UTF_8),
        Mistake.BODY_RESERIALISED);
  }

  @Test
  void examine_bodyReserialisedAndDigestedAfresh_isReserialised() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode body = mapper.readTree(ForeignMessage.BODY);
    String pretty = mapper.writerWithDefaultPrettyPrinter().writeValueAsString(body);
    byte[] compact = mapper.writeValueAsBytes(body);
    ForeignMessage message = ForeignMessage.request(key(Kind.SM2), pretty);

    says(
        message.arrivesWith(compact).arrivesWith("content-digest", message.digest(compact)),
        Mistake.BODY_RESERIALISED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\n\n"})
  void examine_lineEndAddedByAnEditor_isLineEnds(String added) {
    byte[] body = (ForeignMessage.BODY + added).getBytes(UTF_8);

    bodyArrives(Kind.SM2, ForeignMessage.BODY, body, Mistake.BODY_LINE_ENDS);
  }

  @Test
  void examine_lineEndsChangedByTextMode_isLineEnds() {
    String unix = "{\n  \"a\": 1\n}\n";
    byte[] windows = unix.replace("\n", "\r\n").getBytes(UTF_8);

    bodyArrives(Kind.SM2, unix, windows, Mistake.BODY_LINE_ENDS);
    bodyArrives(Kind.SM2, new String(windows, UTF_8), unix.getBytes(UTF_8), Mistake.BODY_LINE_ENDS);
  }

  @Test
  void examine_byteOrderMarkAdded_isLineEnds() {
    byte[] marked = ("\ufeff" + ForeignMessage.BODY).getBytes(UTF_8);

    bodyArrives(Kind.SM2, ForeignMessage.BODY, marked, Mistake.BODY_LINE_ENDS);
  }

  @Test
  void examine_bodySentInGbk_isCharset() {
    bodyArrives(
        Kind.SM2, ForeignMessage.BODY, ForeignMessage.BODY.getBytes(GBK), Mistake.BODY_CHARSET);
  }

  @Test
  void examine_digestOfGbkBodyConvertedOnTheWay_isCharset() {
    ForeignMessage message = request(Kind.SM2);

    says(
        message.header("content-digest", message.digest(ForeignMessage.BODY.getBytes(GBK))),
        Mistake.BODY_CHARSET);
  }

  @Test
  void examine_utf8TakenForLatin1_isCharset() {
    byte[] twice = new String(ForeignMessage.BODY.getBytes(UTF_8), ISO_8859_1).getBytes(UTF_8);

    bodyArrives(Kind.SM2, ForeignMessage.BODY, twice, Mistake.BODY_CHARSET);
  }

  @Test
  void examine_digestOfTheUnpackedBody_isCoding() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(ForeignMessage.BODY.getBytes(UTF_8));
    }

    bodyArrives(Kind.SM2, ForeignMessage.BODY, packed.toByteArray(), Mistake.BODY_CODING);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_digestOfAnotherBody_isThat(Kind kind) {
    byte[] other = ForeignMessage.BODY.replace("20000", "200").getBytes(UTF_8);

    bodyArrives(kind, ForeignMessage.BODY, other, Mistake.DIGEST_OF_ANOTHER_BODY);
  }

  @Test
  void examine_digestInHex_isHex() {
    byte[] digest = ForeignKey.digest("SM3", ForeignMessage.BODY.getBytes(UTF_8));
    for (HexFormat hex : List.of(HEX, HEX.withUpperCase())) {
      String text = hex.formatHex(digest);
      says(
          request(Kind.SM2).header("content-digest", "sm3=:" + text + ":"), Mistake.HEX_FOR_BASE64);
      String twice = Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
      says(
          request(Kind.SM2).header("content-digest", "sm3=:" + twice + ":"),
          Mistake.HEX_FOR_BASE64);
    }
  }

  @Test
  void examine_sha256UnderTheNameOfSm3_isTheAlgorithmOfTheDigest() {
    byte[] digest = ForeignKey.digest("SHA-256", ForeignMessage.BODY.getBytes(UTF_8));
    String value = "sm3=:" + Base64.getEncoder().encodeToString(digest) + ":";

    says(request(Kind.SM2).header("content-digest", value), Mistake.DIGEST_ALGORITHM);
  }

  @Test
  void examine_noDigest_isMissing() {
    says(request(Kind.SM2).header("content-digest", "md5=:AAAA:"), Mistake.DIGEST_MISSING);
  }

  // What proxies do to a request.

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_prefixAddedByAProxy_isThePath(Kind kind) {
    says(
        request(kind)
            .arrivesAs(
                "POST /gateway/igs/v1/messages?text=%E5%81%9C%E8%BD%A6&region=330100&limit=20 HTTP/1.1"),
        Mistake.PATH_REWRITTEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/messages", "/igs/v1/messages/", "//igs/v1//messages", "/api/igs/v1/messages"})
  void examine_pathRewritten_isThePath(String path) {
    says(request(Kind.SM2).arrivesAs(start(path)), Mistake.PATH_REWRITTEN);
  }

  private static String start(String path) {
    return "POST " + path + "?text=%E5%81%9C%E8%BD%A6&region=330100&limit=20 HTTP/1.1";
  }

  @Test
  void examine_pathUnescapedOrEscapedAgain_isThePath() {
    String signed = "/igs/v1/items/%E5%81%9C%20(1)";
    for (String arrives :
        List.of(
            "/igs/v1/items/%e5%81%9c%20(1)",
            "/igs/v1/items/%E5%81%9C%20%281%29",
            "/igs/v1/items/" + URLEncoder.encode("停", GBK) + "%20(1)")) {
      says(
          request(Kind.SM2).signs("@path", signed).arrivesAs(start(arrives)),
          Mistake.PATH_REWRITTEN);
    }
    says(
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
  void examine_queryRewritten_isTheQuery(String query) {
    says(
        request(Kind.SM2).arrivesAs("POST /igs/v1/messages?" + query + " HTTP/1.1"),
        Mistake.QUERY_REWRITTEN);
  }

  @Test
  void examine_querySortedByWhoeverSigns_isTheQuery() {
    says(
        request(Kind.SM2).signs("@query", "?limit=20&region=330100&text=%E5%81%9C%E8%BD%A6"),
        Mistake.QUERY_REWRITTEN);
  }

  @Test
  void examine_queryOfAnotherEncoder_isTheQuery() {
    String text = "停车 (A+B)/C*";
    String form = URLEncoder.encode(text, UTF_8);
    String component = form.replace("+", "%20").replace("%28", "(").replace("%29", ")");
    assertEquals(text, URLDecoder.decode(component, UTF_8));

    says(
        request(Kind.SM2)
            .signs("@query", "?text=" + component)
            .arrivesAs("POST /igs/v1/messages?text=" + form + " HTTP/1.1"),
        Mistake.QUERY_REWRITTEN);
    says(
        request(Kind.SM2)
            .signs("@query", "?text=" + form)
            .arrivesAs("POST /igs/v1/messages?text=" + component + " HTTP/1.1"),
        Mistake.QUERY_REWRITTEN);
  }

  @Test
  void examine_questionMarkLeftOut_isTheQuery() {
    says(
        request(Kind.SM2).signs("@query", "text=%E5%81%9C%E8%BD%A6&region=330100&limit=20"),
        Mistake.QUERY_REWRITTEN);
    says(
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
    says(
        request(kind)
            .signs("@query", "?limit=20&region=330100&text=%E5%81%9C%E8%BD%A6")
            .arrivesAs(start("/messages")),
        Mistake.PATH_REWRITTEN,
        Mistake.QUERY_REWRITTEN);
  }

  @Test
  void examine_methodInLowerCase_isTheMethod() {
    says(request(Kind.SM2).signs("@method", "post"), Mistake.METHOD_REWRITTEN);
  }

  @Test
  void examine_hostRewrittenByAProxy_isTheAuthority() {
    says(
        request(Kind.SM2)
            .arrivesWith("host", "10.20.30.40:8080")
            .arrivesWith("x-forwarded-host", "gw.example.gov.cn"),
        Mistake.AUTHORITY_REWRITTEN);
    says(
        request(Kind.SM2).signs("@authority", "gw.example.gov.cn:443"),
        Mistake.AUTHORITY_REWRITTEN);
    says(
        request(Kind.SM2)
            .signs("@authority", "GW.example.gov.cn")
            .arrivesWith("host", "GW.example.gov.cn"),
        Mistake.AUTHORITY_REWRITTEN);
  }

  @Test
  void examine_pinnedAddressThatMoved_isTheAuthority() {
    HttpMessage message = request(Kind.SM2).signs("@authority", "10.20.30.40:8443").message();

    assertEquals(
        List.of(Mistake.UNEXPLAINED), doctor(key(Kind.SM2)).build().examine(message).mistakes());
    assertEquals(
        List.of(Mistake.AUTHORITY_REWRITTEN),
        doctor(key(Kind.SM2)).authority("10.20.30.40:8443").build().examine(message).mistakes());
  }

  @Test
  void examine_foldSignedAsItStood_isFolded() {
    String folded = "Bearer abc\r\n  .def";

    says(request(Kind.SM2).header("authorization", folded), Mistake.HEADER_FOLDED);
    says(
        request(Kind.SM2)
            .signs("authorization", "Bearer abc.def")
            .arrivesWith("authorization", folded),
        Mistake.HEADER_FOLDED);
  }

  @Test
  void examine_linesCombinedOtherwise_isCombined() {
    says(
        request(Kind.SM2)
            .signs("idempotency-key", "a,b")
            .arrivesWith("idempotency-key", "a\r\nidempotency-key: b"),
        Mistake.HEADER_COMBINED);
    says(
        request(Kind.SM2)
            .signs("idempotency-key", "a")
            .arrivesWith("idempotency-key", "a\r\nidempotency-key: b"),
        Mistake.HEADER_COMBINED);
    says(
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
  void examine_contentTypeRewritten_isTheHeader(String type) {
    says(request(Kind.SM2).arrivesWith("content-type", type), Mistake.HEADER_REWRITTEN);
    if (type.contains(";")) {
      says(request(Kind.SM2).signs("content-type", type), Mistake.HEADER_REWRITTEN);
    }
  }

  // Answers.

  private static Diagnosis answer(ForeignMessage answer, HttpMessage... requests) {
    return SignatureDoctor.builder()
        .theirs(known("gw-1", OTHERS.get(Kind.SM2)))
        .own(known("wallet-2026", key(Kind.SM2)))
        .build()
        .examine(answer.message(), requests);
  }

  @Test
  void examine_statusRewritten_isTheStatus() {
    HttpMessage request = request(Kind.SM2).message();
    ForeignMessage answer = ForeignMessage.answer(OTHERS.get(Kind.SM2), request);

    assertEquals(
        List.of(Mistake.STATUS_REWRITTEN),
        answer(answer.arrivesAs("HTTP/1.1 200 OK"), request).mistakes());
  }

  @Test
  void examine_answerOfAnotherAttempt_isThat() {
    HttpMessage first = request(Kind.SM2).message();
    HttpMessage second =
        request(Kind.SM2).parameter("nonce", "\"BAECAwQFBgcICQoLDA0ODw\"").message();
    ForeignMessage answer = ForeignMessage.answer(OTHERS.get(Kind.SM2), first);

    assertTrue(answer(answer, first, second).isClean());
    assertEquals(
        List.of(Mistake.ANSWER_OF_ANOTHER_REQUEST), answer(answer, second, first).mistakes());
    assertEquals(List.of(Mistake.UNEXPLAINED), answer(answer, second).mistakes());
    assertEquals(List.of(Mistake.REQUEST_MISSING), answer(answer).mistakes());
  }

  @Test
  void examine_wholeSignatureHeaderBound_isTheForm() {
    HttpMessage request = request(Kind.SM2).message();
    ForeignMessage answer = ForeignMessage.answer(OTHERS.get(Kind.SM2), request);

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
    ForeignMessage answer = ForeignMessage.answer(OTHERS.get(Kind.SM2), request);

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

  // The form of the signature.

  @ParameterizedTest
  @EnumSource(names = {"SM2", "ECDSA_P256"})
  void examine_derFromTheJca_isDer(Kind kind) {
    says(request(kind).signedBy(text -> der(kind, text)), Mistake.DER_FOR_RAW);
  }

  private static byte[] der(Kind kind, byte[] text) {
    return kind == Kind.SM2
        ? key(kind).jca("SM3WITHSM2", new SM2ParameterSpec(ForeignKey.USER_ID), text)
        : key(kind).jca("SHA256withECDSA", null, text);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_hexOfEitherCase_isHex(Kind kind) {
    for (HexFormat hex : List.of(HEX, HEX.withUpperCase())) {
      says(request(kind).written(s -> ":" + hex.formatHex(s) + ":"), Mistake.HEX_FOR_BASE64);
      says(
          request(kind)
              .written(
                  s ->
                      ":"
                          + Base64.getEncoder().encodeToString(hex.formatHex(s).getBytes(US_ASCII))
                          + ":"),
          Mistake.HEX_FOR_BASE64);
    }
  }

  @Test
  void examine_hexOfDer_isBoth() {
    says(
        request(Kind.SM2)
            .signedBy(text -> der(Kind.SM2, text))
            .written(s -> ":" + HEX.formatHex(s) + ":"),
        Mistake.HEX_FOR_BASE64,
        Mistake.DER_FOR_RAW);
  }

  /** BigInteger.toByteArray of each half: 31 bytes for a leading zero, 33 for a leading bit. */
  private static byte[] dumped(Kind kind, byte[] text) {
    BigInteger[] halves = ForeignKey.numbers(der(kind, text));
    return org.bouncycastle.util.Arrays.concatenate(
        halves[0].toByteArray(), halves[1].toByteArray());
  }

  @ParameterizedTest
  @EnumSource(names = {"SM2", "ECDSA_P256"})
  void examine_halvesAsBigIntegerWritesThem_areUnpadded(Kind kind) {
    Set<Integer> lengths = new HashSet<>();
    while (!lengths.containsAll(Set.of(63, 65, 66))) {
      AtomicInteger length = new AtomicInteger();
      HttpMessage message =
          request(kind)
              .signedBy(
                  text -> {
                    byte[] dumped = dumped(kind, text);
                    length.set(dumped.length);
                    return dumped;
                  })
              .message();
      if (length.get() != 64 && lengths.add(length.get())) {
        Diagnosis diagnosis = doctor(key(kind)).build().examine(message);
        assertEquals(List.of(Mistake.HALVES_UNPADDED), diagnosis.mistakes(), diagnosis.report());
      }
    }
  }

  @Test
  void examine_halvesInHexWithoutLeadingZeros_areUnpaddedHex() {
    AtomicInteger length = new AtomicInteger();
    HttpMessage message = null;
    while (length.get() != 126) {
      message =
          request(Kind.SM2)
              .written(
                  s -> {
                    BigInteger r = new BigInteger(1, Arrays.copyOf(s, 32));
                    BigInteger t = new BigInteger(1, Arrays.copyOfRange(s, 32, 64));
                    String hex = r.toString(16) + t.toString(16);
                    length.set(hex.length());
                    return ":" + hex + ":";
                  })
              .message();
    }
    assertEquals(
        List.of(Mistake.HEX_FOR_BASE64, Mistake.HALVES_UNPADDED),
        doctor(key(Kind.SM2)).build().examine(message).mistakes());
  }

  @Test
  void examine_halvesSwapped_isThat() {
    says(
        request(Kind.SM2)
            .signedBy(
                text -> {
                  byte[] s = key(Kind.SM2).sign(text);
                  return org.bouncycastle.util.Arrays.concatenate(
                      Arrays.copyOfRange(s, 32, 64), Arrays.copyOf(s, 32));
                }),
        Mistake.HALVES_SWAPPED);
  }

  @Test
  void examine_halvesAsText_isThat() {
    BigInteger n = GMNamedCurves.getByName("sm2p256v1").getN();
    for (int radix : List.of(16, 10)) {
      for (boolean encoded : List.of(true, false)) {
        says(
            request(Kind.SM2)
                .written(
                    s -> {
                      BigInteger[] halves = PlainDSAEncoding.INSTANCE.decode(n, s);
                      String text = halves[0].toString(radix) + "#" + halves[1].toString(radix);
                      return encoded
                          ? ":" + Base64.getEncoder().encodeToString(text.getBytes(US_ASCII)) + ":"
                          : ":" + text + ":";
                    }),
            Mistake.HALVES_AS_TEXT);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_base64OfOldJavaWithLineBreaks_isThat(Kind kind) {
    says(
        request(kind)
            .written(
                s ->
                    ":"
                        + Base64.getMimeEncoder(76, "\r\n ".getBytes(US_ASCII)).encodeToString(s)
                        + ":"),
        Mistake.BASE64_LINE_BREAKS);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_base64ForUrls_isThat(Kind kind) {
    says(
        request(kind)
            .written(s -> ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(s) + ":"),
        Mistake.BASE64_ALPHABET);
  }

  @Test
  void examine_base64Twice_isThat() {
    says(
        request(Kind.SM2)
            .written(
                s -> {
                  byte[] once = Base64.getEncoder().encode(s);
                  return ":" + Base64.getEncoder().encodeToString(once) + ":";
                }),
        Mistake.BASE64_TWICE);
  }

  @Test
  void examine_signatureWithoutColons_isSyntax() {
    says(
        request(Kind.SM2).written(s -> '"' + Base64.getEncoder().encodeToString(s) + '"'),
        Mistake.FIELD_SYNTAX);
    says(
        request(Kind.SM2).arrivesWith("signature-input", "igs=nothing that can be read"),
        Mistake.FIELD_SYNTAX);
  }

  // How the text is put together.

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_textWithALineEndLast_isItsForm(Kind kind) {
    says(request(kind).text(text -> text + "\n"), Mistake.SIGNED_TEXT_FORM);
  }

  @Test
  void examine_textOtherwisePutTogether_isItsForm() {
    says(request(Kind.SM2).text(text -> text.replace("\n", "\r\n")), Mistake.SIGNED_TEXT_FORM);
    says(
        request(Kind.SM2).text(text -> text.replaceAll("(?m)^\"([^\"]*)\":", "$1:")),
        Mistake.SIGNED_TEXT_FORM);
    says(
        request(Kind.SM2).text(text -> text.substring(0, text.lastIndexOf('\n'))),
        Mistake.SIGNED_TEXT_FORM);
  }

  @Test
  void examine_parametersInAnotherOrderThanSigned_areRewritten() {
    ForeignMessage message = request(Kind.SM2);
    String inOrder = message.right().replaceFirst("(?s).*\"@signature-params\": ", "");
    String list = inOrder.substring(0, inOrder.indexOf(')') + 1);
    String sorted =
        list
            + ";alg=\"sm2-sm3\";created=1795600000;expires=1795600300;keyid=\"wallet-2026\""
            + ";nonce=\"AAECAwQFBgcICQoLDA0ODw\";tag=\"igs-request\"";

    says(message.arrivesWith("signature-input", "igs=" + sorted), Mistake.PARAMETERS_REWRITTEN);
    says(
        request(Kind.SM2).arrivesWith("signature-input", "igs=" + inOrder.replace(";", "; ")),
        Mistake.PARAMETERS_REWRITTEN);
  }

  // Keys, user ids and algorithms.

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_requestSignedWithOurKey_isOwnKey(Kind kind) {
    says(request(kind).signedBy(OTHERS.get(kind)::sign), Mistake.OWN_KEY);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_signedWithTheirOldKey_isOtherKey(Kind kind) {
    HttpMessage message = request(kind).signedBy(OTHERS.get(kind)::sign).message();
    SignatureDoctor doctor =
        SignatureDoctor.builder()
            .theirs(known("wallet-2026", key(kind)))
            .theirs(known("wallet-2025", OTHERS.get(kind)))
            .build();

    assertEquals(List.of(Mistake.OTHER_KEY), doctor.examine(message).mistakes());
  }

  @Test
  void examine_unknownKeyId_isThat() {
    says(request(Kind.SM2).parameter("keyid", "\"wallet-2027\""), Mistake.KEY_UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "anonym@gmssl.org", "ALICE123@YAHOO.COM", "31323334353637383132333435363738"})
  void examine_userIdOfALibrary_isTheUserId(String userId) {
    byte[] id = userId.getBytes(US_ASCII);
    says(
        request(Kind.SM2)
            .signedBy(
                text ->
                    ForeignKey.raw(
                        key(Kind.SM2).jca("SM3WITHSM2", new SM2ParameterSpec(id), text))),
        Mistake.WRONG_USER_ID);
  }

  @Test
  void examine_userIdIsTheAppSecret_isTheUserIdAndPrintsNoSecret() {
    byte[] secret = "DEMOSECRET000001".getBytes(US_ASCII);
    HttpMessage message =
        request(Kind.SM2)
            .signedBy(
                text ->
                    ForeignKey.raw(
                        key(Kind.SM2).jca("SM3WITHSM2", new SM2ParameterSpec(secret), text)))
            .message();

    Diagnosis diagnosis = doctor(key(Kind.SM2)).userId(secret).build().examine(message);

    assertEquals(List.of(Mistake.WRONG_USER_ID), diagnosis.mistakes());
    assertFalse(diagnosis.report().contains("DEMOSECRET"));
  }

  /** Signs a number as it is: what hash=false makes of a message or a digest. */
  private static byte[] signNumber(byte[] number) {
    BCECPrivateKey key = (BCECPrivateKey) key(Kind.SM2).pair.getPrivate();
    ECDomainParameters domain =
        new ECDomainParameters(
            key.getParameters().getCurve(), key.getParameters().getG(), key.getParameters().getN());
    BigInteger e = new BigInteger(1, number).mod(domain.getN());
    SM2Signer signer =
        new SM2Signer(PlainDSAEncoding.INSTANCE, new SM3Digest()) {
          @Override
          protected BigInteger calculateE(BigInteger n, byte[] digest) {
            return e;
          }
        };
    signer.init(true, new ECPrivateKeyParameters(key.getD(), domain));
    try {
      return signer.generateSignature();
    } catch (org.bouncycastle.crypto.CryptoException unexpected) {
      throw new IllegalStateException(unexpected);
    }
  }

  @Test
  void examine_messageTakenForTheDigest_isNotHashed() {
    says(request(Kind.SM2).signedBy(SignatureDoctorTest::signNumber), Mistake.NOT_HASHED);
  }

  @Test
  void examine_digestWithoutZ_isZLeftOut() {
    says(
        request(Kind.SM2).signedBy(text -> signNumber(ForeignKey.digest("SM3", text))),
        Mistake.Z_LEFT_OUT);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_digestTakenForTheMessage_isHashedTwice(Kind kind) {
    says(
        request(kind).signedBy(text -> key(kind).sign(ForeignKey.digest(kind.digest(), text))),
        Mistake.HASHED_TWICE);
    says(
        request(kind)
            .signedBy(
                text ->
                    key(kind)
                        .sign(
                            HEX.formatHex(ForeignKey.digest(kind.digest(), text))
                                .toUpperCase(Locale.ROOT)
                                .getBytes(US_ASCII))),
        Mistake.HASHED_TWICE);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_algorithmOtherThanTheDocumentSays_isTheAlgorithm(Kind kind) {
    says(
        request(kind)
            .signedBy(
                text ->
                    switch (kind) {
                      case SM2 -> ForeignKey.raw(key(kind).jca("SHA256withECDSA", null, text));
                      case ECDSA_P256 ->
                          ForeignKey.raw(key(kind).jca("SHA512withECDSA", null, text));
                      case ED25519 -> prehashed(text);
                      case RSA -> key(kind).jca("SHA1withRSA", null, text);
                      // MGF1 with SHA-1, as the JCA has it unless another is given.
                      case RSA_PSS -> withDefaultMask(text);
                    }),
        Mistake.WRONG_ALGORITHM);
  }

  private static byte[] withDefaultMask(byte[] text) {
    try {
      Signature engine = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
      engine.setParameter(new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA1, 64, 1));
      engine.initSign(
          KeyFactory.getInstance("RSA")
              .generatePrivate(
                  new PKCS8EncodedKeySpec(key(Kind.RSA_PSS).pair.getPrivate().getEncoded())));
      engine.update(text);
      return engine.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] prehashed(byte[] text) {
    var signer = new org.bouncycastle.crypto.signers.Ed25519phSigner(new byte[0]);
    try {
      signer.init(
          true,
          org.bouncycastle.crypto.util.PrivateKeyFactory.createKey(
              key(Kind.ED25519).pair.getPrivate().getEncoded()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    signer.update(text, 0, text.length);
    return signer.generateSignature();
  }

  @Test
  void examine_pssUnderTheNameOfPkcs1_isTheAlgorithm() {
    says(
        ForeignMessage.request(key(Kind.RSA_PSS)).parameter("alg", "\"rsa-v1_5-sha256\""),
        Mistake.WRONG_ALGORITHM);
  }

  @Test
  void examine_anotherNameForTheAlgorithm_isTheAlgorithm() {
    says(request(Kind.SM2).parameter("alg", "\"SM3withSM2\""), Mistake.WRONG_ALGORITHM);
  }

  // Private keys misread by whoever signs.

  @ParameterizedTest
  @EnumSource(names = {"SM2", "ECDSA_P256"})
  void examine_keyCutToItsFirst32BytesOf33_isMisread(Kind kind) {
    ForeignKey key = withNumber(kind, true);
    byte[] first = Arrays.copyOf(key.number(), 32);
    assertEquals(33, key.number().length);

    says(
        ForeignMessage.request(key).signedBy(text -> key.signWith(new BigInteger(1, first), text)),
        Mistake.PRIVATE_KEY_MISREAD);
  }

  @ParameterizedTest
  @EnumSource(names = {"SM2", "ECDSA_P256"})
  void examine_keyTakenForNegative_isMisread(Kind kind) {
    ForeignKey key = withNumber(kind, true);
    BigInteger negative = new BigInteger(Arrays.copyOfRange(key.number(), 1, 33));
    assertTrue(negative.signum() < 0);

    says(
        ForeignMessage.request(key).signedBy(text -> key.signWith(negative, text)),
        Mistake.PRIVATE_KEY_MISREAD);
  }

  @ParameterizedTest
  @EnumSource(names = {"SM2", "ECDSA_P256"})
  void examine_shellOfTheKeyTakenForTheNumber_isMisread(Kind kind) {
    ForeignKey key = withNumber(kind, false);
    byte[] pkcs8 = key.pair.getPrivate().getEncoded();
    // Bouncy Castle's PKCS#8 closes with the public point.
    byte[] last = Arrays.copyOfRange(pkcs8, pkcs8.length - 32, pkcs8.length);
    byte[] first = Arrays.copyOf(pkcs8, 32);

    for (byte[] read : List.of(first, last)) {
      says(
          ForeignMessage.request(key).signedBy(text -> key.signWith(new BigInteger(1, read), text)),
          Mistake.PRIVATE_KEY_MISREAD);
    }
  }

  private static ForeignKey withNumber(Kind kind, boolean firstBit) {
    ForeignKey key = new ForeignKey(kind);
    while ((key.number().length == 33) != firstBit) {
      key = new ForeignKey(kind);
    }
    return key;
  }

  // Public keys in the wrong form.

  @ParameterizedTest
  @EnumSource(names = {"SM2", "ECDSA_P256"})
  void examine_publicKeyWithItsPrefixTwiceOrNone_isThePrefix(Kind kind) throws Exception {
    byte[] point = key(kind).point();
    byte[] twice = org.bouncycastle.util.Arrays.prepend(point, (byte) 4);
    byte[] none = Arrays.copyOfRange(point, 1, 65);
    HttpMessage message = request(kind).message();

    for (byte[] form : List.of(twice, none, HEX.formatHex(twice).getBytes(US_ASCII))) {
      Diagnosis diagnosis = only(KnownKey.of("wallet-2026", form)).examine(message);
      assertEquals(List.of(Mistake.PUBLIC_KEY_PREFIX), diagnosis.mistakes());
    }
  }

  @Test
  void examine_prefixCutFromAnXThatBeginsWith04_isThePrefix() throws Exception {
    ForeignKey key = new ForeignKey(Kind.SM2);
    while (key.point()[1] != 4) {
      key = new ForeignKey(Kind.SM2);
    }
    byte[] cutTwice = Arrays.copyOfRange(key.point(), 2, 65);

    Diagnosis diagnosis =
        only(KnownKey.of("wallet-2026", cutTwice)).examine(ForeignMessage.request(key).message());

    assertEquals(List.of(Mistake.PUBLIC_KEY_PREFIX), diagnosis.mistakes());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void of_everyProperForm_isTheSameKey(Kind kind) throws Exception {
    byte[] spki = key(kind).pair.getPublic().getEncoded();
    String base64 = Base64.getMimeEncoder().encodeToString(spki);
    String pem = "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    HttpMessage message = request(kind).message();

    for (byte[] form :
        List.of(
            spki,
            pem.getBytes(US_ASCII),
            base64.getBytes(US_ASCII),
            HEX.formatHex(spki).getBytes(US_ASCII))) {
      assertTrue(only(KnownKey.of("wallet-2026", form)).examine(message).isClean());
    }
    if (kind.onCurve()) {
      assertTrue(only(KnownKey.of("wallet-2026", key(kind).point())).examine(message).isClean());
    }
  }

  @Test
  void of_noKey_isRefusedWithoutQuotingIt() {
    for (String form :
        List.of("", "not a key", "-----BEGIN PUBLIC KEY-----\nAAAA", "00".repeat(65))) {
      var e =
          assertThrows(
              InvalidKeyException.class, () -> KnownKey.of("wallet-2026", form.getBytes(US_ASCII)));
      assertEquals(
          "not a public key that is known here, of " + form.length() + " bytes", e.getMessage());
    }
  }

  private static SignatureDoctor only(KnownKey key) {
    return SignatureDoctor.builder().theirs(key).build();
  }

  // Clocks, and what must be covered.

  @Test
  void examine_clockAhead_isTheClock() {
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
  void examine_answerFarFromItsRequestInTime_isTheClock() {
    HttpMessage request = request(Kind.SM2).message();
    ForeignMessage answer =
        ForeignMessage.answer(OTHERS.get(Kind.SM2), request)
            .parameter("created", Long.toString(ForeignMessage.CREATED + 900));

    assertEquals(List.of(Mistake.CLOCK), answer(answer, request).mistakes());
  }

  @Test
  void examine_signatureExpired_isTheClock() {
    HttpMessage message =
        request(Kind.SM2)
            .parameter("expires", Long.toString(ForeignMessage.CREATED + 60))
            .message();
    Instant at = Instant.ofEpochSecond(ForeignMessage.CREATED + 61);

    assertEquals(
        List.of(Mistake.CLOCK), doctor(key(Kind.SM2)).at(at).build().examine(message).mistakes());
  }

  @Test
  void examine_createdInMillisecondsOrChinaTime_isTheUnit() {
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
    says(request(Kind.SM2).leavesOut("@query"), Mistake.COVERAGE);
    says(request(Kind.SM2).leavesOut("authorization"), Mistake.COVERAGE);
    says(request(Kind.SM2).withoutParameter("expires"), Mistake.COVERAGE);
    says(request(Kind.SM2).parameter("tag", "\"igs-response\""), Mistake.COVERAGE);
    says(request(Kind.SM2).parameter("nonce", "\"short\""), Mistake.COVERAGE);
  }

  // What cannot be explained, and what is never shown.

  @Test
  void examine_strangersKey_isUnexplainedInGoodTime() {
    assertUnexplained(Kind.SM2);
  }

  @ParameterizedTest
  @Tag("proof")
  @EnumSource(value = Kind.class, mode = EnumSource.Mode.EXCLUDE, names = "SM2")
  void examine_strangersKeyOfAnotherScheme_isUnexplainedInGoodTime(Kind kind) {
    assertUnexplained(kind);
  }

  private void assertUnexplained(Kind kind) {
    ForeignKey stranger = new ForeignKey(kind);

    says(request(kind).signedBy(stranger::sign), Mistake.UNEXPLAINED);
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
  void build_noKey_saysSo() {
    var e = assertThrows(IllegalStateException.class, () -> SignatureDoctor.builder().build());

    assertTrue(e.getMessage().startsWith("SignatureDoctor needs a key"), e.getMessage());
  }
}
