package io.yiwang.payments;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealedReceiptTest {
  private static final String JSON =
      """
      {"receiptCode": "33010626", "number": "0000000001", "checkCode": "a1b2c3",
       "paymentId": "p-1", "decisionNumber": "0301717010100001", "payer": "\\u5f20*",
       "payee": {"name": "执法局", "code": "11330106002500000X"},
       "items": [{"code": "103050101", "name": "罚款", "amount": 15000}], "amount": 15000,
       "issuedAt": "2026-11-02T10:00:00+08:00", "status": "ISSUED", "seal": "c2VhbA==",
       "unknown": [1.50]}
      """;

  private static SealedReceipt receipt(String json) {
    return SealedReceipt.read(json.getBytes(UTF_8));
  }

  @Test
  void verify_validSeal_coversTheCanonicalReceiptWithUnknownMembers()
      throws GeneralSecurityException {
    List<String> checked = new ArrayList<>();

    Receipt receipt =
        receipt(JSON)
            .verify(
                (content, cms) -> {
                  checked.add(new String(content, UTF_8));
                  assertArrayEquals("seal".getBytes(UTF_8), cms);
                });

    assertTrue(receipt.isInForce());
    assertEquals(
        List.of(
            "{\"amount\":15000,\"checkCode\":\"a1b2c3\",\"decisionNumber\":\"0301717010100001\","
                + "\"issuedAt\":\"2026-11-02T10:00:00+08:00\",\"items\":[{\"amount\":15000,"
                + "\"code\":\"103050101\",\"name\":\"罚款\"}],\"number\":\"0000000001\","
                + "\"payee\":{\"code\":\"11330106002500000X\",\"name\":\"执法局\"},"
                + "\"payer\":\"张*\",\"paymentId\":\"p-1\",\"receiptCode\":\"33010626\","
                + "\"status\":\"ISSUED\",\"unknown\":[1.5]}"),
        checked);
  }

  @Test
  void verify_wrongSeal_givesNoReceipt() {
    assertThrows(
        SignatureException.class,
        () ->
            receipt(JSON)
                .verify(
                    (content, cms) -> {
                      throw new SignatureException("no");
                    }));
  }

  /** Tests two amounts so large that their canonical forms are equal. */
  @Test
  void verify_amountThatHasTheCanonicalFormOfAnother_givesNoReceipt()
      throws GeneralSecurityException {
    SealedReceipt one = receipt(JSON.replace(": 15000", ": 9007199254740993"));
    SealedReceipt other = receipt(JSON.replace(": 15000", ": 9007199254740992"));

    assertThrows(SignatureException.class, () -> one.verify((content, cms) -> {}));
    assertEquals(9007199254740992L, other.verify((content, cms) -> {}).amount().fen());
  }

  @Test
  void verify_sealThatIsNotBase64_givesNoReceipt() {
    SealedReceipt receipt = receipt(JSON.replace("c2VhbA==", "%%%"));

    assertThrows(SignatureException.class, () -> receipt.verify((content, cms) -> {}));
  }

  @Test
  void read_memberGivenTwice_isRefused() {
    String twice = JSON.replace("\"amount\": 15000,\n", "\"amount\": 1, \"amount\": 15000,\n");

    assertThrows(IllegalArgumentException.class, () -> receipt(twice));
  }

  @Test
  void isInForce_cancelledOrUnknownState_isFalse() {
    assertFalse(receipt(JSON.replace("ISSUED", "CANCELLED")).receipt().isInForce());
    assertFalse(receipt(JSON.replace("ISSUED", "NEW")).receipt().isInForce());
  }

  @Test
  void read_notAReceipt_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> receipt("{}"));
  }

  @Test
  void toString_anyReceipt_showsNoPayer() {
    assertFalse(receipt(JSON).toString().contains("张"));
  }
}
