package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Examination.assertMistakes;
import static io.yiwang.identity.doctor.Examination.doctor;
import static io.yiwang.identity.doctor.Examination.key;
import static io.yiwang.identity.doctor.Examination.request;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.identity.doctor.ForeignKey.Kind;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.jcajce.spec.SM2ParameterSpec;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignatureInterpretationsTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final BigInteger N = GMNamedCurves.getByName("sm2p256v1").getN();
  private static final ForeignKey KEY = key(Kind.SM2);

  @ParameterizedTest
  @EnumSource(names = {"SM2", "ECDSA_P256"})
  void examine_derFromTheJca_isDer(Kind kind) {
    assertMistakes(request(kind).signedBy(text -> der(kind, text)), Mistake.DER_FOR_RAW);
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
      assertMistakes(
          request(kind).written(s -> ":" + hex.formatHex(s) + ":"), Mistake.HEX_FOR_BASE64);
      assertMistakes(
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
  void examine_hexOfDer_namesBoth() {
    assertMistakes(
        request(Kind.SM2)
            .signedBy(text -> der(Kind.SM2, text))
            .written(s -> ":" + HEX.formatHex(s) + ":"),
        Mistake.HEX_FOR_BASE64,
        Mistake.DER_FOR_RAW);
  }

  /**
   * Writes each number by BigInteger.toByteArray: 31 bytes for a leading zero, 33 for a leading
   * bit.
   */
  private static byte[] dumped(Kind kind, byte[] text) {
    BigInteger[] halves = ForeignKey.numbers(der(kind, text));
    return org.bouncycastle.util.Arrays.concatenate(
        halves[0].toByteArray(), halves[1].toByteArray());
  }

  @ParameterizedTest
  @EnumSource(names = {"SM2", "ECDSA_P256"})
  void examine_numbersAsBigIntegerWritesThem_areUnpadded(Kind kind) {
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
  void examine_numbersInHexWithoutLeadingZeros_areUnpaddedHex() {
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
  void examine_numbersSwapped_isHalvesSwapped() {
    assertMistakes(
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
  void examine_numbersAsText_isHalvesAsText() {
    for (int radix : List.of(16, 10)) {
      for (boolean encoded : List.of(true, false)) {
        assertMistakes(
            request(Kind.SM2)
                .written(
                    s -> {
                      BigInteger[] halves = PlainDSAEncoding.INSTANCE.decode(N, s);
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
  void examine_base64WithLineBreaks_isBase64LineBreaks(Kind kind) {
    assertMistakes(
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
  void examine_base64ForUrls_isBase64Alphabet(Kind kind) {
    assertMistakes(
        request(kind)
            .written(s -> ":" + Base64.getUrlEncoder().withoutPadding().encodeToString(s) + ":"),
        Mistake.BASE64_ALPHABET);
  }

  @Test
  void examine_base64OfBase64_isBase64Twice() {
    assertMistakes(
        request(Kind.SM2)
            .written(
                s -> {
                  byte[] once = Base64.getEncoder().encode(s);
                  return ":" + Base64.getEncoder().encodeToString(once) + ":";
                }),
        Mistake.BASE64_TWICE);
  }

  /** Examines a request whose signature is written in another form than r and s. */
  private static void written(UnaryOperator<byte[]> form, Mistake... mistakes) throws Exception {
    assertMistakes(
        request(Kind.SM2)
            .written(raw -> ":" + Base64.getEncoder().encodeToString(form.apply(raw)) + ":"),
        mistakes);
  }

  private static byte[] joined(byte[]... parts) {
    return org.bouncycastle.util.Arrays.concatenate(parts);
  }

  private static byte[] reversed(byte[] bytes) {
    return org.bouncycastle.util.Arrays.reverse(bytes);
  }

  private static byte[] half(byte[] raw, int i) {
    return Arrays.copyOfRange(raw, 32 * i, 32 * i + 32);
  }

  @Test
  void examine_structureOfADevice_isDeviceStructure() throws Exception {
    byte[] zeros = new byte[32];
    written(raw -> joined(zeros, half(raw, 0), zeros, half(raw, 1)), Mistake.DEVICE_STRUCTURE);
    written(raw -> joined(half(raw, 0), zeros, half(raw, 1), zeros), Mistake.DEVICE_STRUCTURE);
  }

  @Test
  void examine_publicKeyAfterTheSignature_isKeyAppended() throws Exception {
    byte[] point = KEY.point();
    written(raw -> joined(raw, Arrays.copyOfRange(point, 1, 65)), Mistake.KEY_APPENDED);
    written(raw -> joined(raw, point), Mistake.KEY_APPENDED);
  }

  @Test
  void examine_prefixBeforeR_isNamed() throws Exception {
    written(raw -> joined(new byte[] {4}, raw), Mistake.PREFIX_BEFORE_R);
  }

  @Test
  void examine_littleEndianNumbers_isNamed() throws Exception {
    written(
        raw -> joined(reversed(half(raw, 0)), reversed(half(raw, 1))),
        Mistake.HALVES_LITTLE_ENDIAN);
  }

  @Test
  void examine_lowS_isNamedAlsoInDer() throws Exception {
    UnaryOperator<byte[]> negated =
        raw ->
            joined(
                half(raw, 0),
                BigIntegers.asUnsignedByteArray(32, N.subtract(new BigInteger(1, half(raw, 1)))));
    written(negated, Mistake.LOW_S);
    written(
        raw -> {
          try {
            byte[] low = negated.apply(raw);
            return StandardDSAEncoding.INSTANCE.encode(
                N, new BigInteger(1, half(low, 0)), new BigInteger(1, half(low, 1)));
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        },
        Mistake.DER_FOR_RAW,
        Mistake.LOW_S);
  }
}
