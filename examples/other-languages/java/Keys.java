// Signs and verifies by the algorithm of a key, as IGS/1 section 2.3 names them; Bouncy Castle for SM2.
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.*;
import java.security.spec.*;
import java.util.Base64;
import org.bouncycastle.crypto.signers.*;
import org.bouncycastle.jcajce.spec.SM2ParameterSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

record Keys(String algorithm) {
  private static final Provider BC = new BouncyCastleProvider();
  private static final BigInteger N = // the order of the curve sm2p256v1
      new BigInteger("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123", 16);

  private boolean sm2() {
    return algorithm.equals("sm2-sm3");
  }

  private static byte[] der(String pem) {
    return Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
  }

  private KeyFactory keys() throws Exception {
    return sm2() ? KeyFactory.getInstance("EC", BC) : KeyFactory.getInstance("Ed25519");
  }

  private Signature engine() throws Exception {
    if (!sm2()) return Signature.getInstance("Ed25519");
    Signature engine = Signature.getInstance("SM3withSM2", BC);
    engine.setParameter(new SM2ParameterSpec("1234567812345678".getBytes(UTF_8)));
    return engine;
  }

  byte[] sign(String pem, String text) throws Exception {
    Signature engine = engine();
    engine.initSign(keys().generatePrivate(new PKCS8EncodedKeySpec(der(pem))));
    engine.update(text.getBytes(UTF_8));
    if (!sm2()) return engine.sign();
    BigInteger[] rs = StandardDSAEncoding.INSTANCE.decode(N, engine.sign()); // ASN.1
    return PlainDSAEncoding.INSTANCE.encode(N, rs[0], rs[1]); // r and s of 32 bytes each
  }

  boolean verify(String pem, String text, byte[] signature) throws Exception {
    Signature engine = engine();
    engine.initVerify(keys().generatePublic(new X509EncodedKeySpec(der(pem))));
    engine.update(text.getBytes(UTF_8));
    if (!sm2()) return engine.verify(signature);
    BigInteger[] rs = PlainDSAEncoding.INSTANCE.decode(N, signature);
    return engine.verify(StandardDSAEncoding.INSTANCE.encode(N, rs[0], rs[1]));
  }

  /** The Content-Digest header. */
  String digest(byte[] body) throws Exception {
    byte[] digest = (sm2() ? MessageDigest.getInstance("SM3", BC) : MessageDigest.getInstance("SHA-256")).digest(body);
    return (sm2() ? "sm3=:" : "sha-256=:") + Base64.getEncoder().encodeToString(digest) + ":";
  }
}
