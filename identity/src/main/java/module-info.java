/** The SM algorithms, keys and trust, citizens, and signed documents. */
module io.yiwang.identity {
  requires transitive io.yiwang.core;
  requires com.fasterxml.jackson.annotation;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires static transitive org.jspecify;

  exports io.yiwang.identity;
  exports io.yiwang.identity.doctor;
  exports io.yiwang.identity.sm;
  exports io.yiwang.identity.x509;
}
