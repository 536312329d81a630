package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.payments.MalformedStatementException;
import io.yiwang.payments.Statement;
import io.yiwang.value.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Fuzzes statements. */
public final class StatementFuzz implements FuzzTarget {
  private static final String HEADER =
      "{\"kind\":\"HEADER\",\"date\":\"2026-10-21\",\"platform\":\"demo\",\"version\":1}\n";
  private static final String LINE =
      "{\"kind\":\"PAYMENT\",\"paymentId\":\"pay-1\",\"orderNo\":\"o-1\",\"channelTradeNo\":\"t-1\","
          + "\"decisionNumber\":\"3301717010100001\",\"amount\":15900,"
          + "\"at\":\"2026-10-21T10:17:06+08:00\"}\n";

  private final Path file = TempFile.make();

  @Override
  public Stream<byte[]> good() {
    return Stream.of(
            HEADER + "{\"kind\":\"TRAILER\",\"count\":0,\"amount\":0}\n",
            HEADER + LINE + "{\"kind\":\"TRAILER\",\"count\":1,\"amount\":15900}\n",
            HEADER
                + LINE
                + LINE.replace("PAYMENT", "REFUND").replace("15900", "-900")
                + "{\"kind\":\"TRAILER\",\"count\":2,\"amount\":15000}\n")
        .map(text -> text.getBytes(UTF_8));
  }

  /** Checks that an accepted statement has the lines that its trailer counts. */
  @Override
  public boolean read(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    Statement statement;
    try {
      statement = Statement.open(file);
    } catch (MalformedStatementException e) {
      return false;
    }
    List<Money> amounts = new ArrayList<>();
    statement.forEach(
        line -> {
          assertTrue(line.amount().fen() < 0 == (line.kind() == Statement.Kind.REFUND));
          amounts.add(line.amount());
        });
    assertEquals(statement.count(), amounts.size());
    assertEquals(statement.amount(), amounts.stream().reduce(Money.ZERO, Money::plus));
    return true;
  }
}
