package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Issues receipts and seals them. */
final class ReceiptBook {
  private final Map<String, Receipt> byNumber = new LinkedHashMap<>();
  private final CmsSealer cms;
  private final Random random;

  ReceiptBook(CmsSealer cms, long seed) {
    this.cms = cms;
    random = new Random(seed);
  }

  Receipt issue(Payment payment, PaymentLine line, Instant at) {
    String number = Long.toString(10_000_000_001L + byNumber.size()).substring(1);
    String checkCode = Integer.toHexString(0x1000000 + random.nextInt(0x1000000)).substring(1);
    Receipt receipt =
        new Receipt(
            number,
            checkCode,
            payment.id,
            line.penalty.decision(),
            line.principal,
            line.surcharge,
            at);
    byNumber.put(number, receipt);
    return receipt;
  }

  @Nullable Receipt find(String number) {
    return byNumber.get(number);
  }

  /** Returns the receipt with its seal. */
  ObjectNode sealed(Receipt receipt) {
    ObjectNode json = receipt.json();
    byte[] digest = Sm3.digest(CanonicalJson.bytes(json));
    json.put("seal", Base64.getEncoder().encodeToString(cms.seal("sm3", digest, null)));
    return json;
  }
}
