package io.yiwang.payments.reconciliation;

/**
 * Says what each row of a channel's file means, for a layout that no ready-made reader knows.
 *
 * <pre>{@code
 * RowReader reader =
 *     row ->
 *         switch (row.text("reporting_category")) {
 *           case "charge" -> RowResult.charge(
 *               row.text("order"), row.text("id"), row.yuan(row.text("gross")));
 *           case "refund" -> RowResult.refund(
 *               row.text("order"), row.text("id"), row.yuan(row.text("gross")));
 *           default -> RowResult.passedOver("neither a charge nor a refund");
 *         };
 * }</pre>
 */
@FunctionalInterface
public interface RowReader {
  /** Says what the row means. What it throws is thrown by {@link ChannelFile#read} as it is. */
  RowResult read(ChannelRow row);
}
