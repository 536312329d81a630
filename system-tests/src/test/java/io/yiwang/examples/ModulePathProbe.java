package io.yiwang.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.GovClient;
import io.yiwang.messages.Author;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageReceipt;
import io.yiwang.messages.Rating;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.Proof;
import io.yiwang.value.RegionCode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** A program on the module path. It calls what is written by reflection from records of ours. */
final class ModulePathProbe {
  private ModulePathProbe() {}

  /** The one argument is {@code client.properties}. */
  public static void main(String[] args) throws Exception {
    Platform platform = new Platform(Path.of(args[0]));
    PrintStream out = new PrintStream(System.out, true, UTF_8);
    out.println(GovClient.class.getModule().getName());
    out.println(FineClient.class.getModule().getName());
    out.println(platform.signer().getClass().getModule().getName());
    out.println(new RegionCode("330106").fullName().orElseThrow());
    try (GovClient gov = platform.client().build()) {
      FineClient fines = new FineClient(gov);
      out.println(settled(fines, platform, 0).status());
      out.println(released(fines, platform).status());
      rate(gov);
      out.println("rated");
    }
  }

  private static Payment held(FineClient fines, Platform platform, int i) {
    Penalty penalty =
        fines.lookup(
            new PenaltyDecisionNumber(platform.sample("decisionNumbers", i)),
            Proof.plate(platform.sample("plates", i)));
    return fines.hold(PaymentOrder.of("order-" + i, "wallet", penalty));
  }

  private static Payment settled(FineClient fines, Platform platform, int i) {
    Payment held = held(fines, platform, i);
    return fines.confirm(
        held.paymentId(),
        new ChannelPayment("trade-" + i, OffsetDateTime.now(ZoneOffset.ofHours(8)), held.amount()));
  }

  private static Payment released(FineClient fines, Platform platform) {
    return fines.release(held(fines, platform, 1).paymentId(), "the payer left");
  }

  private static void rate(GovClient gov) {
    MessageClient messages = new MessageClient(gov);
    MessageReceipt receipt =
        messages.submit(
            Message.to(new RegionCode("330100"), "西湖边的路灯", "断桥东边的三盏路灯坏了一周。")
                .author(Author.of("张三", "13800000000"))
                .build());
    messages.rate(receipt.messageId(), receipt.queryCode(), Rating.SATISFIED, "快");
  }
}
