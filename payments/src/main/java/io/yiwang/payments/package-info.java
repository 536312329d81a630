/**
 * Fines: quote one, pay it once, whatever dies. Start at {@link io.yiwang.payments.FineCashier};
 * the single calls beneath it are {@link io.yiwang.payments.FineClient}'s.
 */
@NullMarked
package io.yiwang.payments;

import org.jspecify.annotations.NullMarked;
