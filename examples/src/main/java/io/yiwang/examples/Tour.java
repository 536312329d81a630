package io.yiwang.examples;

import io.yiwang.GovClient;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.ServiceSummary;
import io.yiwang.identity.CheckedIdentity;
import io.yiwang.identity.IdentityCheck;
import io.yiwang.identity.IdentityClient;
import io.yiwang.identity.Signing;
import io.yiwang.identity.SigningState;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageReceipt;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.PaymentStatus;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.Proof;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.value.AccessToken;
import io.yiwang.value.CitizenId;
import io.yiwang.value.IdempotencyKey;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * 一网 的一次完整体验. A payment app's day: find a service, pay three fines in three districts, check who a
 * citizen is, have a statement signed, submit a message; then the failures that matter. Exits with
 * 0 only if everything it claims has been checked.
 */
public final class Tour {
  private final Screen screen;
  private final Arguments arguments;
  private final Clock clock;
  private final GovClient gov;
  private int checked;

  private Tour(Screen screen, Arguments arguments) throws Exception {
    this.screen = screen;
    this.arguments = arguments;
    GovSandbox sandbox = arguments.sandbox();
    clock = sandbox == null ? Clock.systemUTC() : sandbox.clock();
    gov =
        arguments
            .client()
            .signer(screen.showing(arguments.platform().signer()))
            .callListener(screen.calls())
            .clock(clock)
            .build();
  }

  /** Runs against a sandbox of its own, or with {@code --config FILE} against any gateway. */
  public static void main(String[] args) {
    System.exit(run(Screen.standard(), args));
  }

  static int run(Screen screen, String... args) {
    try (Arguments arguments = Arguments.of(args)) {
      Tour tour = new Tour(screen, arguments);
      try (tour.gov) {
        tour.walk();
      }
      return 0;
    } catch (IllegalArgumentException e) {
      screen.bad(String.valueOf(e.getMessage()));
      return 2;
    } catch (Exception e) {
      screen.bad(e.getClass().getSimpleName() + ": " + e.getMessage());
      return 1;
    }
  }

  private void walk() throws Exception {
    screen.title("一网 · 互联网+政务服务", "Yiwang, Internet+ government services");
    screen.tell("网关 gateway: " + arguments.platform().endpoint().getAuthority());
    screen.tell(
        "平台密钥 platform key: "
            + arguments.platform().get("keyId")
            + " ("
            + arguments.platform().get("algorithm")
            + ")");
    findAService();
    Payment paid = payThreeFines();
    checkIdentity();
    signAStatement();
    MessageReceipt receipt = submitAMessage();
    GovSandbox sandbox = arguments.sandbox();
    if (sandbox == null) {
      screen.scene("故障与账本从略", "failures and ledger skipped");
      screen.tell("这是外部网关，无法令其出错，也看不到国库账本。", "an outside gateway: it cannot be told to");
      screen.tell("", "fail, and its treasury's ledger cannot be asked.");
    } else {
      new Failures(screen, gov, sandbox, this::check).walk();
      askTheLedger(sandbox, paid, receipt);
    }
    screen.tell("");
    screen.good("全部 " + checked + " 项核对通过", "all " + checked + " claims were checked");
  }

  private void findAService() {
    screen.scene("找一项服务", "find a service");
    String text = arguments.platform().get("serviceText");
    List<ServiceSummary> found = FindAService.find(gov, text);
    check(!found.isEmpty(), "“" + text + "”找得到", "the search finds something");
    ServiceSummary first = found.get(0);
    screen.tell(first.name() + " · " + first.department().name() + " · " + first.code());
    var guide = new CatalogClient(gov).guide(first.code());
    check(guide.code().equals(first.code()), "指南属于这项服务", "the guide is of that service");
  }

  private Payment payThreeFines() {
    screen.scene("缴三个区的三笔罚款", "pay three fines in three districts");
    FineClient fines = new FineClient(gov);
    List<Penalty> penalties = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      PenaltyDecisionNumber number =
          new PenaltyDecisionNumber(arguments.platform().sample("decisionNumbers", i));
      Penalty penalty = fines.lookup(number, Proof.plate(arguments.platform().sample("plates", i)));
      screen.tell(
          Objects.toString(penalty.region().fullName(), penalty.region().code())
              + " · "
              + penalty.authority().name()
              + " · "
              + penalty.total());
      penalties.add(penalty);
    }
    check(
        penalties.stream().map(Penalty::region).distinct().count() == 3,
        "三笔在三个区",
        "they are of three districts");

    Payment held =
        fines.hold(
            PaymentOrder.of(
                IdempotencyKey.random().value(), "wallet", penalties.toArray(Penalty[]::new)));
    check(held.status().equals(PaymentStatus.HELD), "已锁定，别处不能再缴", "held for this payer");
    screen.tell("付款人在应用内付款 " + held.amount(), "the payer pays inside the app");
    Payment settled =
        fines.confirm(
            held.paymentId(),
            new ChannelPayment(
                "trade-" + held.orderNo(), OffsetDateTime.now(clock), held.amount()));
    check(
        settled.status().equals(PaymentStatus.SETTLED)
            || settled.status().equals(PaymentStatus.SETTLING),
        "已缴国库",
        "settled with the treasury");
    for (Payment.Line line : settled.lines()) {
      if (line.receiptNumber() != null) {
        var receipt = fines.receipt(line.receiptNumber());
        screen.tell("票据 receipt " + receipt.receiptCode() + " " + receipt.number());
        check(receipt.amount().equals(line.amount()), "票据金额相符", "its amount is the line's");
      }
    }
    return settled;
  }

  private void checkIdentity() {
    screen.scene("核验身份", "check an identity");
    String name = arguments.platform().get("citizenName");
    CitizenId number = new CitizenId(arguments.platform().get("citizenIdNumber"));
    screen.tell("姓名与号码加密后送出：" + number, "name and number leave sealed");
    CheckedIdentity same = new IdentityClient(gov).check(IdentityCheck.of(name, number));
    check(same.matches(), "姓名与号码相符", "name and number belong together");
    CheckedIdentity other = new IdentityClient(gov).check(IdentityCheck.of("冒名者", number));
    check(!other.matches(), "冒名者不符", "another name does not");
  }

  private void signAStatement() {
    screen.scene("请市民签署声明", "have a statement signed");
    Signing signed =
        SignADocument.sign(gov, new AccessToken(arguments.platform().get("accessToken")));
    check(signed.status().equals(SigningState.SIGNED), "市民已签署", "the citizen has signed");
    check(
        signed.signatures().get(0).cmsBytes().length > 500,
        "取得 CMS 签名（尚未验证其内容）",
        "a CMS signature has come; what is in it is not verified yet");
  }

  private MessageReceipt submitAMessage() {
    screen.scene("留一句话", "submit a message");
    MessageReceipt receipt = SubmitAMessage.submit(gov);
    var status = new MessageClient(gov).status(receipt.messageId(), receipt.queryCode());
    check(
        status.messageId().equals(receipt.messageId()),
        "留言已收到：" + status.status(),
        "the desk has it");
    return receipt;
  }

  private void askTheLedger(GovSandbox sandbox, Payment paid, MessageReceipt receipt) {
    screen.scene("向国库账本求证", "ask the treasury's ledger");
    for (Payment.Line line : paid.lines()) {
      check(
          sandbox.treasury().timesPaid(line.decisionNumber().value()) == 1,
          line.decisionNumber() + " 恰好缴了一次",
          "paid exactly once");
    }
    check(
        sandbox.treasury().entries().stream()
                .filter(entry -> entry.paymentId().equals(paid.paymentId()))
                .mapToLong(entry -> entry.fen())
                .sum()
            == paid.amount().fen(),
        "账本金额与付款分毫不差",
        "the ledger agrees to the fen");
    check(
        sandbox.messageDesk().received().stream()
                .filter(message -> message.messageId().equals(receipt.messageId()))
                .count()
            == 1,
        "留言恰好到了一次",
        "the message arrived once");
    check(sandbox.contractViolations().isEmpty(), "往来全部符合接口文档", "all by the document");
  }

  private void check(boolean holds, String chinese, String english) {
    if (!holds) {
      throw new IllegalStateException("not so: " + chinese + " " + english);
    }
    checked++;
    screen.good(chinese, english);
  }
}
