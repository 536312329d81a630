package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Examination.assertMistakes;
import static io.yiwang.identity.doctor.Examination.request;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.identity.doctor.ForeignKey.Kind;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class DigestsTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void examine_digestInHex_isHex() {
    byte[] digest = ForeignKey.digest("SM3", ForeignMessage.BODY.getBytes(UTF_8));
    for (HexFormat hex : List.of(HEX, HEX.withUpperCase())) {
      String text = hex.formatHex(digest);
      assertMistakes(
          request(Kind.SM2).header("content-digest", "sm3=:" + text + ":"), Mistake.HEX_FOR_BASE64);
      String twice = Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
      assertMistakes(
          request(Kind.SM2).header("content-digest", "sm3=:" + twice + ":"),
          Mistake.HEX_FOR_BASE64);
    }
  }

  @Test
  void examine_sha256LabelledAsSm3_isDigestAlgorithm() {
    byte[] digest = ForeignKey.digest("SHA-256", ForeignMessage.BODY.getBytes(UTF_8));
    String value = "sm3=:" + Base64.getEncoder().encodeToString(digest) + ":";

    assertMistakes(request(Kind.SM2).header("content-digest", value), Mistake.DIGEST_ALGORITHM);
  }

  @Test
  void examine_noDigest_isMissing() {
    assertMistakes(
        request(Kind.SM2).header("content-digest", "md5=:AAAA:"), Mistake.DIGEST_MISSING);
  }
}
