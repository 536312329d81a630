package io.yiwang.identity.x509;

import static io.yiwang.identity.x509.TestAuthority.DURING;
import static io.yiwang.identity.x509.TestAuthority.HOST;
import static io.yiwang.identity.x509.TestAuthority.dns;
import static io.yiwang.identity.x509.TestAuthority.offer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.signing.GatewayKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which names a certificate must have, so that its key is the gateway's. */
class GatewayNamesTest {
  private static void assertNamed(
      boolean expected, TrustAnchors anchors, String host, X509Certificate leaf) throws Exception {
    GatewayKey key = offer("sm2-sm3", leaf);
    if (expected) {
      assertEquals("gw-1", anchors.trusted(key, host, DURING).keyId());
    } else {
      var e = assertThrows(CertificateException.class, () -> anchors.trusted(key, host, DURING));
      assertTrue(e.getMessage().contains("and not the gateway"), e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true, gw.example.gov.cn, gw.example.gov.cn",
    "true, GW.Example.gov.cn, gw.example.GOV.cn",
    "true, gw.example.gov.cn., gw.example.gov.cn",
    "true, xn--fiqs8s.gov.cn, XN--FIQS8S.gov.cn",
    "true, 127.0.0.1, 127.0.0.1",
    "false, gw.example.gov.cn, other.example.gov.cn",
    "false, gw.example.gov.cn, example.gov.cn",
    "false, gw.example.gov.cn, x.gw.example.gov.cn",
    "false, gw.example.gov.cn, *.example.gov.cn",
    "false, gw.example.gov.cn, gw.example.gov.cn.evil.cn",
    "false, gw.example.gov.cn, evil-gw.example.gov.cn",
    "false, gw.example.gov.cn, .gw.example.gov.cn",
    "false, 127.0.0.1, localhost",
  })
  void trusted_dnsName_isComparedAsAWhole(boolean expected, String host, String name)
      throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");

    assertNamed(expected, TrustAnchors.of(root.certificate()), host, root.named(dns(name)));
    assertNamed(
        expected, TrustAnchors.of(root.certificate()), host, root.named(dns("a.cn"), dns(name)));
  }

  /**
   * Checks a certificate like most of an authority's, such as a citizen's or another customer's.
   */
  @Test
  void trusted_certificateWithoutHostName_isRefused() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    TrustAnchors anchors = TrustAnchors.of(root.certificate());

    assertNamed(false, anchors, HOST, root.named());
    assertNamed(false, anchors, HOST, root.named(new GeneralName(GeneralName.rfc822Name, HOST)));
    assertNamed(
        false,
        anchors,
        HOST,
        root.named(new GeneralName(GeneralName.uniformResourceIdentifier, "https://" + HOST)));
    assertNamed(
        false, anchors, HOST, root.under("CN=" + HOST, TestAuthority.sm2(), false).certificate());
    assertNamed(false, anchors, "", root.named());
  }

  @ParameterizedTest
  @CsvSource({
    "true, 127.0.0.1, 127.0.0.1",
    "true, [::1], ::1",
    "true, [0:0:0:0:0:0:0:1], ::1",
    "false, 127.0.0.1, 127.0.0.2",
    "false, localhost, 127.0.0.1",
    "false, 127.1, 127.0.0.1",
    "false, [::1], 127.0.0.1",
  })
  void trusted_endpointWithAnIpAddress_matchesAnIpAddressName(
      boolean expected, String host, String address) throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");

    assertNamed(
        expected,
        TrustAnchors.of(root.certificate()),
        host,
        root.named(new GeneralName(GeneralName.iPAddress, address)));
  }

  @Test
  void gatewayNames_configured_areAcceptedBesidesTheHost() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    TrustAnchors anchors = TrustAnchors.of(root.certificate()).gatewayNames("政务.cn", "B.cn.");

    assertNamed(true, anchors, "10.0.0.1", root.named(dns("xn--zfr164b.cn")));
    assertNamed(true, anchors, "10.0.0.1", root.named(dns("b.cn")));
    assertNamed(true, anchors, HOST, root.named(dns(HOST)));
    assertNamed(false, anchors, "10.0.0.1", root.named(dns(HOST)));
    assertNamed(
        true, anchors.revocation(Revocation.notChecked()), "10.0.0.1", root.named(dns("b.cn")));
    for (String name : List.of("", ".", "*.cn", "https://b.cn", "b.cn:443", "b cn")) {
      assertThrows(IllegalArgumentException.class, () -> anchors.gatewayNames(name), name);
    }
  }

  @Test
  void trustedSealer_anotherName_isRefused() throws Exception {
    TestAuthority root = TestAuthority.sm2Root("CN=root");
    TrustAnchors anchors = TrustAnchors.of(root.certificate());
    X509Certificate other =
        root.leaf(TestAuthority.sm2().getPublic(), KeyUsage.keyEncipherment, dns("other.cn"));
    GatewayKey key = offer("sm2-sm4-gcm", other);

    assertThrows(CertificateException.class, () -> anchors.trustedSealer(key, HOST, DURING));
  }
}
