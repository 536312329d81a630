package io.yiwang.payments.reconciliation;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the rows of a channel's file by what became of them; every row is counted.
 *
 * @param charges rows read as charges
 * @param refunds rows read as refunds
 * @param foreign rows of other businesses of the same account
 * @param skipped rows that moved no payer's money, by the reason for skipping them, such as {@code
 *     without an order number}
 * @param totalsThatDiffer the file's own totals that do not agree with its rows, in words; empty if
 *     all do, or it has no totals
 */
public record RowCounts(
    long charges,
    long refunds,
    long foreign,
    Map<String, Long> skipped,
    List<String> totalsThatDiffer) {
  /** Copies the reasons, in alphabetical order, and the totals. */
  public RowCounts {
    skipped = Collections.unmodifiableMap(new TreeMap<>(skipped));
    totalsThatDiffer = List.copyOf(totalsThatDiffer);
  }

  /** Returns how many rows were read: charges and refunds. */
  public long read() {
    return charges + refunds;
  }

  /** Returns how many rows there were, without the heading, remarks and totals. */
  public long rows() {
    return read() + foreign + skipped.values().stream().mapToLong(Long::longValue).sum();
  }
}
