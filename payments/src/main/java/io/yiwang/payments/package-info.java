/**
 * Fines: quote one, pay it once, whatever dies. Start at {@link io.yiwang.payments.FineCashier};
 * the single calls beneath it are {@link io.yiwang.payments.FineClient}'s.
 *
 * <p>An answer may leave out whatever only describes (names, departments, notes, places, times that
 * decide nothing): such a part is nullable. See IGS/1 section 1, absent members.
 */
@NullMarked
package io.yiwang.payments;

import org.jspecify.annotations.NullMarked;
