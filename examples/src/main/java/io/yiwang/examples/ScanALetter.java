package io.yiwang.examples;

import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.RejectedException;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.Proof;
import io.yiwang.qr.GovQr;
import io.yiwang.qr.GovQrReader;
import io.yiwang.qr.QrImage;
import io.yiwang.qr.QrRefusedException;
import io.yiwang.value.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * 扫一封决定书. Reads the code on a photo of a penalty decision, checks that the gateway signed it, and
 * looks up the amount.
 */
public final class ScanALetter {
  private ScanALetter() {}

  /** Runs on its own sandbox, or with {@code --config FILE} on any gateway. */
  public static void main(String[] args) throws Exception {
    try (Arguments arguments = Arguments.of(args)) {
      Platform platform = arguments.platform();
      KeyRing keys = platform.keyRing();
      try (GovClient gov = arguments.client().keyRing(keys).build()) {
        // Codes of other hosts are refused.
        GovQrReader reader = new GovQrReader(Set.of(platform.endpoint().getAuthority()), keys, gov);
        Optional<String> number = decisionNumber(platform.file(platform.get("letter")), reader);
        if (number.isPresent()) {
          System.out.println(due(gov, number.get(), platform.sample("plates", 0)));
        }
      }
    }
  }

  /** Returns the decision of a letter; empty if it has no valid code. */
  static Optional<String> decisionNumber(Path photo, GovQrReader reader) throws IOException {
    // A second is enough on most machines, and nothing else waits here.
    for (String text : QrImage.read(Files.readAllBytes(photo), Duration.ofSeconds(10))) {
      try {
        GovQr code = reader.read(text);
        if (code.kind() == GovQr.Kind.PENALTY) {
          return Optional.of(code.id());
        }
      } catch (QrRefusedException e) {
        System.out.println(e.text(Language.ZH_CN) + " " + e.text(Language.EN));
      }
    }
    return Optional.empty();
  }

  static String due(GovClient gov, String printedNumber, String plate) {
    try {
      Penalty penalty =
          new FineClient(gov).lookup(new PenaltyDecisionNumber(printedNumber), Proof.plate(plate));
      return "应缴 due: " + penalty.total();
    } catch (RejectedException e) {
      return e.code();
    }
  }
}
