/** Checks citizens and logs them in; signs and verifies documents and keeps the evidence. */
module io.yiwang.identity {
  requires transitive io.yiwang.core;
  requires transitive io.yiwang.sm;
  requires com.fasterxml.jackson.annotation;
  requires com.nimbusds.jose.jwt;
  requires java.net.http;
  requires oauth2.oidc.sdk;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.yiwang.identity;
  exports io.yiwang.identity.login;
}
