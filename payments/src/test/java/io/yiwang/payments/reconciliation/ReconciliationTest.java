package io.yiwang.payments.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.payments.Statement;
import io.yiwang.payments.cashier.CashierState;
import io.yiwang.payments.reconciliation.Reconciled.Kind;
import io.yiwang.value.Language;
import io.yiwang.value.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tests every way in which the three sources of a day can disagree about charges and settlements.
 */
class ReconciliationTest extends ReconciliationFixture {
  @Test
  void run_allThreeAgree_isMatched() throws IOException {
    settled("W1", 15_000);
    all("W1", 15_000);

    assertKind(Kind.MATCHED);
  }

  @Test
  void run_basketOfTwoDecisions_isOneOrder() throws IOException {
    settled("W1", 25_000);
    charged("W1", 25_000);
    gateway("W1", "p-W1", "0301717010100001", 15_000);
    gateway("W1", "p-W1", "0301717010100002", 10_000);

    assertKind(Kind.MATCHED);
  }

  @Test
  void run_settledAndInNeitherFile_isOnlyOurs() throws IOException {
    settled("W1", 15_000);

    Reconciled found = run().get(0);

    assertEquals(Kind.ONLY_OURS, found.kind());
    assertNull(found.channel());
    assertNull(found.gateway());
    assertEquals(CashierState.SETTLED, found.state());
  }

  @Test
  void run_chargeThatTheJournalDoesNotKnow_isOnlyTheirs() throws IOException {
    charged("W1", 15_000);

    assertKind(Kind.ONLY_THEIRS);
  }

  @Test
  void run_settlementThatTheJournalDoesNotKnow_isOnlyTheirs() throws IOException {
    gateway("W1", 15_000);

    assertKind(Kind.ONLY_THEIRS);
  }

  @Test
  void run_refusedHereAndChargedByTheChannel_namesTheCallThatRefundsIt() throws IOException {
    ours("W1", CashierState.REFUSED, 15_000, null, null);
    charged("W1", 14_000);

    List<Reconciled> found = run();

    assertEquals(List.of(Kind.CHARGED_NOT_SETTLED), found.stream().map(Reconciled::kind).toList());
    assertTrue(found.get(0).kind().isDifference());
    for (Language language : List.of(Language.ZH_CN, Language.EN)) {
      assertTrue(found.get(0).kind().text(language).contains("FineCashier.confirm("));
      assertTrue(Kind.ONLY_THEIRS.text(language).contains("FineCashier.confirm("));
    }
  }

  @Test
  void run_otherAmountAtTheChannel_differs() throws IOException {
    settled("W1", 15_000);
    charged("W1", 15_001);
    gateway("W1", 15_000);

    assertKind(Kind.AMOUNT_DIFFERS);
  }

  @Test
  void run_otherAmountAtTheGateway_differs() throws IOException {
    settled("W1", 15_000);
    charged("W1", 15_000);
    gateway("W1", 14_999);

    assertKind(Kind.AMOUNT_DIFFERS);
  }

  @Test
  void run_settledHereAndNotAtTheGateway_differsInState() throws IOException {
    settled("W1", 15_000);
    charged("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_settledAndNotInTheChannelsFile_differsInState() throws IOException {
    settled("W1", 15_000);
    gateway("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_chargedAndStillUnconfirmed_differsInState() throws IOException {
    ours("W1", CashierState.CONFIRMING, 15_000, noon, null);
    charged("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_twoChargesForAnOrder_areDuplicate() throws IOException {
    settled("W1", 15_000);
    all("W1", 15_000);
    charged("W1", "t-other", 15_000);

    assertKind(Kind.DUPLICATE);
  }

  @Test
  void run_twoPaymentsForAnOrder_areDuplicate() throws IOException {
    settled("W1", 15_000);
    all("W1", 15_000);
    gateway("W1", "p-other", "0301717010100009", 15_000);

    assertKind(Kind.DUPLICATE);
  }

  @Test
  void run_decisionPaidByTwoOrders_isDuplicateInBoth() throws IOException {
    for (String orderNo : List.of("W1", "W2")) {
      settled(orderNo, 15_000);
      charged(orderNo, 15_000);
      gateway(orderNo, "p-" + orderNo, "0301717010100001", 15_000);
    }

    assertEquals(
        List.of(Kind.DUPLICATE, Kind.DUPLICATE), run().stream().map(Reconciled::kind).toList());
  }

  @Test
  void run_linesOfAChannelWhoseSumIsBeyondALong_isAnIOException() throws IOException {
    for (ChannelFile.Kind kind : ChannelFile.Kind.values()) {
      channel.clear();
      for (String orderNo : List.of("W1", "W2")) {
        channel.add(new ChannelFile.Line(kind, orderNo, "t", Money.fen(Long.MAX_VALUE)));
      }

      var e = assertThrows(IOException.class, this::run);

      assertEquals("the sum of the amounts of the channel's lines is too large", e.getMessage());
    }
  }

  @Test
  void run_settledTheNextDay_crossesMidnight() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon, noon.plusDays(1));
    charged("W1", 15_000);

    assertKind(Kind.OTHER_DAY);
  }

  @Test
  void run_chargedTheDayBefore_crossesMidnight() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(1), noon);
    gateway("W1", 15_000);

    assertKind(Kind.OTHER_DAY);
  }

  @Test
  void run_paymentOfAnotherDayOrNeverCharged_isNotOfThisDay() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(1), noon.minusDays(1));
    ours("W2", CashierState.REFUSED, 15_000, null, null);
    ours("W3", CashierState.CHARGING, 15_000, null, null);

    assertEquals(List.of(), run());
  }

  @Test
  void run_orderFinishedLongBefore_isStillFound() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(30), noon.minusDays(30));
    charged("W1", 15_000);
    Clock longAgo = Clock.fixed(noon.minusDays(29).toInstant(), ZoneOffset.UTC);
    List<Reconciled> found = new ArrayList<>();

    // By that clock, the journal's entries of today are not read.
    new Reconciliation(journal, "zhejiang", folder, lines -> {}, longAgo)
        .run(statement(), channel::forEach, found::add);

    assertEquals(CashierState.SETTLED, found.get(0).state());
    assertFalse(found.get(0).kind() == Kind.ONLY_THEIRS);
  }

  @Test
  void run_secondChargeOnAnotherDayUnderAnotherTradeNumber_isDuplicate() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(30), noon.minusDays(30));
    charged("W1", "t-other", 15_000);

    assertKind(Kind.DUPLICATE);
  }

  @Test
  void run_settledUnderAnotherPaymentThanOurs_isDuplicate() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(30), noon.minusDays(30));
    gateway("W1", "p-other", decision("W1").value(), 15_000);

    assertKind(Kind.DUPLICATE);
  }

  @Test
  void run_chargeThatWeHaveOnAnotherDay_differsInState() throws IOException {
    ours("W1", CashierState.SETTLED, 15_000, noon.minusDays(30), noon.minusDays(30));
    charged("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_chargedUnderAnotherTradeNumberThanOurs_differsInState() throws IOException {
    settled("W1", 15_000);
    charged("W1", "t-other", 15_000);
    gateway("W1", 15_000);

    assertKind(Kind.STATE_DIFFERS);
  }

  @Test
  void run_severalOrders_areSummedUp() throws IOException {
    settled("W1", 15_000);
    all("W1", 15_000);
    settled("W2", 20_000);
    charged("W2", 20_000);
    charged("W3", 1);
    List<Long> progress = new ArrayList<>();

    Reconciliation.Summary summary =
        new Reconciliation(journal, "zhejiang", folder, progress::add, Clock.systemUTC())
            .run(statement(), channel::forEach, each -> {});

    assertEquals(day, summary.date());
    assertEquals(
        Map.of(Kind.MATCHED, 1L, Kind.STATE_DIFFERS, 1L, Kind.ONLY_THEIRS, 1L), summary.orders());
    assertEquals(Money.fen(35_000), summary.ours().paid());
    assertEquals(Money.fen(35_001), summary.channel().paid());
    assertEquals(Money.fen(15_000), summary.gateway().paid());
    assertFalse(summary.agrees());
    assertEquals(0, summary.count(Kind.DUPLICATE));
    assertEquals(List.of(6L), progress);
  }

  @Test
  void run_malformedFile_leavesNoWorkingFileBehind() throws IOException {
    Statement statement = statement();

    IOException e =
        assertThrows(
            IOException.class,
            () ->
                new Reconciliation(journal, "zhejiang", folder)
                    .run(
                        statement,
                        each -> {
                          throw new IOException("line 7");
                        },
                        each -> {}));

    assertEquals("line 7", e.getMessage());
    try (Stream<Path> files = Files.list(folder)) {
      assertTrue(
          files.noneMatch(file -> file.getFileName().toString().startsWith("reconciliation")));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void text_everyKind_saysWhatToDoInBothLanguages(Kind kind) {
    assertTrue(kind.text(Language.ZH_CN).matches(".*[\\u4e00-\\u9fff].*"));
    assertTrue(kind.text(Language.EN).matches("[\\x20-\\x7e]+"));
  }
}
