package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Examination.assertMistakes;
import static io.yiwang.identity.doctor.Examination.request;

import io.yiwang.identity.doctor.ForeignKey.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignedTextTest {
  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_textWithALineEndLast_isSignedTextForm(Kind kind) {
    assertMistakes(request(kind).text(text -> text + "\n"), Mistake.SIGNED_TEXT_FORM);
  }

  @Test
  void examine_textInAnotherForm_isSignedTextForm() {
    assertMistakes(
        request(Kind.SM2).text(text -> text.replace("\n", "\r\n")), Mistake.SIGNED_TEXT_FORM);
    assertMistakes(
        request(Kind.SM2).text(text -> text.replaceAll("(?m)^\"([^\"]*)\":", "$1:")),
        Mistake.SIGNED_TEXT_FORM);
    assertMistakes(
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

    assertMistakes(
        message.arrivesWith("signature-input", "igs=" + sorted), Mistake.PARAMETERS_REWRITTEN);
    assertMistakes(
        request(Kind.SM2).arrivesWith("signature-input", "igs=" + inOrder.replace(";", "; ")),
        Mistake.PARAMETERS_REWRITTEN);
  }
}
