package io.yiwang.payments.reconciliation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.value.Money;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Reads WeChat Pay's file of a day (微信支付交易账单), as its trade bill download gives it, of the type
 * {@code ALL}, {@code SUCCESS} or {@code REFUND}; plain or as gzip.
 *
 * <p>The file is in UTF-8, without quotes, with a backtick before each value, so that a comma
 * inside a value is part of it. Without its totals (总交易单数) it is refused as cut short; a total that
 * is not the sum of the rows is in {@link RowCounts#totalsThatDiffer}. By its trade state (交易状态) a
 * row is a charge ({@code SUCCESS}), a refund ({@code REFUND}) or a charge that was taken back
 * ({@code REVOKED}, read as a refund). A refund whose state (退款状态) is {@code FAIL}, {@code CLOSED},
 * {@code REFUNDCLOSE}, {@code CHANGE} or {@code ABNORMAL} gave the payer nothing back and is
 * skipped; the file is a snapshot, in which one that is under way ({@code PROCESSING}) counts as a
 * refund. The trade number of all of them is that of the charge (微信订单号).
 *
 * @see "WeChat Pay, trade bill in detail (交易账单详细说明, of 2024-11-25),
 *     https://pay.weixin.qq.com/docs/merchant/products/bill-download/format-trade.html: types,
 *     columns, backticks and totals, older names of columns"
 * @see "WeChat Pay, download of bills (version 2),
 *     https://pay.weixin.qq.com/wiki/doc/api/jsapi.php?chapter=9_6: REVOKED, gzip"
 * @see "WeChat Pay, query of refunds (version 2, chapter 9_5; version 3, Refund.status): the states
 *     in which the money did not go to the payer"
 */
public final class WeChatPayChannelFile implements ChannelFile {
  private static final String TOTALS = "总交易单数";

  private final Path file;
  private final RowFormat format;

  /** Reads a file of any of the three types. */
  public WeChatPayChannelFile(Path file) {
    this(
        file,
        RowFormat.of(UTF_8, RowFormat.Shape.BACKTICKS)
            .end("its totals, " + TOTALS, TOTALS::equals));
  }

  private WeChatPayChannelFile(Path file, RowFormat format) {
    this.file = file;
    this.format = format;
  }

  /**
   * Counts rows as foreign whose order number (商户订单号) does not satisfy a condition. By default,
   * those are foreign whose order number is not 1 to 64 of {@code [A-Za-z0-9._-]}, and so cannot be
   * ours.
   */
  public WeChatPayChannelFile ours(Predicate<String> orderNo) {
    return new WeChatPayChannelFile(file, format.ours(orderNo));
  }

  @Override
  public void forEach(Consumer<Line> each) throws IOException {
    read(each);
  }

  @Override
  public RowCounts read(Consumer<Line> each) throws IOException {
    return RowFile.read(file, format, new Bill(), each);
  }

  /** Shows nothing of the file. */
  @Override
  public String toString() {
    return "WeChatPayChannelFile";
  }

  /** Reads the rows of one pass through the file. */
  private static final class Bill implements RowFile.Layout {
    private static final String ORDER_NO = "商户订单号";
    private static final String TRADE_NO = "微信订单号";
    private static final String STATE = "交易状态";
    private static final String REFUND_STATE = "退款状态";
    private static final String CURRENCY = "货币种类";
    // It failed, was closed, or came back from the payer's bank to the merchant's account.
    private static final Set<String> NOTHING_BACK =
        Set.of("FAIL", "CLOSED", "REFUNDCLOSE", "CHANGE", "ABNORMAL");
    // What the payer was charged; 总金额 in the bills of older merchants.
    private static final List<String> CHARGED = List.of("订单金额", "总金额", "应结订单金额");
    private static final List<String> REFUNDED = List.of("申请退款金额", "退款金额");

    /** The column that each total sums. */
    private static final Map<String, String> SUMS =
        Map.of(
            "应结订单总金额", "应结订单金额",
            "总交易额", "总金额",
            "订单总金额", "订单金额",
            "退款总金额", "退款金额",
            "总退款金额", "退款金额",
            "申请退款总金额", "申请退款金额");

    private final Map<String, Money> sums = new HashMap<>();
    private String charged = "";
    private String refunded = "";
    private long rows;

    @Override
    public void heading(Predicate<String> has) {
      RowFile.Layout.requireColumns(has, ORDER_NO, TRADE_NO, STATE);
      charged = first(has, CHARGED);
      refunded = REFUNDED.stream().filter(has).findFirst().orElse(REFUNDED.get(0));
      SUMS.values().stream().filter(has).forEach(column -> sums.put(column, Money.ZERO));
    }

    private static String first(Predicate<String> has, List<String> columns) {
      return columns.stream()
          .filter(has)
          .findFirst()
          .orElseThrow(() -> new MalformedRowException("the file has no column " + columns.get(0)));
    }

    @Override
    public RowResult read(ChannelRow row) {
      rows++;
      // A foreign row may contain anything, which makes the sum unknown.
      sums.replaceAll((column, sum) -> sum.equals(UNKNOWN) ? sum : plus(sum, row, column));
      return switch (row.text(STATE)) {
        case "SUCCESS" -> moved(Kind.CHARGE, row, () -> row.yuan(row.text(charged)));
        case "REFUND", "REVOKED" ->
            row.has(REFUND_STATE) && NOTHING_BACK.contains(row.text(REFUND_STATE))
                ? RowResult.skipped("a refund that failed")
                : row.text(STATE).equals("REVOKED")
                    ? moved(Kind.REFUND, row, () -> revoked(row))
                    : moved(Kind.REFUND, row, () -> row.yuan(row.text(refunded)));
        default -> RowResult.skipped("neither a charge nor a refund");
      };
    }

    private static final Money UNKNOWN = Money.fen(Long.MIN_VALUE);

    private static Money plus(Money sum, ChannelRow row, String column) {
      try {
        return sum.plus(row.yuan(row.text(column)));
      } catch (MalformedRowException | ArithmeticException e) {
        return UNKNOWN;
      }
    }

    /**
     * Returns the amount of a revoked order, which some bills have as the refunded amount and
     * others as the order's.
     */
    private Money revoked(ChannelRow row) {
      Money back = row.has(refunded) ? row.yuan(row.text(refunded)) : Money.ZERO;
      return back.equals(Money.ZERO) ? row.yuan(row.text(charged)) : back;
    }

    private static RowResult moved(Kind kind, ChannelRow row, Supplier<Money> amount) {
      return RowResult.moved(
          kind,
          row.text(ORDER_NO),
          row.text(TRADE_NO),
          () -> {
            checkCurrency(row);
            return amount.get();
          });
    }

    private static void checkCurrency(ChannelRow row) {
      String currency = row.has(CURRENCY) ? row.text(CURRENCY) : "";
      if (!currency.isEmpty() && !currency.equals("CNY")) {
        throw new MalformedRowException("its amount is in another currency than CNY");
      }
    }

    @Override
    public List<String> totalsThatDiffer(List<String> end) {
      Map<String, String> said = totals(end);
      List<String> differ = new ArrayList<>();
      said.forEach(
          (name, value) -> {
            if (name.equals(TOTALS)) {
              if (!value.equals(Long.toString(rows))) {
                differ.add("the file says it has " + number(value) + " rows, and has " + rows);
              }
              return;
            }
            Money sum = sums.get(SUMS.getOrDefault(name, ""));
            if (sum != null && !sum.equals(UNKNOWN) && differs(value, sum)) {
              differ.add(
                  "the file says that "
                      + SUMS.get(name)
                      + " sums to "
                      + number(value)
                      + ", and it sums to "
                      + sum.toYuan());
            }
          });
      return differ;
    }

    private static boolean differs(String value, Money sum) {
      try {
        return !Money.yuan(value).equals(sum);
      } catch (IllegalArgumentException e) {
        return true;
      }
    }

    private static String number(String value) {
      return value.matches("-?[0-9]{1,16}(\\.[0-9]{1,2})?") ? value : "something else";
    }

    /** Reads the totals, whose names are in one line and their values in the next. */
    private static Map<String, String> totals(List<String> end) {
      List<String> names = values(end.get(0));
      if (end.size() == 1 && names.size() == 2) {
        return Map.of(names.get(0), names.get(1));
      }
      if (end.size() != 2) {
        throw new MalformedRowException(
            end.size() < 2
                ? "is cut short: it ends without the values of its totals"
                : "has rows behind its totals");
      }
      List<String> values = values(end.get(1));
      if (values.size() != names.size()) {
        throw new MalformedRowException("has not one value for each of its totals");
      }
      Map<String, String> totals = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        totals.put(names.get(i), values.get(i));
      }
      return totals;
    }

    private static List<String> values(String line) {
      return RowSplitter.split(line, ",").stream().map(ChannelRow::bare).toList();
    }
  }
}
