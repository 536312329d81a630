package io.yiwang.payments;

import io.yiwang.signing.SealVerifier;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Holds all that proves the receipt for a fine: what the gateway said with the treasury's seal over
 * it, and the OFD file that the payer got, where there is one. Immutable.
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

  /** Returns the evidence that a sealed receipt is, without a file. */
  public static ReceiptEvidence of(SealedReceipt receipt) {
    return new ReceiptEvidence(receipt, null);
  }

  /**
   * Returns evidence that was kept.
   *
   * @param attachments as {@link #attachments} gave them, perhaps beside others, such as {@code
   *     EvidenceBundle.attachments} of {@code yiwang-identity} returns
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

  /**
   * Returns the same evidence with an OFD file; nothing of it is believed before {@link #verify}.
   */
  public ReceiptEvidence withOfd(byte[] file) {
    return new ReceiptEvidence(receipt, file.clone());
  }

  /** Returns what the gateway said. */
  public SealedReceipt receipt() {
    return receipt;
  }

  /** Returns the OFD file. */
  public Optional<byte[]> ofd() {
    return Optional.ofNullable(ofd).map(byte[]::clone);
  }

  /** Returns all of it by the names of files, for an {@code EvidenceBundle} or a folder. */
  public Map<String, byte[]> attachments() {
    Map<String, byte[]> attachments = new LinkedHashMap<>();
    attachments.put(RECEIPT, receipt.json());
    ofd().ifPresent(file -> attachments.put(OFD, file));
    return attachments;
  }

  /**
   * Gives the receipt only when all that is here proves it: the treasury's seal, and the file where
   * there is one, which must be of the same code, number and amount. As with {@link
   * SealedReceipt#verify}, look at {@link Receipt#holds} too.
   *
   * @param files is asked only where there is a file
   * @throws GeneralSecurityException if a seal is not good, or the file is another receipt
   */
  public Receipt verify(SealVerifier seals, ReceiptFileVerifier files)
      throws GeneralSecurityException {
    Receipt proven = receipt.verify(seals);
    if (ofd != null) {
      files.verify(ofd.clone(), proven.receiptCode(), proven.number(), proven.amount());
    }
    return proven;
  }

  /** Shows what the receipt does, and whether there is a file. */
  @Override
  public String toString() {
    return "ReceiptEvidence[" + receipt + (ofd == null ? "" : ", with an OFD file") + "]";
  }
}
