/**
 * Compares the journal, the payer channel's file and the gateway's statement of a day. Start at
 * {@link io.yiwang.payments.reconciliation.Reconciliation}.
 */
@NullMarked
package io.yiwang.payments.reconciliation;

import org.jspecify.annotations.NullMarked;
