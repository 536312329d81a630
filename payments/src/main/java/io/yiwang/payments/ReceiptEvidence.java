package io.yiwang.payments;

import io.yiwang.signing.SealVerifier;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds all that proves the receipt for a fine: the gateway's answer with the treasury's seal on
 * it, and the OFD file that the payer received, if there is one. Immutable.
 *
 * <pre>{@code
 * ReceiptEvidence evidence = ReceiptEvidence.of(fines.sealedReceipt(number)).withOfd(file);
 * Receipt receipt = evidence.verify(seals, ofdReceipts::verify);
 * evidence.attachments().forEach(bundle::attach);
 * }</pre>
 */
public final class ReceiptEvidence {
  private static final String RECEIPT = "receipt.json";
  private static final String OFD = "receipt.ofd";

  private final SealedReceipt receipt;
  private final byte @Nullable [] ofd;

  private ReceiptEvidence(SealedReceipt receipt, byte @Nullable [] ofd) {
    this.receipt = receipt;
    this.ofd = ofd;
  }

  /** Returns evidence that consists of a sealed receipt, without a file. */
  public static ReceiptEvidence of(SealedReceipt receipt) {
    return new ReceiptEvidence(receipt, null);
  }

  /**
   * Returns evidence that was stored.
   *
   * @param attachments as {@link #attachments} returned them, possibly among others, such as those
   *     that {@code EvidenceBundle.attachments} of {@code yiwang-identity} returns
   * @throws IllegalArgumentException if there is no receipt among them
   */
  public static ReceiptEvidence of(Map<String, byte[]> attachments) {
    byte[] json = attachments.get(RECEIPT);
    if (json == null) {
      throw new IllegalArgumentException("there is no " + RECEIPT + " among the attachments");
    }
    ReceiptEvidence evidence = of(SealedReceipt.read(json));
    byte[] file = attachments.get(OFD);
    return file == null ? evidence : evidence.withOfd(file);
  }

  /** Returns the same evidence with an OFD file, which is untrusted until {@link #verify}. */
  public ReceiptEvidence withOfd(byte[] file) {
    return new ReceiptEvidence(receipt, file.clone());
  }

  /** Returns the gateway's answer. */
  public SealedReceipt receipt() {
    return receipt;
  }

  /** Returns the OFD file. */
  public Optional<byte[]> ofd() {
    return Optional.ofNullable(ofd).map(byte[]::clone);
  }

  /** Returns all of it by file name, for an {@code EvidenceBundle} or a folder. */
  public Map<String, byte[]> attachments() {
    Map<String, byte[]> attachments = new LinkedHashMap<>();
    attachments.put(RECEIPT, receipt.json());
    ofd().ifPresent(file -> attachments.put(OFD, file));
    return attachments;
  }

  /**
   * Returns the receipt only if everything here proves it: the treasury's seal, and the file if
   * there is one, which must have the same code, number and amount. As with {@link
   * SealedReceipt#verify}, check {@link Receipt#isInForce} too.
   *
   * @param files is used only if there is a file
   * @throws GeneralSecurityException if a seal is not valid, or the file is another receipt
   */
  public Receipt verify(SealVerifier seals, ReceiptFileVerifier files)
      throws GeneralSecurityException {
    Receipt proven = receipt.verify(seals);
    if (ofd != null) {
      files.verify(ofd.clone(), proven.receiptCode(), proven.number(), proven.amount());
    }
    return proven;
  }

  /** Shows what the receipt's own text shows, and whether there is a file. */
  @Override
  public String toString() {
    return "ReceiptEvidence[" + receipt + (ofd == null ? "" : ", with an OFD file") + "]";
  }
}
