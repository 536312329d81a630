package io.yiwang.payments.reconciliation;

import io.yiwang.value.Money;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads Alipay's file of a day (支付宝对账单), as its bill download gives it: the trade details (业务明细,
 * bill type {@code trade}) or the account details (账务明细, {@code signcustomer}). Takes the zip
 * archive, from which it reads the details and not the summary (汇总), or the unpacked file.
 *
 * <p>The file is in GBK, without quotes, with remark lines that begin with {@code #}. Without the
 * remark that ends its details (明细列表结束) it is refused as cut short. A charge is a 交易, in the
 * account details an income of the kind 在线支付 or 交易付款; a refund is a 退款, 交易退款 or 退款（交易退款）; fees and
 * all other rows are skipped and counted. If the name of the goods contains a comma, a row of
 * another business counts as foreign, and one of ours makes the file unreadable. The trade number
 * of charges and refunds is Alipay's (支付宝交易号, in the account details 业务流水号).
 *
 * @see "Alipay open platform, alipay.data.dataservice.bill.downloadurl.query and its notes on bills
 *     (https://opendocs.alipay.com/open/204/106262): bill types, GBK, csv.zip of two files. The
 *     columns, the remark lines and the totals are as integrators' published files and readers have
 *     them; Alipay's own page of the columns could not be read"
 */
public final class AlipayChannelFile implements ChannelFile {
  // Includes all of GBK, and the rare characters of names that GBK lacks.
  private static final Charset CHARSET = Charset.forName("GB18030");
  private static final String ENDS = "明细列表结束";

  private final Path file;
  private final RowFormat format;

  /** Reads a file of trade details or of account details, as its heading says. */
  public AlipayChannelFile(Path file) {
    this(
        file,
        RowFormat.of(CHARSET, RowFormat.Shape.PLAIN)
            .remark("#")
            .end("the remark " + ENDS, line -> line.startsWith("#") && line.contains(ENDS))
            .entry(name -> name.toLowerCase(Locale.ROOT).endsWith(".csv") && !name.contains("汇总")));
  }

  private AlipayChannelFile(Path file, RowFormat format) {
    this.file = file;
    this.format = format;
  }

  /**
   * Counts rows as foreign whose order number (商户订单号) does not satisfy a condition. By default,
   * those are foreign whose order number is not 1 to 64 of {@code [A-Za-z0-9._-]}, and so cannot be
   * ours.
   */
  public AlipayChannelFile ours(Predicate<String> orderNo) {
    return new AlipayChannelFile(file, format.ours(orderNo));
  }

  @Override
  public void forEach(Consumer<Line> each) throws IOException {
    read(each);
  }

  @Override
  public RowCounts read(Consumer<Line> each) throws IOException {
    return RowFile.read(file, format, new Details(), each);
  }

  /** Shows nothing of the file. */
  @Override
  public String toString() {
    return "AlipayChannelFile";
  }

  /** Reads the rows of one pass through the file. */
  private static final class Details implements RowFile.Layout {
    private static final String ORDER_NO = "商户订单号";
    private static final String KIND = "业务类型";
    private static final String TRADE_NO = "支付宝交易号";
    private static final String AMOUNT = "订单金额（元）";
    private static final String RECEIVED = "商家实收（元）";
    private static final String ACCOUNT_TRADE_NO = "业务流水号";
    private static final String INCOME = "收入金额（+元）";
    private static final String EXPENSE = "支出金额（-元）";
    private static final Set<String> ACCOUNT_CHARGES = Set.of("在线支付", "交易付款");
    private static final Set<String> REFUNDS = Set.of("退款", "交易退款", "退款(交易退款)");
    private static final Set<String> FEES = Set.of("收费", "退费", "服务费");

    // Such as 交易合计：1笔，商家实收共150.00元 and 退款合计：1笔，商家实收退款共-50.00元, and of the account
    // details 收入合计：1笔，共150.00元 and 支出合计：2笔，共-50.90元.
    private static final Pattern TOTAL =
        Pattern.compile(
            "#+(交易|退款|收入|支出)合计[：:]([0-9]{1,12})笔"
                + "(?:[，,](?:商家实收(?:退款)?)?共(-?[0-9]{1,16}\\.[0-9]{2})元)?.*+");

    private boolean account;
    private Map<String, Total> totals = Map.of();

    @Override
    public void heading(Predicate<String> has) {
      account = has.test(ChannelRow.name(INCOME));
      RowFile.Layout.requireColumns(has, ORDER_NO, KIND);
      if (account) {
        RowFile.Layout.requireColumns(has, ACCOUNT_TRADE_NO, EXPENSE);
        totals =
            Map.of(
                "收入", new Total("incomes", INCOME, false),
                "支出", new Total("expenses", EXPENSE, false));
      } else {
        RowFile.Layout.requireColumns(has, TRADE_NO, AMOUNT);
        totals =
            Map.of(
                "交易", new Total("charges", RECEIVED, true),
                "退款", new Total("refunds", RECEIVED, true));
      }
    }

    @Override
    public RowResult read(ChannelRow row) {
      return account ? accountRow(row) : tradeRow(row);
    }

    /** Returns the order number, which only numbers precede in both layouts. */
    @Override
    public @Nullable String orderNoBeforeTexts(ChannelRow row) {
      if (!row.isAt(account ? 2 : 1, ORDER_NO)) {
        return null;
      }
      // The amounts in this row cannot be found, so neither can the sums be checked.
      totals = Map.of();
      return row.text(ORDER_NO);
    }

    private RowResult tradeRow(ChannelRow row) {
      String kind = ChannelRow.name(row.text(KIND));
      boolean refund = REFUNDS.contains(kind);
      if (!refund && !kind.equals("交易")) {
        return RowResult.skipped("neither a charge nor a refund");
      }
      Total total = totals.get(refund ? "退款" : "交易");
      if (total != null) {
        total.add(row);
      }
      return RowResult.moved(
          refund ? Kind.REFUND : Kind.CHARGE,
          row.text(ORDER_NO),
          row.text(TRADE_NO),
          () -> row.yuan(row.text(AMOUNT)));
    }

    private RowResult accountRow(ChannelRow row) {
      String kind = ChannelRow.name(row.text(KIND));
      totals.values().forEach(total -> total.add(row));
      if (FEES.contains(kind)) {
        return RowResult.skipped("a fee");
      }
      boolean refund = REFUNDS.contains(kind);
      if (!refund && !ACCOUNT_CHARGES.contains(kind)) {
        return RowResult.skipped("neither a charge nor a refund");
      }
      return RowResult.moved(
          refund ? Kind.REFUND : Kind.CHARGE,
          row.text(ORDER_NO),
          row.text(ACCOUNT_TRADE_NO),
          () -> row.yuan(row.text(refund ? EXPENSE : INCOME)));
    }

    @Override
    public List<String> totalsThatDiffer(List<String> end) {
      List<String> differ = new ArrayList<>();
      for (String line : end) {
        if (!line.startsWith("#")) {
          throw new MalformedRowException("has rows behind the remark " + ENDS);
        }
        Matcher said = TOTAL.matcher(line.strip());
        Total total = said.matches() ? totals.get(said.group(1)) : null;
        if (total != null) {
          total.compare(said, differ);
        }
      }
      return differ;
    }

    /** Sums the rows of one kind, including foreign ones, as the file's own totals do. */
    private static final class Total {
      private final String what;
      private final String column;
      private final boolean countsNothing;
      private long rows;
      private @Nullable Money sum = Money.ZERO;

      Total(String what, String column, boolean countsNothing) {
        this.what = what;
        this.column = column;
        this.countsNothing = countsNothing;
      }

      void add(ChannelRow row) {
        Money amount = amount(row);
        if (countsNothing || !Money.ZERO.equals(amount)) {
          rows++;
        }
        Money before = sum;
        try {
          sum = before == null || amount == null ? null : before.plus(amount);
        } catch (ArithmeticException e) {
          sum = null;
        }
      }

      /** Returns null if there is no amount: a foreign row may contain anything. */
      private @Nullable Money amount(ChannelRow row) {
        try {
          String text = row.has(column) ? row.text(column) : "";
          return text.isEmpty() && !countsNothing ? Money.ZERO : row.yuan(text);
        } catch (MalformedRowException e) {
          return null;
        }
      }

      void compare(Matcher total, List<String> differ) {
        long said = Long.parseLong(total.group(2));
        if (said != rows) {
          differ.add("the file says it has " + said + " " + what + ", and has " + rows);
        }
        String saidSum = total.group(3);
        Money has = sum;
        if (saidSum != null
            && has != null
            && Math.abs(Money.yuan(saidSum).fen()) != Math.abs(has.fen())) {
          differ.add(
              "the file says its "
                  + what
                  + " sum to "
                  + saidSum
                  + ", and they sum to "
                  + has.toYuan());
        }
      }
    }
  }
}
