package io.yiwang.testkit;

/** Makes unified social credit codes with right check digits (GB 32100-2015, GB 11714). */
final class CreditCodes {
  private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  private static final int[] ORGANISATION_WEIGHTS = {3, 7, 9, 10, 5, 8, 4, 2};
  private static final String GOVERNMENT_BODY = "11";

  private CreditCodes() {}

  /**
   * Returns a government body's code.
   *
   * @param region the region where it is registered, 6 digits
   * @param number 0 to 99999999, another one for each body of the region
   */
  static String body(String region, int number) {
    String organisation = digits(number, 8);
    String first17 = GOVERNMENT_BODY + region + organisation + organisationCheck(organisation);
    return first17 + check(first17);
  }

  private static String digits(int number, int length) {
    String digits = Integer.toString(number);
    return "0".repeat(length - digits.length()) + digits;
  }

  private static char organisationCheck(String organisation) {
    int sum = 0;
    for (int i = 0; i < ORGANISATION_WEIGHTS.length; i++) {
      sum += ORGANISATION_WEIGHTS[i] * (organisation.charAt(i) - '0');
    }
    // 11 - sum mod 11, where 10 is written X and 11 is written 0.
    return "0X987654321".charAt(sum % 11);
  }

  static char check(String first17) {
    int sum = 0;
    int weight = 1;
    for (int i = 0; i < first17.length(); i++) {
      sum += weight * ALPHABET.indexOf(first17.charAt(i));
      weight = weight * 3 % 31;
    }
    return ALPHABET.charAt((31 - sum % 31) % 31);
  }
}
