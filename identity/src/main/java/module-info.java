/** The SM algorithms, keys and trust, citizens, and signed documents. */
module io.yiwang.identity {
  requires transitive io.yiwang.core;
  requires com.fasterxml.jackson.annotation;
  requires java.net.http;
  // For citizens' login.
  requires static com.nimbusds.jose.jwt;
  requires static oauth2.oidc.sdk;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires static transitive org.jspecify;

  exports io.yiwang.identity;
  exports io.yiwang.identity.doctor;
  exports io.yiwang.identity.login;
  exports io.yiwang.identity.sm;
  exports io.yiwang.identity.x509;
}
