package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Writes id tokens, signed with ES256.
 *
 * @see "OpenID Connect Core 1.0 section 2; RFC 7515, 7517, 7518"
 */
final class IdTokenWriter {
  private static final String KEY_ID = "login-es256";
  private static final Duration LASTS = Duration.ofMinutes(10);
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String issuer;
  private final Once<KeyPair> keys = new Once<>(IdTokenWriter::newKeys);

  IdTokenWriter(String issuer) {
    this.issuer = issuer;
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  /** Returns the JWK set. */
  ObjectNode keys() {
    ECPublicKey key = (ECPublicKey) keys.get().getPublic();
    ObjectNode jwk = Json.object();
    jwk.put("kty", "EC");
    jwk.put("crv", "P-256");
    jwk.put("use", "sig");
    jwk.put("alg", "ES256");
    jwk.put("kid", KEY_ID);
    jwk.put("x", BASE64.encodeToString(unsigned(key.getW().getAffineX().toByteArray())));
    jwk.put("y", BASE64.encodeToString(unsigned(key.getW().getAffineY().toByteArray())));
    ObjectNode set = Json.object();
    set.set("keys", Json.array().add(jwk));
    return set;
  }

  /** Writes a number as 32 bytes. */
  private static byte[] unsigned(byte[] number) {
    byte[] bytes = new byte[32];
    int length = Math.min(32, number.length);
    System.arraycopy(number, number.length - length, bytes, 32 - length, length);
    return bytes;
  }

  /** Returns the id token of a citizen; its {@code sub} differs for each platform. */
  String write(
      Citizen citizen,
      String acr,
      Instant loggedIn,
      @Nullable String nonce,
      String accessToken,
      Instant now) {
    ObjectNode claims = Json.object();
    claims.put("iss", issuer);
    claims.put("sub", pairwise(citizen));
    claims.put("aud", LoginControls.CLIENT_ID);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(LASTS).getEpochSecond());
    claims.put("auth_time", loggedIn.getEpochSecond());
    claims.put("acr", acr);
    if (nonce != null) {
      claims.put("nonce", nonce);
    }
    claims.put("at_hash", BASE64.encodeToString(Arrays.copyOf(sha256(accessToken), 16)));
    claims.put("name", Mask.name(citizen.name()));
    claims.put("id_type", citizen.idType());
    claims.put("region", citizen.region());
    ObjectNode header = Json.object().put("alg", "ES256").put("kid", KEY_ID).put("typ", "JWT");
    String signed =
        BASE64.encodeToString(Json.bytes(header)) + "." + BASE64.encodeToString(Json.bytes(claims));
    return signed + "." + BASE64.encodeToString(signature(signed));
  }

  private static String pairwise(Citizen citizen) {
    byte[] hash = sha256(LoginControls.CLIENT_ID + "/" + citizen.sub());
    return BASE64.encodeToString(Arrays.copyOf(hash, 18));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private byte[] signature(String signed) {
    try {
      Signature engine = Signature.getInstance("SHA256withECDSAinP1363Format");
      engine.initSign(keys.get().getPrivate());
      engine.update(signed.getBytes(UTF_8));
      return engine.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key in memory signs", e);
    }
  }

  /** Returns whether a token was written by this writer, however old it is. */
  boolean isOurs(String token) {
    int dot = token.lastIndexOf('.');
    if (dot < 0) {
      return false;
    }
    try {
      Signature engine = Signature.getInstance("SHA256withECDSAinP1363Format");
      engine.initVerify(keys.get().getPublic());
      engine.update(token.substring(0, dot).getBytes(UTF_8));
      return engine.verify(Base64.getUrlDecoder().decode(token.substring(dot + 1)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
