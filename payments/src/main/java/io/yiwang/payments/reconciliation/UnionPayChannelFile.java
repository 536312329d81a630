package io.yiwang.payments.reconciliation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reads UnionPay's file of a day for merchants of its online gateway (银联全渠道商户对账文件), the one with
 * {@code ZM_} in its name; as the zip archive that was downloaded, or unpacked.
 *
 * <p>Its rows have a fixed width of 608 bytes. By the kind of transaction (交易类型) a row is a charge
 * ({@code 01}, or {@code 03}, an authorisation completed), or a refund ({@code 04}, or {@code 31}
 * and {@code 33}, a charge cancelled); all other rows are skipped and counted. The trade number is
 * UnionPay's {@code queryId} (查询流水号). A refund has its own order number here; that of its charge is
 * in the last column that is used (原始交易订单号) or, if that is blank, in the row of the charge, which
 * {@code origQryId} identifies. A refund for which neither is known is skipped and counted.
 *
 * @see "UnionPay, interface of the online platform, part 3, files (全渠道平台接入接口规范 第3部分 文件接口), section
 *     6.1: the widths as UnionPay's own sample program has them (parseZMFile in DemoBase.java, with
 *     a blank behind each column), and the columns as integrators quote the section. The
 *     specification itself could not be read"
 */
public final class UnionPayChannelFile implements ChannelFile {
  /** 42 columns, each followed by a blank. */
  private static final int LENGTH = 608;

  /** The limit for refunds that name their charge by its number alone, which are kept in memory. */
  private static final int MAX_REFUNDS = 100_000;

  private static final Set<String> CHARGES = Set.of("01", "03");
  private static final Set<String> REFUNDS = Set.of("04", "31", "33");

  private final Path file;
  private final Predicate<String> ours;
  private final boolean filtered;

  /** Reads the file of a day. */
  public UnionPayChannelFile(Path file) {
    this(file, orderNo -> true, false);
  }

  private UnionPayChannelFile(Path file, Predicate<String> ours, boolean filtered) {
    this.file = file;
    this.ours = ours;
    this.filtered = filtered;
  }

  /**
   * Counts rows as foreign whose charge's order number does not satisfy a condition. By default,
   * those are foreign whose order number is not 1 to 64 of {@code [A-Za-z0-9._-]}, and so cannot be
   * ours.
   */
  public UnionPayChannelFile ours(Predicate<String> orderNo) {
    return new UnionPayChannelFile(file, orderNo, true);
  }

  @Override
  public void forEach(Consumer<Line> each) throws IOException {
    read(each);
  }

  @Override
  public RowCounts read(Consumer<Line> each) throws IOException {
    Map<String, String> orders = ordersOfRefunds();
    FixedWidthChannelFile rows = rows(row -> result(row, orders));
    return (filtered ? rows.ours(ours) : rows).read(each);
  }

  private FixedWidthChannelFile rows(RowReader reader) {
    return new FixedWidthChannelFile(file, LENGTH, reader).entry(name -> name.contains("ZM_"));
  }

  /**
   * Returns the order numbers of the charges that refunds name by {@code origQryId} alone, of which
   * there are few.
   */
  private Map<String, String> ordersOfRefunds() throws IOException {
    Map<String, String> orders = new HashMap<>();
    rows(row -> {
          if (REFUNDS.contains(kind(row)) && originalOrder(row).isEmpty()) {
            orders.put(originalQueryId(row), "");
            if (orders.size() > MAX_REFUNDS) {
              throw new MalformedRowException(
                  "the file has more than "
                      + MAX_REFUNDS
                      + " refunds that do not say of which order");
            }
          }
          return RowResult.foreign();
        })
        .read(line -> {});
    if (!orders.isEmpty()) {
      rows(row -> {
            if (CHARGES.contains(kind(row))) {
              orders.computeIfPresent(queryId(row), (id, none) -> orderNo(row));
            }
            return RowResult.foreign();
          })
          .read(line -> {});
    }
    return orders;
  }

  private static RowResult result(ChannelRow row, Map<String, String> orders) {
    String kind = kind(row);
    if (CHARGES.contains(kind)) {
      return RowResult.moved(Kind.CHARGE, orderNo(row), queryId(row), () -> row.fen(amount(row)));
    }
    if (!REFUNDS.contains(kind)) {
      return RowResult.skipped("neither a charge nor a refund");
    }
    String order = originalOrder(row);
    if (order.isEmpty()) {
      order = orders.getOrDefault(originalQueryId(row), "");
    }
    if (order.isEmpty()) {
      return RowResult.skipped("a refund that does not say of which order");
    }
    return RowResult.moved(Kind.REFUND, order, queryId(row), () -> row.fen(amount(row)));
  }

  // Columns 7, 10, 12, 20, 27 and 41 of section 6.1.

  private static String amount(ChannelRow row) {
    String amount = row.slice(66, 12);
    if (amount.length() != 12) {
      throw new MalformedRowException("its amount must have 12 digits");
    }
    return amount;
  }

  private static String queryId(ChannelRow row) {
    return row.slice(87, 21);
  }

  private static String orderNo(ChannelRow row) {
    return row.slice(112, 32);
  }

  private static String kind(ChannelRow row) {
    return row.slice(215, 2);
  }

  private static String originalQueryId(ChannelRow row) {
    return row.slice(271, 21);
  }

  private static String originalOrder(ChannelRow row) {
    return row.slice(476, 32);
  }

  /** Shows nothing of the file. */
  @Override
  public String toString() {
    return "UnionPayChannelFile";
  }
}
