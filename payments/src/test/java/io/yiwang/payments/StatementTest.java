package io.yiwang.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Download;
import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.value.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatementTest {
  private static final String HEADER =
      "{\"kind\":\"HEADER\",\"date\":\"2026-11-02\",\"platform\":\"wallet\",\"version\":1}\n";
  private static final String PAYMENT = line("PAYMENT", 15_000);
  private static final String REFUND = line("REFUND", -5_000);

  @TempDir Path folder;

  private static String line(String kind, long fen) {
    return "{\"kind\":\""
        + kind
        + "\",\"paymentId\":\"p-1\",\"orderNo\":\"W1\",\"channelTradeNo\":\"t-1\","
        + "\"decisionNumber\":\"0301717010100001\",\"amount\":"
        + fen
        + ",\"at\":\"2026-11-02T10:00:00+08:00\"}\n";
  }

  private static String trailer(long count, long fen) {
    return "{\"kind\":\"TRAILER\",\"count\":" + count + ",\"amount\":" + fen + "}\n";
  }

  private Statement open(String text) throws IOException {
    return Statement.open(Files.writeString(folder.resolve("day.ndjson"), text));
  }

  private static List<Statement.Line> lines(Statement statement) throws IOException {
    List<Statement.Line> lines = new ArrayList<>();
    statement.forEach(lines::add);
    return lines;
  }

  @Test
  void open_wholeStatement_givesItsTotalsAndLines() throws IOException {
    Statement statement = open(HEADER + PAYMENT + REFUND + trailer(2, 10_000));

    assertEquals(LocalDate.of(2026, 11, 2), statement.date());
    assertEquals("wallet", statement.platform());
    assertEquals(2, statement.count());
    assertEquals(Money.fen(10_000), statement.amount());
    List<Statement.Line> lines = lines(statement);
    assertEquals(Statement.Kind.PAYMENT, lines.get(0).kind());
    assertEquals(Money.fen(-5_000), lines.get(1).amount());
    assertEquals("REFUND W1, -50.00 CNY", lines.get(1).toString());
  }

  @Test
  void open_lineWithoutItsTime_isRead() throws IOException {
    String line = PAYMENT.replace(",\"at\":\"2026-11-02T10:00:00+08:00\"", "");

    assertEquals(null, lines(open(HEADER + line + trailer(1, 15_000))).get(0).at());
  }

  @ParameterizedTest
  @ValueSource(strings = {"paymentId", "orderNo", "channelTradeNo", "decisionNumber", "amount"})
  void open_lineWithoutWhatDecides_isRefused(String member) {
    String line = PAYMENT.replaceFirst("\"" + member + "\":(\"[^\"]*\"|[0-9]+),", "");

    MalformedStatementException e =
        assertThrows(
            MalformedStatementException.class, () -> open(HEADER + line + trailer(1, 15_000)));

    assertEquals(
        "the statement is not to be used: line 2 lacks a member; fetch it again", e.getMessage());
  }

  @Test
  void open_dayWithoutPayments_isWhole() throws IOException {
    assertEquals(List.of(), lines(open(HEADER + trailer(0, 0))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                      | it does not begin with its header",
        "P T1                    | it does not begin with its header",
        "hp T0                   | it does not begin with its header",
        "hd T0                   | it does not begin with its header",
        "h2 T0                   | it is of a version that this one does not know, which is 1",
        "H P                     | it ends without its trailer",
        "H                       | it ends without its trailer",
        "H P T2                  | its trailer does not agree with its lines: they are 1, and sum"
            + " to 150.00 CNY",
        "H P t                   | its trailer does not agree with its lines: they are 1, and sum"
            + " to 150.00 CNY",
        "H P T1 P                | something follows its trailer",
        "H X T1                  | line 2 is of a kind that this version does not know",
        "H H T1                  | line 2 is of a kind that this version does not know",
        "H L T1                  | line 2 lacks a member",
        "H P N T1                | line 3 has an amount that its kind cannot have",
        "H P 0 T1                | line 3 has an amount that its kind cannot have",
        "H M M T1                | the sum of its amounts is too large",
        "H M R M R T0            | the sum of its amounts is too large",
        "H V T0                  | the sum of its amounts is too large",
        "H P !                   | line 3 cannot be read: it is not what the operation returns, at"
            + " /kind",
        "H D                     | line 2 cannot be read: it is not what the operation returns, at"
            + " /decisionNumber"
      })
  void open_incompleteStatement_isRefusedWithoutBeingQuoted(String parts, String why)
      throws IOException {
    StringBuilder text = new StringBuilder();
    for (String part : parts.split(" ")) {
      text.append(
          switch (part) {
            case "H" -> HEADER;
            case "hp" -> HEADER.replace("\"platform\":\"wallet\",", "");
            case "hd" -> HEADER.replace("\"date\":\"2026-11-02\",", "");
            case "h2" -> HEADER.replace(":1}", ":2}");
            case "P" -> PAYMENT;
            case "X" -> line("FEE", 1);
            case "L" -> PAYMENT.replace("\"orderNo\":\"W1\",", "");
            case "N" -> line("REFUND", 5);
            case "0" -> line("PAYMENT", 0);
            case "M" -> line("PAYMENT", Long.MAX_VALUE);
            case "R" -> line("REFUND", -Long.MAX_VALUE);
            case "V" -> line("REFUND", Long.MIN_VALUE);
            case "D" -> PAYMENT.replace("0301717010100001", "SECRET SECRET \u0000");
            case "T0" -> trailer(0, 0);
            case "T1" -> trailer(1, 15_000);
            case "T2" -> trailer(2, 15_000);
            case "t" -> trailer(1, 14_999);
            case "!" -> "{\"kind\":\"PAY";
            default -> "";
          });
    }

    MalformedStatementException e =
        assertThrows(MalformedStatementException.class, () -> open(text.toString()));

    assertEquals("the statement is not to be used: " + why + "; fetch it again", e.getMessage());
  }

  @Test
  void forEach_fileChangedSinceItWasOpened_isReported() throws IOException {
    Statement statement = open(HEADER + PAYMENT + trailer(1, 15_000));
    open(HEADER + PAYMENT + PAYMENT + trailer(2, 30_000));

    MalformedStatementException e =
        assertThrows(MalformedStatementException.class, () -> lines(statement));

    assertTrue(String.valueOf(e.getMessage()).contains("was changed since it was opened"));
  }

  /** Returns a gateway that answers every download with a statement. */
  private FineClient giving(String text) {
    return new FineClient(
        new Gateway() {
          @Override
          @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
          public <T> T call(GovRequest<T> request) {
            try {
              Path file = Files.writeString(folder.resolve("day.ndjson"), text);
              return (T) new Download(file, true, Map.of());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }

  private static String refusal(Executable call) {
    return String.valueOf(assertThrows(MalformedStatementException.class, call).getMessage());
  }

  @Test
  void statement_ofAnotherDay_isRefused() throws IOException {
    FineClient client = giving(HEADER + PAYMENT + trailer(1, 15_000));
    Path file = folder.resolve("day.ndjson");

    assertEquals(1, client.statement(LocalDate.of(2026, 11, 2), file).count());
    for (String day : List.of("2026-11-01", "2026-11-03", "2025-11-02")) {
      assertEquals(
          "the statement is not to be used: it is of 2026-11-02; fetch it again",
          refusal(() -> client.statement(LocalDate.parse(day), file)));
    }
  }

  @Test
  void statement_forAnotherPlatform_isRefused() throws IOException {
    FineClient client = giving(HEADER + PAYMENT + trailer(1, 15_000));
    Path file = folder.resolve("day.ndjson");
    LocalDate day = LocalDate.of(2026, 11, 2);

    assertEquals("wallet", client.statement(day, "wallet", file).platform());
    assertEquals(
        "the statement is not to be used: it is for another platform; fetch it again",
        refusal(() -> client.statement(day, "Wallet", file)));
    assertEquals(
        "the statement is not to be used: it is of 2026-11-02; fetch it again",
        refusal(() -> client.statement(day.plusDays(1), "wallet", file)));
  }
}
