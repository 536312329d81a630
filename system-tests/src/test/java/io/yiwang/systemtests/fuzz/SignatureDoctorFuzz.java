package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.doctor.Diagnosis;
import io.yiwang.identity.doctor.HttpMessage;
import io.yiwang.identity.doctor.KnownKey;
import io.yiwang.identity.doctor.SignatureDoctor;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.Stream;

/** Fuzzes the messages that the doctor examines. */
public final class SignatureDoctorFuzz implements FuzzTarget {
  // RFC 8032, section 7.1, test 1.
  private static final byte[] PRIVATE =
      HexFormat.of()
          .parseHex(
              "302e020100300506032b657004220420"
                  + "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

  /** The gateway's public key, as SubjectPublicKeyInfo. */
  public static final byte[] PUBLIC =
      HexFormat.of()
          .parseHex(
              "302a300506032b6570032100"
                  + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  private static final String BODY =
      "{\"specversion\":\"1.0\",\"id\":\"evt-1\",\"subject\":\"pay-1\",\"data\":{\"amount\":15900}}";

  private final SignatureDoctor doctor = doctor();

  private static SignatureDoctor doctor() {
    try {
      return SignatureDoctor.builder().signerKey(KnownKey.of("gw-1", PUBLIC)).at(NOW).build();
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a callback that is signed correctly. */
  public static byte[] signed() throws GeneralSecurityException {
    byte[] body = BODY.getBytes(UTF_8);
    String digest =
        "sha-256=:"
            + Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(body))
            + ":";
    String type = "application/cloudevents+json";
    String input =
        "(\"@method\" \"@path\" \"content-type\" \"content-digest\");created=1800000000"
            + ";expires=1800000300;nonce=\"AAECAwQFBgcICQoLDA0ODw\";keyid=\"gw-1\""
            + ";alg=\"ed25519\";tag=\"igs-callback\"";
    String base =
        "\"@method\": POST\n\"@path\": /gov/callbacks\n\"content-type\": "
            + type
            + "\n\"content-digest\": "
            + digest
            + "\n\"@signature-params\": "
            + input;
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(
        KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(PRIVATE)));
    signer.update(base.getBytes(UTF_8));
    String signature = Base64.getEncoder().encodeToString(signer.sign());
    return ("POST /gov/callbacks HTTP/1.1\r\nHost: gw.example.gov.cn\r\nContent-Type: "
            + type
            + "\r\nContent-Digest: "
            + digest
            + "\r\nSignature-Input: igs="
            + input
            + "\r\nSignature: igs=:"
            + signature
            + ":\r\n\r\n"
            + BODY)
        .getBytes(UTF_8);
  }

  @Override
  public Stream<byte[]> good() throws GeneralSecurityException {
    return Stream.of(signed());
  }

  @Override
  public Stream<byte[]> others() throws GeneralSecurityException {
    String good = new String(signed(), UTF_8);
    return Stream.of(
            good.replace("15900", "1590"),
            good.replace("created=1800000000", "created=1800000001"),
            good.replace("/gov/callbacks", "/gov/callbacks/"),
            good.replaceFirst(":\r\n\r\n", "=:\r\n\r\n"))
        .map(text -> text.getBytes(UTF_8));
  }

  /** Checks that the doctor always reports something, and finds only signed messages clean. */
  @Override
  public boolean read(byte[] bytes) {
    HttpMessage message;
    try {
      message = HttpMessage.read(bytes);
    } catch (IllegalArgumentException e) {
      FuzzTarget.assertQuotesNothing(e, new String(bytes, ISO_8859_1));
      return false;
    }
    Diagnosis diagnosis = doctor.examine(message);
    assertFalse(diagnosis.report().isEmpty());
    if (diagnosis.isClean()) {
      assertTrue(new String(bytes, UTF_8).contains(BODY));
    }
    return diagnosis.isClean();
  }
}
