package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.internal.MessageSignature.Components;
import io.yiwang.internal.Rfc9421.Vector;
import io.yiwang.internal.StructuredFields.InnerList;
import io.yiwang.signing.EcdsaP256Verifier;
import io.yiwang.signing.Ed25519Signer;
import io.yiwang.signing.Ed25519Verifier;
import io.yiwang.signing.RsaPssVerifier;
import io.yiwang.signing.Verifier;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the examples of RFC 9421 appendix B and section 2.4, byte for byte. */
class MessageSignatureTest {
  static List<Vector> appendixB() {
    return Rfc9421.appendixB();
  }

  static List<Vector> bound() {
    return Rfc9421.bound();
  }

  /** Returns all examples but B.2.5: IGS/1 has no scheme with HMAC. */
  static List<Vector> asymmetric() {
    return appendixB().stream().filter(vector -> !vector.section().equals("B.2.5")).toList();
  }

  private static Verifier verifier(Vector vector) {
    return switch (vector.algorithm()) {
      case "rsa-pss-sha512" ->
          new RsaPssVerifier(vector.key(), Rfc9421.publicKey(vector.key(), "RSA"));
      case "ecdsa-p256-sha256" ->
          new EcdsaP256Verifier(vector.key(), Rfc9421.publicKey(vector.key(), "EC"));
      default -> new Ed25519Verifier(vector.key(), Rfc9421.publicKey(vector.key(), "Ed25519"));
    };
  }

  private static byte[] base(Vector vector, String answer) throws MalformedFieldException {
    InnerList input = input(vector);
    return MessageSignature.base(
        input.items(), component -> Rfc9421.value(component, answer), input.text());
  }

  private static InnerList input(Vector vector) throws MalformedFieldException {
    Map<String, InnerList> inputs =
        StructuredFields.innerLists(vector.label() + "=" + vector.input());
    assertEquals(List.of(vector.label()), List.copyOf(inputs.keySet()));
    return inputs.values().iterator().next();
  }

  @ParameterizedTest
  @MethodSource("appendixB")
  void base_appendixB_isExactlyTheRfcs(Vector vector) throws MalformedFieldException {
    String answer = vector.section().equals("B.2.4") ? "response" : "";

    assertEquals(vector.base(), new String(base(vector, answer), UTF_8));
  }

  @ParameterizedTest
  @MethodSource("appendixB")
  void innerLists_appendixB_keepsTextItemsAndParameters(Vector vector)
      throws MalformedFieldException {
    InnerList input = input(vector);

    assertEquals(vector.input(), input.text());
    assertEquals(vector.key(), input.parameters().get("keyid"));
    assertEquals(1618884473L, input.parameters().get("created"));
    assertEquals(
        vector.input().substring(0, vector.input().indexOf(')') + 1),
        "(" + String.join(" ", input.items()) + ")");
  }

  @ParameterizedTest
  @MethodSource("asymmetric")
  void verify_appendixB_accepts(Vector vector) {
    assertDoesNotThrow(
        () -> verifier(vector).verify(vector.base().getBytes(UTF_8), vector.signed()));
  }

  @ParameterizedTest
  @MethodSource("asymmetric")
  void verify_appendixBWithAnotherTime_refuses(Vector vector) {
    byte[] later = vector.base().replace("1618884473", "1618884474").getBytes(UTF_8);

    assertThrows(SignatureException.class, () -> verifier(vector).verify(later, vector.signed()));
  }

  @Test
  void sign_appendixB26_isExactlyTheRfcsSignature() throws GeneralSecurityException, IOException {
    Vector vector = Rfc9421.vector("B.2.6");
    Ed25519Signer signer =
        new Ed25519Signer(vector.key(), Rfc9421.privateKey(vector.key(), "Ed25519"));

    assertArrayEquals(vector.signed(), signer.sign(vector.base().getBytes(UTF_8)));
  }

  @ParameterizedTest
  @MethodSource("bound")
  void base_answerBoundToRequest_isTheRfcsAndVerifies(Vector vector)
      throws MalformedFieldException {
    byte[] base = base(vector, "busy");

    assertEquals(vector.base(), new String(base, UTF_8));
    assertDoesNotThrow(() -> verifier(vector).verify(base, vector.signed()));
  }

  @Test
  void requestComponents_ofTheRfcsRequest_areThoseOfIgsInOrder() {
    Components components = MessageSignature.requestComponents(Rfc9421.request());

    assertEquals(
        List.of(
            "\"@method\"",
            "\"@authority\"",
            "\"@path\"",
            "\"@query\"",
            "\"content-type\"",
            "\"content-digest\""),
        components.names());
    assertEquals(
        "(\"@method\" \"@authority\" \"@path\" \"@query\" \"content-type\" \"content-digest\")",
        components.innerList());
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, ''",
    "false, true, ' \"authorization\"'",
    "true, false, ' \"idempotency-key\"'",
    "true, true, ' \"idempotency-key\" \"authorization\"'"
  })
  void requestComponents_withoutBody_leaveOutItsHeaders(boolean key, boolean bearer, String more) {
    Map<String, String> headers = new HashMap<>();
    if (key) {
      headers.put("idempotency-key", "k-1");
    }
    if (bearer) {
      headers.put("authorization", "Bearer t");
    }
    UnsignedRequest bare =
        new UnsignedRequest("POST", "https", "example.com", "/p", "", headers, new byte[0]);

    assertEquals(
        "(\"@method\" \"@authority\" \"@path\" \"@query\"" + more + ")",
        MessageSignature.requestComponents(bare).innerList());
  }

  @Test
  void coversResponse_withOrWithoutBody_bindsToTheRequestLast() {
    String bound = "\"signature\";req;key=\"igs\"";
    List<String> bare = List.of("\"@status\"", bound);
    List<String> whole = List.of("\"@status\"", "\"content-type\"", "\"content-digest\"", bound);

    assertTrue(MessageSignature.coversResponse(whole, true));
    assertTrue(MessageSignature.coversResponse(bare, false));
    assertFalse(MessageSignature.coversResponse(bare, true));
    assertFalse(MessageSignature.coversResponse(whole, false));
    assertFalse(MessageSignature.coversResponse(List.of(), false));
    assertFalse(MessageSignature.coversResponse(List.of("\"@status\""), false));
  }

  @Test
  void requestValue_noQuery_isAQuestionMark() {
    UnsignedRequest bare =
        new UnsignedRequest("GET", "https", "example.com", "/path", "", Map.of(), new byte[0]);

    assertEquals("?", MessageSignature.requestValue("\"@query\"", bare, name -> "unused"));
  }
}
