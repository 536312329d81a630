package io.yiwang.examples.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.payments.SealedReceipt;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.stream.Stream;

/** Whatever is kept as a receipt: it is none, or its seal is asked for about the whole of it. */
public final class ReceiptFuzz implements FuzzTarget {
  @Override
  public Stream<byte[]> seeds() {
    return Stream.of(
            "{\"receiptNo\":\"r-1\",\"checkCode\":\"abc123\",\"payer\":\"李*\","
                + "\"decisionNumber\":\"3301717010100001\",\"amount\":15000,\"items\":[{\"code\":"
                + "\"103050101\",\"name\":\"罚款\",\"amount\":15000}],\"issuer\":{\"code\":\"i\","
                + "\"name\":\"杭州市财政局\"},\"status\":\"ISSUED\",\"replaces\":null,"
                + "\"issuedAt\":\"2026-10-22T10:17:06+08:00\",\"more\":[1.0],\"seal\":\"YWJj\"}")
        .map(text -> text.getBytes(UTF_8));
  }

  @Override
  public void read(byte[] bytes) {
    SealedReceipt receipt;
    try {
      receipt = SealedReceipt.read(bytes);
    } catch (IllegalArgumentException e) {
      return;
    }
    assertArrayEquals(bytes, receipt.json());
    try {
      receipt.verify(
          (content, seal) ->
              assertArrayEquals(Base64.getDecoder().decode(receipt.receipt().seal()), seal));
    } catch (GeneralSecurityException e) {
      assertEquals("receipt or seal is malformed", e.getMessage());
    }
  }
}
