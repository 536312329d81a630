package io.yiwang.payments;

import io.yiwang.value.Money;
import java.security.GeneralSecurityException;

/**
 * Verifies the file of a fiscal receipt, such as an OFD: {@code OfdReceipts} of {@code yiwang-ofd}
 * has such a method. Implementations are thread-safe.
 */
@FunctionalInterface
public interface ReceiptFileVerifier {
  /**
   * Returns normally only if the seals of the file are valid and it is the receipt with this code,
   * number and amount.
   *
   * @throws GeneralSecurityException if not, whatever is wrong with the file
   */
  void verify(byte[] file, String code, String number, Money amount)
      throws GeneralSecurityException;
}
