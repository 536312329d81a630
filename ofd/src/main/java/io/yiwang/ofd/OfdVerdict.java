package io.yiwang.ofd;

import io.yiwang.identity.DocumentVerdict;
import io.yiwang.identity.DocumentVerdict.Status;
import io.yiwang.internal.shared.Printable;
import java.util.List;

/**
 * Says whether an OFD document is valid: its status is the worst of its signatures' statuses. A
 * signature that somebody removed from the document leaves no trace, unless another one covers the
 * list of signatures.
 *
 * @param status the worst status of a signature
 * @param document what was found about the document as a whole
 * @param signatures the verdict on each signature, in the document's order
 * @param uncovered the files that the newest signature does not cover
 */
public record OfdVerdict(
    Status status, DocumentVerdict document, List<SealVerdict> signatures, List<String> uncovered) {
  /** Copies the lists. */
  public OfdVerdict {
    signatures = List.copyOf(signatures);
    uncovered = List.copyOf(uncovered);
  }

  static OfdVerdict of(DocumentVerdict document, List<SealVerdict> signatures) {
    Status worst = document.status();
    for (SealVerdict each : signatures) {
      if (badness(each.verdict().status()) > badness(worst)) {
        worst = each.verdict().status();
      }
    }
    List<String> uncovered =
        signatures.isEmpty() ? List.of() : signatures.get(signatures.size() - 1).uncovered();
    return new OfdVerdict(worst, document, signatures, uncovered);
  }

  private static int badness(Status status) {
    return switch (status) {
      case VALID -> 0;
      case INDETERMINATE -> 1;
      case INVALID -> 2;
    };
  }

  /** Returns whether the document is signed and every signature is valid. */
  public boolean valid() {
    return status == Status.VALID;
  }

  /** Returns the verdict and its reasons as a text in Chinese and English. */
  public String report() {
    StringBuilder text =
        new StringBuilder(
            switch (status) {
              case VALID -> "文档结论：有效 / Document: VALID\n";
              case INVALID -> "文档结论：无效 / Document: INVALID\n";
              case INDETERMINATE -> "文档结论：无法确定 / Document: INDETERMINATE\n";
            });
    if (!document.reasons().isEmpty()) {
      text.append(document.report());
    }
    for (SealVerdict each : signatures) {
      text.append("\n签名 / Signature ").append(Printable.of(each.id(), 50)).append('\n');
      Seal seal = each.seal();
      if (seal != null) {
        text.append("印章 / Seal: ").append(Printable.of(seal.name(), 200));
        text.append(" (").append(Printable.of(seal.id(), 100)).append(")\n");
        text.append("印章有效期 / In force: ").append(seal.validFrom());
        text.append(" – ").append(seal.validUntil()).append('\n');
      }
      if (each.claimedTime() != null) {
        text.append("自报时间 / Claimed time: ").append(each.claimedTime()).append('\n');
      }
      text.append(each.verdict().report());
    }
    if (!uncovered.isEmpty()) {
      text.append("\n最新签名未保护的文件 / Not covered by the newest signature:\n");
      uncovered.stream()
          .limit(20)
          .forEach(each -> text.append("  ").append(Printable.of(each, 200)).append('\n'));
      if (uncovered.size() > 20) {
        text.append("  … ").append(uncovered.size() - 20).append('\n');
      }
    }
    return text.toString();
  }

  /** Shows the status and the findings. */
  @Override
  public String toString() {
    return status + " " + signatures;
  }
}
