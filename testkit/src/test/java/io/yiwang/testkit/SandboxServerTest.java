package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxServerTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final int[] status = new int[1];

  private @Nullable GovSandbox run(String... arguments) {
    return SandboxServer.run(
        arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port 70000|--port must be a whole number from 0 to 65535",
        "--port x|--port must be a whole number from 0 to 65535",
        "--data -1|--data must be a whole number from 0 to 1000000",
        "--keys|--keys needs a value; see --help",
        "--scheme dsa|--scheme must be one of ed25519, sm2, ecdsa-p256, rsa-pss, rsa",
        "--verbose|unknown option --verbose; see --help",
        "--port 1 --port 2|--port is given twice",
        "--url ftp://gateway|--url must be an http or https URL without a path, such as"
            + " https://gateway:8443",
        "--url https://gateway/x|--url must be an http or https URL without a path, such as"
            + " https://gateway:8443",
        "--callback-url nowhere|--callback-url must be an http or https URL, such as"
            + " https://gateway:8443",
        "--tls|--tls needs --keys DIR, where it writes the certificate that clients must trust",
        "--tls-key key.pem|--tls-certificate and --tls-key go together; see --help",
        "--tls --tls-certificate a --tls-key b|give --tls, or --tls-certificate and --tls-key, and"
            + " not both",
        "--state file|--state needs --keys DIR, since a client keeps the same keys",
        "--admin-token short|the admin token must be 16 characters of visible ASCII or more; make"
            + " one with: openssl rand -hex 16",
        "--admin-token-file /nowhere/token|--admin-token-file: cannot read /nowhere/token",
        "--seed -1|--seed must be a whole number from 0 to 999999999"
      })
  void run_wrongUse_endsWith2(String line, String message) {
    assertNull(run(line.split(" ")));

    assertEquals(2, status[0]);
    assertEquals(message, err.toString(UTF_8).strip());
  }

  @Test
  void run_help_namesEveryOption() {
    assertNull(run("--help"));

    assertEquals(0, status[0]);
    for (String option :
        new String[] {
          "--host",
          "--port",
          "--url",
          "--tls ",
          "--tls-certificate",
          "--tls-key",
          "--keys",
          "--state",
          "--scheme",
          "--data",
          "--seed",
          "--callback-url",
          "--redirect-uri",
          "--admin-token ",
          "--admin-token-file",
          "--help"
        }) {
      assertTrue(out.toString(UTF_8).contains(option), option);
    }
  }

  @Test
  void run_keys_writesTheFilesOfAClient(@TempDir Path folder) throws IOException {
    try (GovSandbox sandbox = run("--scheme", "sm2", "--keys", folder.toString(), "--data", "10")) {
      assertNotNull(sandbox);
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(folder.resolve("client.properties"))) {
        properties.load(reader);
      }

      assertEquals(sandbox.endpoint().toString(), properties.getProperty("endpoint"));
      assertEquals(3, properties.getProperty("decisionNumbers").split(",").length);
      assertEquals("李晓明", properties.getProperty("citizenName"));
      for (String name :
          new String[] {"privateKey", "gatewayPublicKey", "anchor", "sealPublicKey"}) {
        String pem = Files.readString(folder.resolve(properties.getProperty(name)));
        assertTrue(pem.startsWith("-----BEGIN "), name);
      }
    }
  }

  @Test
  void run_portTaken_endsWith1() {
    try (GovSandbox first = GovSandbox.start()) {
      assertNull(run("--port", Integer.toString(first.endpoint().getPort())));

      assertEquals(1, status[0]);
      assertTrue(err.toString(UTF_8).startsWith("cannot listen on port "));
    }
  }

  @Test
  void run_cannotStart_endsWith1AndOneLine(@TempDir Path folder) throws IOException {
    Path notPem = Files.writeString(folder.resolve("a.pem"), "nothing");
    for (String[] line :
        new String[][] {
          {"--host", "192.0.2.1", "--data", "10"},
          {"--tls-certificate", notPem.toString(), "--tls-key", notPem.toString()},
          {"--tls-certificate", folder.resolve("none").toString(), "--tls-key", notPem.toString()},
          {"--keys", notPem.toString(), "--data", "10"},
          {"--keys", folder.toString(), "--state", folder.toString(), "--scheme", "sm2"},
        }) {
      err.reset();
      status[0] = 0;

      assertNull(run(line), line[0]);

      assertEquals(1, status[0], line[0]);
      assertEquals(1, err.toString(UTF_8).lines().count(), err.toString(UTF_8));
    }
  }

  @Test
  void run_tlsUnderAnotherName_isTrustedByItsAuthority(@TempDir Path folder) throws Exception {
    try (GovSandbox sandbox =
        run(
            "--tls",
            "--scheme",
            "sm2",
            "--keys",
            folder.toString(),
            "--host",
            "0.0.0.0",
            "--url",
            "https://gateway.example:8443",
            "--data",
            "10")) {
      assertNotNull(sandbox, () -> err.toString(UTF_8));
      assertTrue(out.toString(UTF_8).contains("note: the admin API is off"));
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(folder.resolve("client.properties"))) {
        properties.load(reader);
      }
      assertEquals("https://gateway.example:8443/igs/v1/", properties.getProperty("endpoint"));
      X509Certificate root;
      try (InputStream pem =
          Files.newInputStream(folder.resolve(properties.getProperty("tlsAnchor")))) {
        root = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
      }
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("ca", root);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      int port = sandbox.wireMock().httpsPort();
      for (String name : new String[] {"gateway.example", "localhost", "127.0.0.1"}) {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
            SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, name, port, true)) {
          SSLParameters parameters = socket.getSSLParameters();
          parameters.setEndpointIdentificationAlgorithm("HTTPS");
          socket.setSSLParameters(parameters);
          socket.setSoTimeout(20_000);

          socket.startHandshake();
        }
      }
    }
  }

  @Test
  void run_tlsGiven_isThatCertificate(@TempDir Path folder) throws Exception {
    CertificateAuthority authority = new CertificateAuthority("Given root", false, Instant.now());
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair pair = generator.generateKeyPair();
    byte[] leaf =
        CertificateAuthority.der(
            authority.forServer(
                pair.getPublic(), Instant.now().minusSeconds(60), Instant.now().plusSeconds(600)));
    Path chain =
        Files.writeString(
            folder.resolve("chain.pem"), Pem.of("CERTIFICATE", leaf) + authority.rootPem());
    Path key =
        Files.writeString(
            folder.resolve("key.pem"), Pem.of("PRIVATE KEY", pair.getPrivate().getEncoded()));

    try (GovSandbox sandbox =
        run("--tls-certificate", chain.toString(), "--tls-key", key.toString(), "--data", "10")) {
      assertNotNull(sandbox, () -> err.toString(UTF_8));
      assertEquals(authority.rootPem(), sandbox.world().setup().tlsAnchor());
      assertEquals("https", sandbox.endpoint().getScheme());
      try (io.yiwang.GovClient gov = sandbox.clientBuilder().build()) {
        assertNotNull(gov);
      }
    }
  }
}
