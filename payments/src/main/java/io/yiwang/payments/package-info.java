/**
 * The calls of paying a fine, {@link io.yiwang.payments.FineClient}, and what they take and give.
 * What pays a fine once, whatever dies, is {@link io.yiwang.payments.cashier.FineCashier}; what
 * compares the day's books is {@link io.yiwang.payments.reconciliation.Reconciliation}.
 *
 * <p>An answer may leave out whatever only describes (names, departments, notes, places, times that
 * decide nothing): such a part is nullable. See IGS/1 section 1, absent members.
 */
@NullMarked
package io.yiwang.payments;

import org.jspecify.annotations.NullMarked;
