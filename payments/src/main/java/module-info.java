/** Fines, from look-up to receipt: the calls, the cashier, and the day's reconciliation. */
module io.yiwang.payments {
  requires transitive io.yiwang.core;
  requires transitive io.yiwang.journal;
  requires com.fasterxml.jackson.annotation;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.yiwang.payments;
  exports io.yiwang.payments.cashier;
  exports io.yiwang.payments.reconciliation;

  // Wire shapes that are nobody's business but the codec's.
  opens io.yiwang.payments to
      com.fasterxml.jackson.databind;
  opens io.yiwang.payments.cashier to
      com.fasterxml.jackson.databind;
  opens io.yiwang.payments.internal.records to
      com.fasterxml.jackson.databind;
}
