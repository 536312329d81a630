package io.yiwang.payments.reconciliation;

/**
 * Interprets the rows of a channel's file, for a layout that no built-in reader knows.
 *
 * <pre>{@code
 * RowReader reader =
 *     row ->
 *         switch (row.text("reporting_category")) {
 *           case "charge" -> RowResult.charge(
 *               row.text("order"), row.text("id"), row.yuan(row.text("gross")));
 *           case "refund" -> RowResult.refund(
 *               row.text("order"), row.text("id"), row.yuan(row.text("gross")));
 *           default -> RowResult.skipped("neither a charge nor a refund");
 *         };
 * }</pre>
 */
@FunctionalInterface
public interface RowReader {
  /** Returns what the row means. What it throws, {@link ChannelFile#read} throws unchanged. */
  RowResult read(ChannelRow row);
}
