package io.yiwang.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Supplies RSA key pairs of 2048 bits. The first dozen come from a file, since generating one takes
 * longer than most tests.
 */
public final class RsaPairs {
  private static final Pattern BLOCK = Pattern.compile("-----BEGIN [^-]+-----([^-]+)-----END");
  private static final List<KeyPair> KEPT = read();
  private static final AtomicInteger TAKEN = new AtomicInteger();

  private RsaPairs() {}

  /** Returns a pair that this JVM has not had before. */
  public static KeyPair next() {
    int number = TAKEN.getAndIncrement();
    return number < KEPT.size() ? KEPT.get(number) : made();
  }

  private static KeyPair made() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  private static List<KeyPair> read() {
    try (InputStream in = RsaPairs.class.getResourceAsStream("rsa-pairs.pem")) {
      KeyFactory factory = KeyFactory.getInstance("RSA");
      List<KeyPair> pairs = new ArrayList<>();
      String pem = new String(in.readAllBytes(), US_ASCII);
      for (MatchResult block : BLOCK.matcher(pem).results().toList()) {
        byte[] der = Base64.getMimeDecoder().decode(block.group(1));
        RSAPrivateCrtKey key =
            (RSAPrivateCrtKey) factory.generatePrivate(new PKCS8EncodedKeySpec(der));
        RSAPublicKeySpec shown = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
        pairs.add(new KeyPair(factory.generatePublic(shown), key));
      }
      return pairs;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("rsa-pairs.pem holds something else than RSA keys", e);
    }
  }
}
