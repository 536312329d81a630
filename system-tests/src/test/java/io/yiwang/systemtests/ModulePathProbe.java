package io.yiwang.systemtests;

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

/**
 * Runs with our modules on the module path, and makes calls whose bodies are written by reflection
 * from our records.
 */
final class ModulePathProbe {
  private ModulePathProbe() {}

  /**
   * Makes the calls and prints what they return.
   *
   * @param args the path of {@code client.properties}
   */
  public static void main(String[] args) throws Exception {
    ClientProperties account = new ClientProperties(Path.of(args[0]));
    PrintStream out = new PrintStream(System.out, true, UTF_8);
    out.println(GovClient.class.getModule().getName());
    out.println(FineClient.class.getModule().getName());
    out.println(account.signer().getClass().getModule().getName());
    out.println(new RegionCode("330106").fullName().orElseThrow());
    try (GovClient gov = account.client().build()) {
      FineClient fines = new FineClient(gov);
      out.println(settled(fines, account, 0).status());
      out.println(released(fines, account).status());
      rate(gov);
      out.println("rated");
    }
  }

  private static Payment held(FineClient fines, ClientProperties account, int i) {
    Penalty penalty =
        fines.lookup(
            new PenaltyDecisionNumber(account.sample("decisionNumbers", i)),
            Proof.plate(account.sample("plates", i)));
    return fines.hold(PaymentOrder.of("order-" + i, "wallet", penalty));
  }

  private static Payment settled(FineClient fines, ClientProperties account, int i) {
    Payment held = held(fines, account, i);
    return fines.confirm(
        held.paymentId(),
        new ChannelPayment("trade-" + i, OffsetDateTime.now(ZoneOffset.ofHours(8)), held.amount()));
  }

  private static Payment released(FineClient fines, ClientProperties account) {
    return fines.release(held(fines, account, 1).paymentId(), "the payer left");
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
