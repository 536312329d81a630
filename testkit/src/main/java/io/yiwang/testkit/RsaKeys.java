package io.yiwang.testkit;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes RSA keys. The first few of a JVM use primes that anybody can read here: they protect
 * made-up people, and to generate a key takes longer than a test. Thread-safe.
 */
final class RsaKeys {
  private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);

  private static final List<String[]> PRIMES =
      List.of(
          new String[] {
            "C14BD710DA2DF4CC3D9B3CF4116850B6B0AEA3EB314B108E06F081E5279D8EB8"
                + "323CA20A803BFBB6A0B0CDDFAEF5B7889A44E1061AEA1A8D7472FA4998B086D1"
                + "4E84091D748CCD56C1D13AD1BFD6276AEB431A7F0F453C75CCE71350CDC30A97"
                + "4CF024DC5F505ABF03905660AA04B6020AD0AC26E949A944146CBE50440D1DCD",
            "BB51BCDAFC981202F903523854305B7A3A5165095127215ECB9F3A2384F60A4A"
                + "CACEADC905187C4EE75495D2B5289CF05962064F491DFE46CFF0AB908D6E2424"
                + "79D5245CF7D602C869A3EFD63CFB8F432EF8B54FB903556F872256D46CCAFB1F"
                + "6900AF243E07067BE1000C73426281D6FBCAA567F3B02EDBE7AC50D8D8329017"
          },
          new String[] {
            "FE3ED6D8A23D0BB800BAE0BF97F5E6CEC913F49652FEFAD72734201FB267AA5B"
                + "88BFB09F0B1FC128D0A37EB32C269BD673EF70E82D5746AEF36F0ED17E0E8C54"
                + "52A3388A56E6507F986743172661A8C694483338B4A929BCCC8B3AB29D1FDE22"
                + "4D43236D9415B59F17DF98F29DC6F5BF67FE1D63BEBEA3CF1FBB0965650BBF7D",
            "D363C116CC705FAD79BCF550E9A8070A0D3D656A5D2337DF04ECD165E7BCB51F"
                + "04DC5C359D8ED6B8E1627E613E3216273F84BB8506DA5DFD6917FA891E4FF556"
                + "9287119AAE852EE094B679AF1F83698B7B6F56663E56264C3C68586C18791AD3"
                + "226666D0F243DBE58A22B368E0DB3E15EEDCA81261E303E090448A9787EC707D"
          },
          new String[] {
            "F96850261808C1A374E3AE6E6A3EC6586FF6E2D0EFA9D0B5E38ABDD3C8CA9A03"
                + "0BBC8D3047B4C994C6282DE596A4DCC404555826D90BBEF11FC6C4A945DCA983"
                + "193299B7B4D79061C4449CB8F8056358C785D25D3099A24F6D08F223CDF26DCE"
                + "3F57C6559A8E524F961717C611F0987B25B0FBA679D9E950390A050D5C6E10A3",
            "B9416C82CDADA4224EE8C21F2CE09E1FCF63B555DD738405D55CFD9963DBAB7E"
                + "2C9545F67A5677F6A2C1C463AFFFA07FF065B579D176D89484FC89C3879E51CD"
                + "B2E0C872BE9CE8D6231DF31A49E5C7FBC7E91D045A2F40510DCA23148B5FAA2E"
                + "83CB13F1D562598B5E55A0F165627E8AC0A901D88A18DD67ED56E71161194591"
          });

  private static final AtomicInteger TAKEN = new AtomicInteger();

  private RsaKeys() {}

  /** Returns a pair that this JVM has not used before. */
  static KeyPair next() throws GeneralSecurityException {
    int number = TAKEN.getAndIncrement();
    if (number < PRIMES.size()) {
      String[] primes = PRIMES.get(number);
      return of(new BigInteger(primes[0], 16), new BigInteger(primes[1], 16));
    }
    return generated();
  }

  /** Generates a pair that nobody else can know. */
  static KeyPair generated() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  private static KeyPair of(BigInteger p, BigInteger q) throws GeneralSecurityException {
    BigInteger modulus = p.multiply(q);
    BigInteger lessP = p.subtract(BigInteger.ONE);
    BigInteger lessQ = q.subtract(BigInteger.ONE);
    BigInteger secret = EXPONENT.modInverse(lessP.multiply(lessQ));
    KeyFactory factory = KeyFactory.getInstance("RSA");
    return new KeyPair(
        factory.generatePublic(new RSAPublicKeySpec(modulus, EXPONENT)),
        factory.generatePrivate(
            new RSAPrivateCrtKeySpec(
                modulus,
                EXPONENT,
                secret,
                p,
                q,
                secret.mod(lessP),
                secret.mod(lessQ),
                q.modInverse(p))));
  }
}
