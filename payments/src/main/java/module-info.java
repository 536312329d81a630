/** Fines, from look-up to receipt. */
module io.yiwang.payments {
  requires transitive io.yiwang.core;
  requires transitive io.yiwang.journal;
  requires com.fasterxml.jackson.annotation;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.yiwang.payments;

  // Wire shapes that are nobody's business but the codec's.
  opens io.yiwang.payments to
      com.fasterxml.jackson.databind;
}
