package io.yiwang.examples;

import io.yiwang.GovClient;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.Department;
import io.yiwang.catalog.ServiceSummary;
import io.yiwang.identity.CheckedIdentity;
import io.yiwang.identity.DocumentVerdict;
import io.yiwang.identity.IdentityCheck;
import io.yiwang.identity.IdentityClient;
import io.yiwang.identity.Signing;
import io.yiwang.identity.SigningState;
import io.yiwang.journal.Journal;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageReceipt;
import io.yiwang.payments.Authority;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.Payment;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.payments.cashier.Quote;
import io.yiwang.payments.cashier.Recovery;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.value.AccessToken;
import io.yiwang.value.CitizenId;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * 一网 的一次完整体验. A payment app's day: find a service, pay three fines in three districts, check who a
 * citizen is, have a statement signed, submit a message; then the failures that matter, and a
 * second gateway on the same journal. Exits with 0 only if each of its checks passes.
 */
public final class Tour {
  private final Screen screen;
  private final Arguments arguments;
  private final Clock clock;
  private final GovClient gov;
  private final Journal journal;
  private final FineCashier cashier;
  private final Recovery recovery;
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
    journal = Journal.at(arguments.platform().file("fines.journal"));
    cashier =
        FineCashier.builder()
            .gateway(gov)
            .journal(journal)
            .payerCharge(new DemoWallet(arguments.platform().file("wallet.ledger")))
            .channel("wallet")
            .clock(clock)
            .build();
    recovery = Recovery.of(cashier);
  }

  /** Runs on its own sandbox, or with {@code --config FILE} on any gateway. */
  public static void main(String[] args) {
    System.exit(run(Screen.standard(), args));
  }

  static int run(Screen screen, String... args) {
    try (Arguments arguments = Arguments.of(args)) {
      Tour tour = new Tour(screen, arguments);
      try (tour.gov;
          tour.journal;
          tour.recovery) {
        tour.run();
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

  private void run() throws Exception {
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
      screen.tell("这是外部网关，无法令其出错，也看不到国库账本。", "an external gateway cannot be made to fail,");
      screen.tell("", "and its treasury's ledger cannot be read.");
    } else {
      new Failures(screen, cashier, sandbox, this::check).run();
      new AnotherProvince(
              screen, journal, arguments.platform().file("jiangsu.ledger"), recovery, this::check)
          .run(paid.orderNo());
      askTheLedger(sandbox, paid, receipt);
    }
    screen.tell("");
    screen.good("全部 " + checked + " 项核对通过", "all " + checked + " checks passed");
  }

  private void findAService() {
    screen.scene("找一项服务", "find a service");
    String text = arguments.platform().get("serviceText");
    List<ServiceSummary> found = FindAService.find(gov, text);
    check(!found.isEmpty(), "“" + text + "”找得到", "the search finds something");
    ServiceSummary first = found.get(0);
    String department = Optional.ofNullable(first.department()).map(Department::name).orElse("");
    screen.tell(first.name() + " · " + department + " · " + first.code());
    var guide = new CatalogClient(gov).guide(first.code());
    check(guide.code().equals(first.code()), "指南属于这项服务", "the guide is of that service");
  }

  private Payment payThreeFines() {
    screen.scene("缴三个区的三笔罚款", "pay three fines in three districts");
    List<FineTicket> tickets =
        IntStream.range(0, 3)
            .mapToObj(
                i ->
                    FineTicket.ofPlate(
                        arguments.platform().sample("decisionNumbers", i),
                        arguments.platform().sample("plates", i)))
            .toList();
    Quote quote = cashier.quote(tickets);
    for (Penalty penalty : quote.penalties()) {
      RegionCode region = penalty.region();
      screen.tell(
          (region == null ? "" : region.fullName().orElse(region.code()))
              + " · "
              + Optional.ofNullable(penalty.authority()).map(Authority::name).orElse("")
              + " · "
              + penalty.total());
    }
    check(
        quote.penalties().stream().map(Penalty::region).distinct().count() == 3,
        "三笔在三个区",
        "they are of three districts");
    screen.tell("缴款人同意支付 " + quote.total(), "the payer agrees");

    String orderNo = IdempotencyKey.random().value();
    FineOutcome outcome = cashier.pay(orderNo, quote);
    if (!(outcome instanceof FineOutcome.Settled settled)) {
      throw new IllegalStateException("not settled: " + outcome);
    }
    check(true, "锁定、扣款、确认，已缴国库", "held, charged, confirmed: settled with the treasury");
    check(
        cashier.pay(orderNo, quote).equals(outcome),
        "再点一次，仍是同一笔",
        "another tap is the same payment");
    FineClient fines = new FineClient(gov);
    for (Payment.Line line : settled.payment().lines()) {
      if (line.receiptNumber() != null) {
        var receipt = fines.receipt(line.receiptNumber());
        screen.tell("票据 receipt " + receipt.receiptCode() + " " + receipt.number());
        check(receipt.amount().equals(line.amount()), "票据金额相符", "its amount is the line's");
      }
    }
    return settled.payment();
  }

  private void checkIdentity() {
    screen.scene("核验身份", "check an identity");
    String name = arguments.platform().get("citizenName");
    CitizenId number = new CitizenId(arguments.platform().get("citizenIdNumber"));
    screen.tell("姓名与号码加密后送出：" + number, "name and number are sent sealed");
    CheckedIdentity same = new IdentityClient(gov).check(IdentityCheck.of(name, number));
    check(same.matches(), "姓名与号码相符", "name and number belong together");
    CheckedIdentity other = new IdentityClient(gov).check(IdentityCheck.of("冒名者", number));
    check(!other.matches(), "冒名者不符", "another name does not");
  }

  private void signAStatement() throws IOException, CertificateException {
    screen.scene("请市民签署声明", "have a statement signed");
    Signing signed =
        SignADocument.sign(gov, new AccessToken(arguments.platform().get("accessToken")));
    check(signed.status().equals(SigningState.SIGNED), "市民已签署", "the citizen has signed");
    DocumentVerdict verdict = SignADocument.verdict(signed, arguments.platform());
    check(
        verdict.valid(),
        "签名经验证有效：文件、声明、证书链、签署时间",
        "verified here: document, statement, chain and time");
  }

  private MessageReceipt submitAMessage() {
    screen.scene("留一句话", "submit a message");
    MessageClient messages = new MessageClient(gov);
    MessageReceipt receipt = messages.submit(SubmitAMessage.sample(messages.categories()));
    var status = messages.status(receipt.messageId(), receipt.queryCode());
    check(
        status.messageId().equals(receipt.messageId()),
        "留言已收到：" + status.status(),
        "the government received it");
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
        sandbox.messageControls().received().stream()
                .filter(message -> message.messageId().equals(receipt.messageId()))
                .count()
            == 1,
        "留言恰好到了一次",
        "the message arrived once");
    check(
        recovery.figures().waiting(Recovery.PAYMENTS).unfinished() == 0,
        "没有未了结的缴款",
        "nothing is left open");
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
