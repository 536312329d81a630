package io.yiwang.payments.reconciliation;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts how many rows a channel's file had, and what became of each: none is left out.
 *
 * @param charges rows read as charges
 * @param refunds rows read as refunds
 * @param foreign rows of other businesses of the same account
 * @param passedOver rows that moved no payer's money, by the reason for passing them over, such as
 *     {@code without an order number}
 * @param totalsThatDiffer what the file says about its own rows and is not so, in words; empty
 *     where it agrees with itself or has no totals
 */
public record RowCounts(
    long charges,
    long refunds,
    long foreign,
    Map<String, Long> passedOver,
    List<String> totalsThatDiffer) {
  /** Copies the reasons, in their alphabetical order, and the totals. */
  public RowCounts {
    passedOver = Collections.unmodifiableMap(new TreeMap<>(passedOver));
    totalsThatDiffer = List.copyOf(totalsThatDiffer);
  }

  /** Returns how many rows were read: charges and refunds. */
  public long read() {
    return charges + refunds;
  }

  /** Returns how many rows there were, without the heading, remarks and totals. */
  public long rows() {
    return read() + foreign + passedOver.values().stream().mapToLong(Long::longValue).sum();
  }
}
