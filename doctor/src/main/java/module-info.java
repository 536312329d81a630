/** Finds out why a signature does not verify or a sealed value cannot be opened. */
module io.yiwang.doctor {
  requires transitive io.yiwang.sm;
  requires io.yiwang.identity;
  requires io.yiwang.ofd;
  requires org.bouncycastle.provider;
  requires org.bouncycastle.util;
  requires static transitive org.jspecify;

  exports io.yiwang.identity.doctor;
}
