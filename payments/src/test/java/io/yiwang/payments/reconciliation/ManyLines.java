package io.yiwang.payments.reconciliation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.journal.BeginResult;
import io.yiwang.journal.Draft;
import io.yiwang.journal.Journal;
import io.yiwang.journal.NoSensitivePayload;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.PaymentStatus;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.Statement;
import io.yiwang.payments.internal.records.PaymentRecord;
import io.yiwang.payments.internal.records.Progress;
import io.yiwang.value.Money;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeMap;

/**
 * Reconciles many orders in a separate JVM, whose heap the caller limits: every thousandth is
 * missing at the channel, and the last is paid twice. Prints what it found and how long it took.
 */
final class ManyLines {
  private static final String FIRST = orderNo(1);

  private ManyLines() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int orders = Integer.parseInt(args[1]);
    Path file = folder.resolve("journal.db");
    try (Journal journal = Journal.at(file)) {
      first(journal);
      multiply(file, orders);
      Path csv = channel(folder, orders);
      Statement statement = Statement.open(statement(folder, orders));
      long start = System.nanoTime();
      Reconciliation.Summary summary =
          new Reconciliation(journal, "zhejiang", folder)
              .run(
                  statement,
                  new CsvChannelFile(
                      csv, new CsvChannelFile.Columns("order", "trade", "amount", "kind")),
                  each -> {});
      System.out.printf(
          "%s in %.1f s, heap at most %d MB%n",
          new TreeMap<>(summary.orders()),
          (System.nanoTime() - start) / 1e9,
          Runtime.getRuntime().maxMemory() >> 20);
    }
  }

  private static OffsetDateTime noon() {
    ZoneOffset china = ZoneOffset.ofHours(8);
    return LocalDate.now(china).atTime(12, 0).atOffset(china);
  }

  private static String orderNo(int number) {
    return String.format("W%09d", number);
  }

  private static void first(Journal journal) {
    PaymentRecord record =
        new PaymentRecord(
            FIRST,
            "wallet",
            List.of(
                new PaymentOrder.Line(
                    new PenaltyDecisionNumber("0301717010100001"), Money.fen(15_000))),
            false,
            noon(),
            Progress.entered(noon()),
            new Payment(
                "p-" + FIRST,
                FIRST,
                "wallet",
                Money.fen(15_000),
                PaymentStatus.SETTLED,
                noon(),
                noon(),
                noon(),
                List.of(),
                "t-" + FIRST),
            new ChannelPayment("t-" + FIRST, noon(), Money.fen(15_000)),
            null);
    var begun =
        journal
            .intents("zhejiang", "fine.payment", PaymentRecord.class, NoSensitivePayload.class)
            .begin(Draft.of(FIRST, "SETTLED", record), Duration.ofMinutes(1));
    if (begun instanceof BeginResult.Started<PaymentRecord, NoSensitivePayload> started) {
      started.claim().finish("SETTLED", record);
    }
  }

  /** Writes the journal as if all orders had been paid, which would take an hour. */
  private static void multiply(Path file, int orders) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement copy =
            connection.prepareStatement(
                "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT"
                    + " INTO yiwang_intent (account, kind, id, state, tries, revision, book,"
                    + " personal, key_id, subject, erase_at_end, created_at, updated_at, due_at,"
                    + " finished_at, owner, leased_until, lane, finished_journal_time)"
                    + " SELECT account, kind, printf('W%09d', i), state, tries,"
                    + " revision, replace(book, id, printf('W%09d', i)), personal, key_id, subject,"
                    + " erase_at_end, created_at, updated_at, due_at, finished_at, owner,"
                    + " leased_until, lane, finished_journal_time FROM yiwang_intent, n")) {
      copy.setInt(1, orders);
      copy.executeUpdate();
    }
  }

  private static Path channel(Path folder, int orders) throws IOException {
    Path file = folder.resolve("channel.csv");
    try (Writer out = Files.newBufferedWriter(file, UTF_8)) {
      out.write("order,trade,amount,kind\n");
      for (int i = 1; i <= orders; i++) {
        if (i % 1000 != 0) {
          out.write(orderNo(i) + ",t-" + orderNo(i) + ",150.00,PAY\n");
        }
      }
    }
    return file;
  }

  private static Path statement(Path folder, int orders) throws IOException {
    Path file = folder.resolve("day.ndjson");
    try (Writer out = Files.newBufferedWriter(file, UTF_8)) {
      out.write(
          "{\"kind\":\"HEADER\",\"date\":\""
              + noon().toLocalDate()
              + "\",\"platform\":\"wallet\",\"version\":1}\n");
      for (int i = 1; i <= orders; i++) {
        line(out, i, "p-" + orderNo(i));
      }
      line(out, orders, "p-again");
      out.write(
          "{\"kind\":\"TRAILER\",\"count\":"
              + (orders + 1)
              + ",\"amount\":"
              + (orders + 1) * 15_000L
              + "}\n");
    }
    return file;
  }

  private static void line(Writer out, int i, String paymentId) throws IOException {
    out.write(
        "{\"kind\":\"PAYMENT\",\"paymentId\":\""
            + paymentId
            + "\",\"orderNo\":\""
            + orderNo(i)
            + "\",\"channelTradeNo\":\"t-"
            + orderNo(i)
            + "\",\"decisionNumber\":\""
            + String.format("03%014d", i)
            + "\",\"amount\":15000,\"at\":\""
            + noon()
            + "\"}\n");
  }
}
