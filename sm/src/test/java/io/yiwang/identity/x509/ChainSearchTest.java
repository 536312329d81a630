package io.yiwang.identity.x509;

import static io.yiwang.identity.x509.TestAuthority.DURING;
import static io.yiwang.identity.x509.TestAuthority.HOST;
import static io.yiwang.identity.x509.TestAuthority.dns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.yiwang.identity.TestPki;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

class ChainSearchTest {
  /**
   * Checks ten authorities with one name that have all certified each other, which have very many
   * permutations.
   */
  @Test
  void chain_crossCertifiedAuthorities_endsAtOnce() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    KeyPair pair = TestAuthority.sm2();
    TestAuthority middle = TestAuthority.root("CN=mesh", pair, "SM3withSM2");
    List<X509Certificate> mesh = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      mesh.add(middle.under("CN=mesh", pair, true).certificate());
    }
    X509Certificate leaf = middle.leaf(TestAuthority.sm2().getPublic(), KeyUsage.digitalSignature);
    TrustAnchors anchors = TrustAnchors.of(root.certificate());

    assertTimeout(
        Duration.ofSeconds(5),
        () -> assertThrows(CertificateException.class, () -> anchors.chain(leaf, mesh, DURING)));
  }

  @Test
  void chain_enormousKeys_areNotUsed() throws Exception {
    TestPki.Holder root = TestPki.root("SM3withSM2");
    TestPki.Holder middle = TestPki.under(root, "CN=middle", "SM3withSM2", TestPki.AUTHORITY);
    X509Certificate leaf =
        TestPki.under(middle, "CN=Li", "SM3withSM2", TestPki.CITIZEN).certificate();
    X509Certificate large = Enormous.certificate(root, 16_384, 17);
    X509Certificate slow = Enormous.certificate(root, 4096, 4096);
    TrustAnchors anchors = TrustAnchors.of(root.certificate());

    assertTimeout(
        Duration.ofSeconds(2),
        () -> {
          assertEquals(
              3,
              anchors
                  .chain(leaf, List.of(large, slow, middle.certificate()), TestPki.SIGNED)
                  .size());
          for (X509Certificate each : List.of(large, slow)) {
            assertThrows(
                CertificateException.class, () -> anchors.chain(each, List.of(), TestPki.SIGNED));
          }
        });
  }

  @Test
  void chain_tooManyCertificates_isRefused() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    X509Certificate leaf = root.named(dns(HOST));
    TrustAnchors anchors = TrustAnchors.of(root.certificate());

    assertEquals(2, anchors.chain(leaf, Collections.nCopies(100, leaf), DURING).size());
    assertThrows(
        CertificateException.class,
        () -> anchors.chain(leaf, Collections.nCopies(101, leaf), DURING));
  }

  /**
   * Checks an authority that has renewed its certificate under the same name and key; both may be
   * supplied.
   */
  @Test
  void chain_expiredAndRenewedAuthority_usesTheValidOne() throws Exception {
    TestPki.Holder root = TestPki.root("SM3withSM2");
    TestPki.Holder old =
        TestPki.issue(
            root,
            "CN=middle",
            "SM3withSM2",
            TestPki.AUTHORITY,
            TestPki.FROM,
            TestPki.FROM.plusSeconds(1));
    TestPki.Holder middle = TestPki.under(root, "CN=middle", "SM3withSM2", TestPki.AUTHORITY);
    X509Certificate leaf =
        TestPki.under(middle, "CN=Li", "SM3withSM2", TestPki.CITIZEN).certificate();

    assertEquals(
        List.of(leaf, middle.certificate(), root.certificate()),
        TrustAnchors.of(root.certificate())
            .chain(leaf, List.of(old.certificate(), middle.certificate()), TestPki.SIGNED));
  }
}
