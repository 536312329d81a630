package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.payments.SealedReceipt;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.stream.Stream;

/** Fuzzes stored receipts. */
public final class ReceiptFuzz implements FuzzTarget {
  @Override
  public Stream<byte[]> good() {
    return Stream.of(
            "{\"receiptCode\":\"33010626\",\"number\":\"0000000001\",\"checkCode\":\"a1b2c3\","
                + "\"paymentId\":\"p-1\",\"decisionNumber\":\"0301717010100001\",\"payer\":\"张*\","
                + "\"payee\":{\"code\":\"11330106002500000X\",\"name\":\"执法局\"},\"items\":[{\"code\":"
                + "\"103050101\",\"name\":\"罚款\",\"amount\":15000}],\"amount\":15000,"
                + "\"issuedAt\":\"2026-11-02T10:00:00+08:00\",\"status\":\"ISSUED\","
                + "\"unknown\":[1.50],\"seal\":\"c2VhbA==\"}")
        .map(text -> text.getBytes(UTF_8));
  }

  /** Checks that a receipt keeps its bytes, and that its own seal is the one that is verified. */
  @Override
  public boolean read(byte[] bytes) {
    SealedReceipt receipt;
    try {
      receipt = SealedReceipt.read(bytes);
    } catch (IllegalArgumentException e) {
      FuzzTarget.assertQuotesNothing(e, new String(bytes, UTF_8));
      return false;
    }
    assertArrayEquals(bytes, receipt.json());
    try {
      receipt.verify(
          (content, seal) ->
              assertArrayEquals(Base64.getDecoder().decode(receipt.receipt().seal()), seal));
      return true;
    } catch (GeneralSecurityException e) {
      assertEquals(
          receipt.receipt().seal() == null
              ? "the receipt has no seal; fetch it again"
              : "receipt or seal is malformed",
          e.getMessage());
      return false;
    }
  }
}
