package io.yiwang.payments;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.signing.SealVerifier;
import java.security.GeneralSecurityException;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReceiptEvidenceTest {
  private static final SealedReceipt SAID =
      SealedReceipt.read(
          """
          {"receiptCode": "33070626", "number": "0000000001", "paymentId": "p-1",
           "decisionNumber": "0301717010100001", "payer": "张*", "items": [], "amount": 15000,
           "status": "ISSUED", "seal": "c2VhbA=="}
          """
              .getBytes(UTF_8));
  private static final byte[] FILE = {'P', 'K'};
  private static final SealVerifier GOOD = (content, cms) -> {};
  private static final ReceiptFileVerifier NEVER =
      (file, code, number, amount) -> {
        throw new SignatureException("no");
      };

  @Test
  void verify_withoutAFile_asksForTheSealAlone() throws GeneralSecurityException {
    assertEquals("0000000001", ReceiptEvidence.of(SAID).verify(GOOD, NEVER).number());
  }

  @Test
  void verify_withAFile_isGivenTheFileAndWhatItMustBe() throws GeneralSecurityException {
    List<String> asked = new ArrayList<>();

    ReceiptEvidence.of(SAID)
        .withOfd(FILE)
        .verify(
            GOOD,
            (file, code, number, amount) -> {
              assertArrayEquals(FILE, file);
              asked.add(code + " " + number + " " + amount.fen());
            });

    assertEquals(List.of("33070626 0000000001 15000"), asked);
  }

  @Test
  void verify_eitherIsInvalid_givesNoReceipt() {
    ReceiptEvidence evidence = ReceiptEvidence.of(SAID).withOfd(FILE);
    SealVerifier bad =
        (content, cms) -> {
          throw new SignatureException("no");
        };

    assertThrows(SignatureException.class, () -> evidence.verify(GOOD, NEVER));
    assertThrows(
        SignatureException.class,
        () -> evidence.verify(bad, (file, code, number, amount) -> assertTrue(false)));
  }

  @Test
  void of_storedAttachments_isTheSameEvidence() {
    ReceiptEvidence with = ReceiptEvidence.of(SAID).withOfd(FILE);
    ReceiptEvidence kept = ReceiptEvidence.of(with.attachments());

    assertArrayEquals(SAID.json(), kept.receipt().json());
    assertArrayEquals(FILE, kept.ofd().orElseThrow());
    assertEquals(
        List.of("receipt.json"), List.copyOf(ReceiptEvidence.of(SAID).attachments().keySet()));
    assertThrows(IllegalArgumentException.class, () -> ReceiptEvidence.of(Map.of()));
  }

  @Test
  void toString_anyEvidence_showsNoPayer() {
    String text = ReceiptEvidence.of(SAID).withOfd(FILE).toString();

    assertTrue(text.contains("OFD"));
    assertFalse(text.contains("张"));
  }
}
