package io.yiwang.identity.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Holds the keys of a JWK set that can be read here. A provider's set may contain other keys, such
 * as SM2 keys, or keys of types and curves that do not exist yet; they are skipped and counted.
 *
 * @see "RFC 7517 section 5"
 */
record ReadableKeys(List<JWK> keys, int skipped) {
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  static ReadableKeys of(String set) throws IOException {
    List<JWK> keys = new ArrayList<>();
    int skipped = 0;
    for (Object each : members(set)) {
      try {
        JWK key = parsed(each);
        publicKey(key);
        keys.add(key);
      } catch (ParseException | JOSEException | GeneralSecurityException | RuntimeException e) {
        skipped++;
      }
    }
    return new ReadableKeys(keys, skipped);
  }

  private static List<Object> members(String set) throws IOException {
    try {
      List<Object> keys = JSONObjectUtils.getJSONArray(JSONObjectUtils.parse(set), "keys");
      if (keys != null) {
        return keys;
      }
    } catch (ParseException | RuntimeException e) {
      // Without the cause: a parser's message may quote what it could not parse.
      throw new IOException("the provider's keys are not a JWK set");
    }
    throw new IOException("the provider's keys are not a JWK set");
  }

  private static JWK parsed(Object key) throws ParseException {
    if (!(key instanceof Map<?, ?> members)) {
      throw new ParseException("not an object", 0);
    }
    Map<String, Object> named = new HashMap<>();
    members.forEach((name, value) -> named.put(String.valueOf(name), value));
    return JWK.parse(named);
  }

  static PublicKey publicKey(JWK key) throws JOSEException, GeneralSecurityException {
    if (key instanceof OctetKeyPair pair) {
      return ed25519(pair);
    }
    if (key instanceof AsymmetricJWK pair) {
      return pair.toPublicKey();
    }
    throw new GeneralSecurityException("not a public key");
  }

  /** Reads an Ed25519 key by RFC 8410 section 4; Nimbus's library would need Tink for it. */
  private static PublicKey ed25519(OctetKeyPair pair) throws GeneralSecurityException {
    byte[] point = pair.getDecodedX();
    if (!pair.getCurve().equals(Curve.Ed25519) || point.length != 32) {
      throw new GeneralSecurityException("not an Ed25519 key");
    }
    byte[] encoded = new byte[ED25519_PREFIX.length + point.length];
    System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
    System.arraycopy(point, 0, encoded, ED25519_PREFIX.length, point.length);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
  }
}
