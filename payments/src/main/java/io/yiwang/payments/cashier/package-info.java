/**
 * Pays fines exactly once, whatever crashes. Start at {@link
 * io.yiwang.payments.cashier.FineCashier}, and run a {@link io.yiwang.payments.cashier.Recovery}
 * beside it.
 */
@NullMarked
package io.yiwang.payments.cashier;

import org.jspecify.annotations.NullMarked;
