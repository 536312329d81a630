/**
 * Fines: look one up, hold it, pay it, fetch the receipt. Start at {@link
 * io.yiwang.payments.FineClient}.
 */
@NullMarked
package io.yiwang.payments;

import org.jspecify.annotations.NullMarked;
