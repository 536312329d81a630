package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.signing.Ed25519Verifier;
import io.yiwang.signing.Verifier;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

/**
 * Holds the gateway's key. It signs with the JDK only, so that the client does not verify its own
 * code.
 */
final class TestGateway {
  static final Instant NOW = Instant.parse("2026-11-01T08:00:00Z");

  private final String keyId;
  private final KeyPair keys;

  TestGateway(String keyId) {
    this.keyId = keyId;
    try {
      keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String keyId() {
    return keyId;
  }

  Verifier verifier() {
    return new Ed25519Verifier(keyId, keys.getPublic());
  }

  /** Returns the public key, which takes the place of a certificate chain in tests. */
  String chain() {
    return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
  }

  /**
   * Returns the key's entry in a key list, valid from an hour before {@link #NOW} until an hour
   * after.
   */
  String entry() {
    return "{\"keyid\":\""
        + keyId
        + "\",\"alg\":\"ed25519\",\"use\":\"sign\",\"notBefore\":\""
        + NOW.minusSeconds(3600)
        + "\",\"notAfter\":\""
        + NOW.plusSeconds(3600)
        + "\",\"chain\":[\""
        + chain()
        + "\"]}";
  }

  byte[] sign(String base) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(keys.getPrivate());
      signature.update(base.getBytes(UTF_8));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a signed answer with a JSON body. */
  Answer answers(int status, String json) {
    return new Answer(this, status, json.getBytes(UTF_8));
  }

  /** Returns a signed rejection with a problem document. */
  Answer refuses(int status, String code) {
    return answers(
            status, "{\"status\":" + status + ",\"code\":\"" + code + "\",\"traceId\":\"t-1\"}")
        .header("content-type", "application/problem+json");
  }

  /** Returns a signed answer without a body. */
  Answer answersNothing(int status) {
    return new Answer(this, status, new byte[0]);
  }
}
