package io.yiwang.payments.reconciliation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests CSV files as other channels publish them. */
class SettlementReportTest extends ChannelFileFixture {
  @Test
  void read_namesPaddedWithBlanks_areFound() throws IOException {
    new CsvChannelFile(
            file("A07-padded.csv"), new CsvChannelFile.Columns("商家订单号", "交易订单号", "金额", "交易状态"))
        .charset(GBK)
        .charges(Set.of("交易成功"))
        .read(lines::add);

    assertEquals(List.of(charge("FINE202611020001", ALIPAY_TRADE + "1", 4_974)), lines);
  }

  @Test
  void read_columnsSeparatedByABar_areConfigured() throws IOException {
    new CsvChannelFile(
            file("B02.txt"), new CsvChannelFile.Columns("order", "trade", "amount", "kind"))
        .separator("|")
        .read(lines::add);

    assertEquals(List.of(charge("W1", "t1", 15_000)), lines);
  }

  @Test
  void read_feesAndPayoutsOfASettlementReport_areNeither() throws IOException {
    RowCounts counts =
        new CsvChannelFile(
                file("B05.csv"),
                new CsvChannelFile.Columns(
                    "order", "payment_intent_id", "gross", "reporting_category"))
            .charges(Set.of("charge"))
            .refunds(Set.of("refund"))
            .read(lines::add);

    assertEquals(List.of(charge("W1", "pi_1", 15_000), refund("W1", "pi_1", 5_000)), lines);
    assertEquals(Map.of("neither a charge nor a refund", 2L), counts.skipped());
  }
}
