/** SM2, SM3 and SM4; certificates, trust anchors and revocation. */
module io.yiwang.sm {
  requires transitive io.yiwang.core;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.yiwang.identity.sm;
  exports io.yiwang.identity.x509;
}
