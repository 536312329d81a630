package io.yiwang.ofd;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.DocumentSeals;
import io.yiwang.identity.DocumentSigner;
import io.yiwang.identity.DocumentTrust;
import io.yiwang.identity.EvidenceBundle;
import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.ofd.OfdMaker.Sealing;
import io.yiwang.payments.Receipt;
import io.yiwang.payments.ReceiptEvidence;
import io.yiwang.payments.SealedReceipt;
import io.yiwang.value.Money;
import java.security.SignatureException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OfdReceiptsTest {
  private static final Clock SOON = Clock.fixed(SIGNED.plusSeconds(60), ZoneOffset.UTC);

  private Holder treasury;
  private Holder stranger;
  private DocumentTrust trust;
  private OfdReceipts receipts;

  @BeforeEach
  void trust() throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    treasury = TestPki.under(root, "CN=treasury", "SM3withSM2", CITIZEN);
    stranger = TestPki.under(TestPki.root("SM3withSM2"), "CN=x", "SM3withSM2", CITIZEN);
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    trust = new DocumentTrust(anchors, anchors, SOON);
    receipts = new OfdReceipts(trust, OfdPolicy.strict(), OfdLimits.DEFAULT);
  }

  private byte[] sealed(Holder by) throws Exception {
    return OfdMaker.receipt().seal(new Sealing(by, by)).zip();
  }

  @Test
  void read_sealedByTheTreasury_returnsTheReceipt() throws Exception {
    FiscalReceipt receipt = receipts.read(sealed(treasury));

    assertTrue(receipt.isForFine());
    assertEquals(Money.yuan("200"), receipt.amount());
  }

  @Test
  void read_untrustedUnsignedOrOtherFiles_areRefused() throws Exception {
    OfdMaker another = OfdMaker.receipt();
    another.rewritten(xml -> xml.replace("EInvoiceCode", "X").replace("票据代码", "X"));

    assertThrows(SignatureException.class, () -> receipts.read(sealed(stranger)));
    assertThrows(SignatureException.class, () -> receipts.read(OfdMaker.receipt().zip()));
    assertThrows(SignatureException.class, () -> receipts.read("%PDF-1.7".getBytes(UTF_8)));
    byte[] noReceipt = another.seal(new Sealing(treasury, treasury)).zip();
    assertThrows(SignatureException.class, () -> receipts.read(noReceipt));
  }

  @Test
  void verify_anotherReceipt_isRefused() throws Exception {
    byte[] file = sealed(treasury);
    Money amount = Money.yuan("200");

    receipts.verify(file, "11070126", "0000000001", amount);

    assertThrows(
        SignatureException.class, () -> receipts.verify(file, "11070127", "0000000001", amount));
    assertThrows(
        SignatureException.class, () -> receipts.verify(file, "11070126", "0000000002", amount));
    assertThrows(
        SignatureException.class,
        () -> receipts.verify(file, "11070126", "0000000001", Money.yuan("200.01")));
  }

  /** The gateway's answer and the payer's file go into a bundle, and are verified later. */
  @Test
  void evidence_receiptAndFileInABundle_isVerified() throws Exception {
    DocumentSigner seal =
        new DocumentSigner(treasury.signer(), List.of(treasury.certificate()), SOON);
    String json =
        "{\"amount\":20000,\"decisionNumber\":\"0301717010100001\",\"items\":[],"
            + "\"number\":\"0000000001\",\"paymentId\":\"p-1\",\"receiptCode\":\"11070126\","
            + "\"status\":\"ISSUED\"}";
    String over = Base64.getEncoder().encodeToString(seal.detached(json.getBytes(UTF_8)).cms());
    SealedReceipt sealed =
        SealedReceipt.read(json.replace("}", ",\"seal\":\"" + over + "\"}").getBytes(UTF_8));
    byte[] file = sealed(treasury);
    EvidenceBundle bundle = EvidenceBundle.of(sealed.json(), null, seal.detached(sealed.json()));
    ReceiptEvidence.of(sealed).withOfd(file).attachments().forEach(bundle::attach);
    byte[] zip = bundle.zip(seal, null);

    assertTrue(EvidenceBundle.verify(zip, trust, trust).valid());
    ReceiptEvidence kept = ReceiptEvidence.of(EvidenceBundle.attachments(zip));
    Receipt proven = kept.verify(new DocumentSeals(trust), receipts::verify);

    assertEquals("0000000001", proven.number());
    assertArrayEquals(file, kept.ofd().orElseThrow());
    byte[] forged = sealed(stranger);
    assertThrows(
        SignatureException.class,
        () -> kept.withOfd(forged).verify(new DocumentSeals(trust), receipts::verify));
    assertFalse(kept.toString().contains("p-1"));
  }
}
