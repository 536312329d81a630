/**
 * Offers the calls that pay a fine, with their parameters and answers: start at {@link
 * io.yiwang.payments.FineClient}. {@link io.yiwang.payments.cashier.FineCashier} pays a fine
 * exactly once, whatever crashes; {@link io.yiwang.payments.reconciliation.Reconciliation} compares
 * a day's records.
 *
 * <p>An answer may leave out whatever is only descriptive (names, departments, notes, places, times
 * that decide nothing); such a part is nullable. See IGS/1 section 1, absent members.
 */
@NullMarked
package io.yiwang.payments;

import org.jspecify.annotations.NullMarked;
