/**
 * Holds what the journal keeps of payments and refunds: the cashier writes it, and reconciliation
 * reads it.
 */
@NullMarked
package io.yiwang.payments.internal.records;

import org.jspecify.annotations.NullMarked;
