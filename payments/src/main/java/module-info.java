/** Pays fines, from look-up to receipt: the calls, the cashier, and the daily reconciliation. */
module io.yiwang.payments {
  requires transitive io.yiwang.core;
  requires transitive io.yiwang.journal;
  requires com.fasterxml.jackson.annotation;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.yiwang.payments;
  exports io.yiwang.payments.cashier;
  exports io.yiwang.payments.reconciliation;

  // For the codec alone, which reads and writes their private parts.
  opens io.yiwang.payments to
      com.fasterxml.jackson.databind;
  opens io.yiwang.payments.cashier to
      com.fasterxml.jackson.databind;
  opens io.yiwang.payments.internal.records to
      com.fasterxml.jackson.databind;
}
