package io.yiwang.payments;

import io.yiwang.value.Money;
import java.security.GeneralSecurityException;

/**
 * Verifies the file of a fiscal receipt, such as an OFD: {@code OfdReceipts} of {@code yiwang-ofd}
 * has a method of this form. Implementations are thread-safe.
 */
@FunctionalInterface
public interface ReceiptFileVerifier {
  /**
   * Returns normally only when the seals of the file hold and it is the receipt of this code,
   * number and amount.
   *
   * @throws GeneralSecurityException if it is not, whatever is wrong with it
   */
  void verify(byte[] file, String code, String number, Money amount)
      throws GeneralSecurityException;
}
