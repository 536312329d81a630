package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.payments.reconciliation.AlipayChannelFile;
import io.yiwang.payments.reconciliation.ChannelFile;
import io.yiwang.payments.reconciliation.CsvChannelFile;
import io.yiwang.payments.reconciliation.UnionPayChannelFile;
import io.yiwang.payments.reconciliation.WeChatPayChannelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Fuzzes the files of payment channels. */
public final class ChannelFileFuzz implements FuzzTarget {
  private static final String COLUMNS = "order,trade,amount,kind\n";

  private final Path file = TempFile.make();

  @Override
  public Stream<byte[]> good() {
    return Stream.of(
            COLUMNS + "o-1,t-1,159.00,PAY\n`o-2,\"t-2\",9.5,REFUND\ntotal,2\n",
            "\ufeff" + COLUMNS + "\"o-1\",t-1,12,PAY\r\ntotal\r\n")
        .map(text -> text.getBytes(UTF_8));
  }

  /** Checks that a file is read, or that the exception names its unreadable line. */
  @Override
  public boolean read(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    CsvChannelFile csv =
        new CsvChannelFile(file, new CsvChannelFile.Columns("order", "trade", "amount", "kind"))
            .endsAt("total");
    for (ChannelFile other :
        List.of(
            csv,
            csv.backticks(),
            new AlipayChannelFile(file),
            new WeChatPayChannelFile(file),
            new UnionPayChannelFile(file))) {
      isRead(other);
    }
    return isRead(csv.quoted());
  }

  private static boolean isRead(ChannelFile file) {
    try {
      file.forEach(line -> assertFalse(line.amount().fen() < 0));
      return true;
    } catch (IOException e) {
      assertTrue(e.getMessage().startsWith("the channel's file"), e.getMessage());
      return false;
    }
  }
}
