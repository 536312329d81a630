package io.yiwang.identity;

import io.yiwang.identity.Finding.Effect;
import io.yiwang.internal.shared.Printable;
import io.yiwang.value.Language;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the result of verifying a signed document. Immutable.
 *
 * @param reasons what was found, good and bad; a verdict that is not {@code VALID} has at least one
 *     that is not good
 * @param signer the certificate that the signature names, trusted or not; take a name from it only
 *     where the verdict is {@code VALID}. It is the first signer's where several have signed
 * @param chain the signer's chain, leaf first, the anchor last; empty where there is none
 * @param signedAt the proven time where there is one, else the claimed one
 * @param cosigners the verdicts about the second and further signers; what was found about them is
 *     among {@code reasons} too
 */
public record DocumentVerdict(
    Status status,
    List<Reason> reasons,
    @Nullable X509Certificate signer,
    List<X509Certificate> chain,
    @Nullable Instant signedAt,
    List<DocumentVerdict> cosigners) {
  /** Names the three verdicts, after ETSI EN 319 102-1. */
  public enum Status {
    /** The signature holds. */
    VALID,
    /** The signature does not hold, and never will. */
    INVALID,
    /** The evidence is not sufficient; more revocation answers, anchors or time stamps may be. */
    INDETERMINATE
  }

  /**
   * Holds one thing found.
   *
   * @param detail for a programmer, in English; empty where the finding says everything. It quotes
   *     nothing of the document and nothing personal
   */
  public record Reason(Finding finding, String detail) {}

  /** Copies the lists. */
  public DocumentVerdict {
    reasons = List.copyOf(reasons);
    chain = List.copyOf(chain);
    cosigners = List.copyOf(cosigners);
  }

  /** Returns the verdict that follows from these findings: the worst of them decides. */
  public static DocumentVerdict of(
      List<Reason> reasons,
      @Nullable X509Certificate signer,
      List<X509Certificate> chain,
      @Nullable Instant signedAt) {
    return new DocumentVerdict(status(reasons), reasons, signer, chain, signedAt, List.of());
  }

  /** Combines the verdicts about each signer, of which there is at least one. */
  static DocumentVerdict of(List<DocumentVerdict> signers) {
    DocumentVerdict first = signers.get(0);
    if (signers.size() == 1) {
      return first;
    }
    List<Reason> all = new ArrayList<>();
    all.add(new Reason(Finding.SEVERAL_SIGNERS, signers.size() + " signers"));
    for (int i = 0; i < signers.size(); i++) {
      for (Reason each : signers.get(i).reasons()) {
        String detail = each.detail().isEmpty() ? "" : ": " + each.detail();
        all.add(new Reason(each.finding(), "signer " + (i + 1) + detail));
      }
    }
    return new DocumentVerdict(
        status(all),
        all,
        first.signer(),
        first.chain(),
        first.signedAt(),
        signers.subList(1, signers.size()));
  }

  private static Status status(List<Reason> reasons) {
    Status status = Status.VALID;
    for (Reason reason : reasons) {
      if (reason.finding().effect() == Effect.INVALID) {
        status = Status.INVALID;
      } else if (reason.finding().effect() == Effect.INDETERMINATE && status == Status.VALID) {
        status = Status.INDETERMINATE;
      }
    }
    return status;
  }

  /** Returns whether the signature holds. */
  public boolean valid() {
    return status == Status.VALID;
  }

  /** Returns whether this finding is among the reasons. */
  public boolean found(Finding finding) {
    return reasons.stream().anyMatch(reason -> reason.finding() == finding);
  }

  /** Returns the verdict and its reasons as a text for people, in Chinese and English. */
  public String report() {
    StringBuilder text =
        new StringBuilder(
            switch (status) {
              case VALID -> "结论：有效 / Verdict: VALID\n";
              case INVALID -> "结论：无效 / Verdict: INVALID\n";
              case INDETERMINATE -> "结论：无法确定 / Verdict: INDETERMINATE\n";
            });
    for (Reason reason : reasons) {
      text.append("- ").append(reason.finding().text(Language.ZH_CN)).append('\n');
      text.append("  ").append(reason.finding().text(Language.EN));
      text.append(" [").append(reason.finding()).append("]\n");
      if (!reason.detail().isEmpty()) {
        text.append("  (").append(Printable.of(reason.detail(), 500)).append(")\n");
      }
    }
    return text.toString();
  }

  /** Shows the status and the findings: a certificate names its holder. */
  @Override
  public String toString() {
    return status + " " + reasons.stream().map(Reason::finding).toList();
  }
}
