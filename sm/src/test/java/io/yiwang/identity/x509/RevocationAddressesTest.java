package io.yiwang.identity.x509;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.identity.TestPki;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationAddressesTest {
  private static X509Certificate leaf(String responder) throws Exception {
    return TestPki.under(TestPki.root("Ed25519"), "CN=Li", "Ed25519", TestPki.asking(responder))
        .certificate();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://ca.example/",
        "file:///etc/passwd",
        "ldap://ca.example/",
        "http://user:secret@ca.example/",
        "http://user@ca.example/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://a.localhost/",
        "http://127.0.0.1:8080/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0.0.0.0/",
        "http://10.1.2.3/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::127.0.0.1]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fc00::1]/",
        "http://[fd12:3456::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:1:2:3:4:5:6]/",
        "http://[ff02::1]/",
        "http:///nobody",
        "nonsense",
      })
  void responders_privateAddress_isLeftOut(String address) throws Exception {
    X509Certificate leaf = leaf(address);

    assertEquals(Set.of(), new RevocationAddresses(false).responders(leaf));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://ca.example/",
        "https://8.8.8.8/x",
        "HTTP://[2400:3200::1]/",
        "http://a.cn:8080"
      })
  void responders_publicAddress_isReturned(String address) throws Exception {
    X509Certificate leaf = leaf(address);

    assertEquals(Set.of(URI.create(address)), new RevocationAddresses(false).responders(leaf));
  }

  @Test
  void responders_thisMachineIfAllowed_isReturned() throws Exception {
    URI address = URI.create("http://127.0.0.1:8080/");

    assertEquals(
        Set.of(address), new RevocationAddresses(true).responders(leaf(address.toString())));
  }
}
