package io.yiwang.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.catalog.LocalCatalog;
import io.yiwang.identity.DocumentVerdict;
import io.yiwang.identity.Signing;
import io.yiwang.identity.SigningState;
import io.yiwang.identity.login.Assurance;
import io.yiwang.identity.login.CitizenSession;
import io.yiwang.journal.Journal;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.qr.GovQrReader;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.MessageControls;
import io.yiwang.testkit.PrintedCodes;
import io.yiwang.value.AccessToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExamplesTest {
  private Arguments arguments;
  private GovSandbox sandbox;
  private GovClient gov;

  @BeforeEach
  void start() throws Exception {
    arguments = Arguments.of();
    sandbox = Objects.requireNonNull(arguments.sandbox());
    gov = arguments.client().build();
  }

  @AfterEach
  void stop() throws Exception {
    gov.close();
    arguments.close();
  }

  @Test
  void payAFine_paysItOnce() {
    String number = arguments.platform().sample("decisionNumbers", 0);

    Platform platform = arguments.platform();
    DemoWallet wallet = new DemoWallet(platform.file("wallet.ledger"));
    FineOutcome outcome;
    try (Journal journal = Journal.at(platform.file("fines.journal"))) {
      FineCashier cashier = PayAFine.cashier(gov, journal, wallet);
      outcome = PayAFine.pay(cashier, number, platform.sample("plates", 0));
    }

    assertTrue(PayAFine.tell(outcome).startsWith("已缴 paid "), outcome::toString);
    assertEquals(1, sandbox.treasury().timesPaid(number));
    assertEquals(wallet.paid(outcome.orderNo()).fen(), sandbox.treasury().fenSettled());
  }

  @Test
  void scanALetter_readsItsCodeAndNoBadOne() throws Exception {
    Platform platform = arguments.platform();
    PrintedCodes codes = sandbox.printedCodes();
    String number = platform.sample("decisionNumbers", 0);
    Path letter = platform.file(platform.get("letter"));

    // The client asks for the gateway's keys with its own ring.
    KeyRing keys = platform.keyRing();
    try (GovClient client = arguments.client().keyRing(keys).build()) {
      GovQrReader reader =
          new GovQrReader(
              Set.of(platform.endpoint().getAuthority()), keys, client, sandbox.clock());
      assertEquals(Optional.of(number), ScanALetter.decisionNumber(letter, reader));
      assertEquals(
          "应缴 due: 150.00 CNY", ScanALetter.due(client, number, platform.sample("plates", 0)));
      Files.write(letter, codes.letter("杭西综执罚字〔2017〕第000123号"));
      assertEquals(Optional.of("杭西综执罚字〔2017〕第000123号"), ScanALetter.decisionNumber(letter, reader));
      for (PrintedCodes bad : List.of(codes.forged(), codes.until(Instant.EPOCH))) {
        Files.write(letter, bad.letter(number));
        assertEquals(Optional.empty(), ScanALetter.decisionNumber(letter, reader));
      }
    }
  }

  @Test
  void findAService_findsWhatACitizenTypes() {
    assertFalse(FindAService.find(gov, arguments.platform().get("serviceText")).isEmpty());
  }

  private String found(String typed) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (LocalCatalog local = LocalCatalog.open(arguments.platform().file("catalog"))) {
      FindAService.run(
          gov,
          local,
          arguments.platform().get("serviceText"),
          new Questions(
              new ByteArrayInputStream(typed.getBytes(UTF_8)), new PrintStream(out, true, UTF_8)));
    }
    return out.toString(UTF_8);
  }

  @Test
  void findAService_typedAndChosen_showsTheGuide() throws Exception {
    String printed = found("驾照换证\n\nhuzhao\n1\n\n");

    assertTrue(printed.contains("【驾"), printed);
    assertTrue(printed.contains("普通护照签发 — "), printed);
    assertTrue(printed.contains("必带 must bring: "), printed);
    assertTrue(printed.contains("地点时间 where and when: "), printed);
  }

  @Test
  void findAService_withoutInput_findsASample() throws Exception {
    assertTrue(found("").contains(" — "));
  }

  @Test
  void logIn_citizenAgrees_isVerified() throws Exception {
    CitizenSession session = LogIn.logIn(gov, arguments.platform(), LogIn::goThere);

    assertTrue(session.isAtLeast(Assurance.VERIFIED));
  }

  @Test
  void signADocument_signed_verifies() throws Exception {
    Signing signed =
        SignADocument.sign(gov, new AccessToken(arguments.platform().get("accessToken")));

    assertEquals(SigningState.SIGNED, signed.status());
    DocumentVerdict verdict = SignADocument.verdict(signed, arguments.platform());
    assertTrue(verdict.valid(), verdict::report);
  }

  private String submitted(String typed) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SubmitAMessage.run(
        gov,
        new Questions(
            new ByteArrayInputStream(typed.getBytes(UTF_8)), new PrintStream(out, true, UTF_8)));
    return out.toString(UTF_8);
  }

  @Test
  void submitAMessage_withoutInput_sendsASampleOnce() throws Exception {
    String printed = submitted("");

    assertEquals(1, sandbox.messageControls().received().size());
    assertEquals("张三", sandbox.messageControls().received().get(0).authorName());
    assertTrue(printed.contains("RECEIVED"), printed);
  }

  @Test
  void submitAMessage_typed_isCorrectedAndReceived() throws Exception {
    String long101 = "标".repeat(101);
    String printed =
        submitted("999\n1\n2\n" + long101 + "\n正文\n\n路灯 𠮷\n  第一行\n第二行\n\n李四\n13900000000\n");

    assertTrue(printed.contains("请输入 1 到 40"), printed);
    assertTrue(printed.contains("标题最多100字，现有101字，请删减1字。"), printed);
    MessageControls.Received received = sandbox.messageControls().received().get(0);
    assertEquals("路灯 𠮷", received.title());
    assertEquals("  第一行\n第二行", received.body());
    assertEquals("李四", received.authorName());
    assertEquals("13900000000", received.authorPhone());
  }

  @Test
  void submitAMessage_nameWithoutPhone_isAccepted() throws Exception {
    String printed = submitted("1\n\n路灯\n坏了\n\n李四\n\n");

    assertTrue(printed.contains("交通出行 Transport"), printed);
    assertTrue(printed.contains("停车管理 Parking"), printed);
    MessageControls.Received received = sandbox.messageControls().received().get(0);
    assertEquals("李四", received.authorName());
    assertNull(received.authorPhone());
  }

  @Test
  void replayACampaign_countsEveryMessageByCategory() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Map<String, Integer> byCategory =
        ReplayACampaign.run(arguments, 150, new PrintStream(out, true, UTF_8));

    assertEquals(150, byCategory.values().stream().mapToInt(Integer::intValue).sum());
    assertEquals(150, sandbox.messageControls().received().size());
    assertTrue(byCategory.size() > 3, byCategory::toString);
    assertTrue(byCategory.containsKey("交通出行 Transport"), byCategory::toString);
    assertTrue(out.toString(UTF_8).contains("] 150 / 150"), out.toString(UTF_8));
  }
}
